namespace IntegrationHub.Store.Sources;

/// <summary>Positions of bounded pulls, beside those of their streams: kept from a pull that was broken off to the one that goes on with it.</summary>
public static class BackfillCursors
{
    /// <summary>A pull that is ordered again later than this begins anew.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    public static string NameOf(string stream, DateOnly? from, DateOnly? to) => FormattableString.Invariant($"{PrefixOf(stream)}{from:yyyy-MM-dd}..{to:yyyy-MM-dd}");

    /// <summary>How the names of all of a stream's begin.</summary>
    public static string PrefixOf(string stream) => stream + "@";
}
