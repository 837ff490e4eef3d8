using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Store.Outbox.Targets;

/// <summary>A system that computed figures are written to in its own form: where, with which headers, and what becomes of the fields of a figure.</summary>
/// <param name="Enabled">False: it is set up and paused until a person lets it go.</param>
/// <param name="Ordered">A figure that is not taken holds up those behind it.</param>
public sealed record TargetDefinition(
    string Id, Text Name, Uri Url, string Method, bool Enabled, bool Ordered, SubscriberFilter Filter, IReadOnlyList<TargetHeader> Headers, IReadOnlyList<TargetField> Body)
{
    /// <summary>What targets are sent: nothing else has a row to map.</summary>
    public const string EventType = "vn.integrationhub.indicator.computed.v1";

    /// <summary>Of a figure, by the names that mappings use.</summary>
    public static IReadOnlyList<string> Fields { get; } =
    [
        "indicator", "composite", "plan", "unit", "title", "kind", "period", "period.year", "period.from", "period.lastDay", "calendar",
        "numerator", "denominator", "percent", "value", "display", "verdict", "status", "revision", "releaseRevision", "recordedAt", "event", "key",
    ];
}

/// <summary>A header of each request: a fixed value, a field, or what stands behind a secret's reference.</summary>
/// <param name="Prefix">Comes before the secret, for example <c>Bearer </c>.</param>
public sealed record TargetHeader(string Name, string? Value, string? Field, string? Secret, string Prefix);

/// <summary>A member of the body: a fixed value, or a field of the figure.</summary>
/// <param name="IsNumber">Written as a JSON number, with every digit; else as text.</param>
/// <param name="IsOptional">Left out where the figure has none; else a figure without it is not sent.</param>
/// <param name="Words">What the target calls values of the field; a value without a word is not sent. Empty: as it is.</param>
public sealed record TargetField(string Name, string? Value, string? Field, bool IsNumber, bool IsOptional, IReadOnlyDictionary<string, string> Words);
