using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Store.Catalogue;

/// <summary>A configured instance of a connector: one file in sources/.</summary>
/// <param name="Streams">Empty means every stream of the connector.</param>
/// <param name="Schedule">Five-field cron in the time zone Asia/Ho_Chi_Minh; null means only on request.</param>
public sealed record SourceDefinition(
    string Id, string Connector, Text Name, IReadOnlyList<string> Streams, string? Schedule, bool Enabled,
    IReadOnlyDictionary<string, SourceOption> Options)
{
    /// <summary>Codes of the systems that it reads.</summary>
    public IReadOnlyList<string> Systems { get; init; } = [];

    /// <summary>Null: as often as needed.</summary>
    public RequestBudget? Budget { get; init; }

    /// <summary>How old the last good pull may be; null: by the schedule.</summary>
    public TimeSpan? Freshness { get; init; }

    /// <summary>When the schedule may start it; empty means at any time.</summary>
    public IReadOnlyList<DailyHours> Hours { get; init; } = [];
}

/// <param name="Value">The value, or where the secret is: <c>env:NAME</c>, <c>file:PATH</c>, <c>store:NAME</c>.</param>
public sealed record SourceOption(string Value, bool IsSecret);
