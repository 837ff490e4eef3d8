using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Store.Outbox;

/// <summary>Which events a subscriber is sent. Each list is "any of these", an empty one "all". What an event does not say of itself excludes nothing.</summary>
public sealed record SubscriberFilter
{
    /// <summary>Grades of a figure, the least first: what its status says of how far it can be relied on.</summary>
    public static IReadOnlyList<string> Grades { get; } = ["any", "partial", "open", "provisional", "final"];

    /// <summary>Types of events.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Ids of plans.</summary>
    public IReadOnlyList<string> Plans { get; init; } = [];

    /// <summary>Codes of indicators or of parts of composites.</summary>
    public IReadOnlyList<string> Indicators { get; init; } = [];

    /// <summary>Ids of units.</summary>
    public IReadOnlyList<string> Units { get; init; } = [];

    /// <summary>Also the units below <see cref="Units"/>, along the org tree of the figure's period.</summary>
    public bool Below { get; init; } = true;

    /// <summary>The least of <see cref="Grades"/>; null: any.</summary>
    public string? MinimumGrade { get; init; }

    /// <summary>All that is not about the hub itself.</summary>
    [JsonIgnore]
    public bool IsEverything => Types.Count + Plans.Count + Indicators.Count + Units.Count == 0 && MinimumGrade is null or "any";

    public static SubscriberFilter Read(string? json) => json is null ? new() : JsonSerializer.Deserialize<SubscriberFilter>(json, ProgressJson.Options)!;

    /// <summary>As it is stored; null when everything is sent.</summary>
    public string? Write() => IsEverything ? null : JsonSerializer.Serialize(this, ProgressJson.Options);

    /// <summary>Of a released figure that changed, what is released is the newest: it is as good as final.</summary>
    public static int GradeOf(string status) => status switch
    {
        "Final" or "Restated" => 4,
        "Provisional" => 3,
        "Open" or "NotApplicable" => 2,
        "Partial" or "Stale" => 1,
        _ => 0,
    };

    /// <param name="told">What the event says of itself.</param>
    /// <param name="tree">The org tree; null where there is none yet.</param>
    /// <param name="withLost">Also a figure that falls below the least grade: who was told that it was good hears that it no longer is.</param>
    public bool Takes(EventFacts told, OrgTree? tree, bool withLost)
    {
        ArgumentNullException.ThrowIfNull(told);

        // Alerts are for who operates the hub: whoever wants them says so.
        return (told.Type == AlertEvent.Type ? Types.Contains(AlertEvent.Type) : IsAny(Types, told.Type)) && IsAny(Plans, told.Plan) && (IsAny(Indicators, told.Indicator) || (told.Part is not null && IsAny(Indicators, told.Part)))
            && IsOfUnits(told, tree) && IsGoodEnough(told, withLost);
    }

    private static bool IsAny(IReadOnlyList<string> wanted, string? said) => wanted.Count == 0 || said is null || wanted.Contains(said);

    private bool IsOfUnits(EventFacts told, OrgTree? tree) =>
        IsAny(Units, told.Unit) || (Below && tree is not null && tree.PathAt(told.Unit!, told.Day).Any(Units.Contains));

    private bool IsGoodEnough(EventFacts told, bool withLost)
    {
        var least = MinimumGrade is null ? 0 : Grades.ToList().IndexOf(MinimumGrade);
        return told.Status is null || GradeOf(told.Status) >= least || (withLost && told.PreviousStatus is { } previous && GradeOf(previous) >= least);
    }
}

/// <summary>What an event says of itself, as far as filters ask.</summary>
/// <param name="Day">Last day of the figure's period, else the day of the event: on it the unit had its place in the tree.</param>
public sealed record EventFacts(string? Type, string? Plan, string? Indicator, string? Part, string? Unit, string? Status, string? PreviousStatus, DateOnly Day)
{
    public static EventFacts Of(OutboxRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        using var document = JsonDocument.Parse(row.Body);
        var data = document.RootElement.TryGetProperty("data", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        var day = Text(Member(data, "period"), "to") is { } to && DateOnly.TryParseExact(to, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var end) ? end.AddDays(-1) : Model.VietnamDay.Of(row.RecordedAt);
        return new(
            Text(document.RootElement, "type"), Text(data, "plan"), Text(data, "indicator"), Text(data, "part"), Text(data, "unit"), Text(data, "status"),
            Text(Member(data, "previous"), "status"), day);
    }

    private static JsonElement Member(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement of, string name) => Member(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
