namespace IntegrationHub.Indicators.Catalogue;

/// <summary>So many times as much, or as little, is held for a person. Below the floor nothing is: three cases may well become thirty.</summary>
public sealed record JumpLimit(int Factor, decimal Floor)
{
    public const int DefaultFactor = 10;

    public static decimal DefaultFloor(string unit) => unit == "VND" ? 1_000_000_000 : 500;

    public bool Exceeds(decimal before, decimal after) =>
        before > 0 && Math.Max(before, after) >= Floor && (after >= before * Factor || after * Factor <= before);
}
