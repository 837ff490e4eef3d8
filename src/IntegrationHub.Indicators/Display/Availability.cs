using IntegrationHub.Indicators.Aggregation;

namespace IntegrationHub.Indicators.Display;

public enum Availability
{
    NoData,

    /// <summary>All that is expected is there, and there was no activity.</summary>
    NotApplicable,
    Partial,
    Complete,
}

public static class Availabilities
{
    public static Availability Of(Pair pair)
    {
        if (!pair.AnythingDelivered)
        {
            return Availability.NoData;
        }

        if (pair.Received < pair.Expected || pair.MissingWeight is not 0 || (pair.IsAmount && pair.Rejected > 0))
        {
            return Availability.Partial;
        }

        return pair is { N: 0, D: 0, IsAmount: false, IsBreak: false } ? Availability.NotApplicable : Availability.Complete;
    }

    /// <summary>Nothing valid is left and something impossible was delivered.</summary>
    public static bool IsInvalid(Pair pair) => pair.Received == 0 && pair.InvalidUnits.Count > 0;
}
