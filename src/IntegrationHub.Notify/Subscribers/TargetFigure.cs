using System.Globalization;
using System.Text.Json.Nodes;
using IntegrationHub.Store.Outbox;

namespace IntegrationHub.Notify.Subscribers;

/// <summary>The fields of a computed figure by the names that the mappings of targets use.</summary>
internal sealed class TargetFigure
{
    private readonly OutboxRow row;
    private readonly JsonObject data;

    public TargetFigure(OutboxRow row) => (this.row, data) = (row, JsonNode.Parse(row.Body)?["data"] as JsonObject ?? []);

    /// <returns>Why the figure is sent to no target; null when it may be. What is missing is never sent as zero.</returns>
    public string? WhyNot() => (Text("status"), Text("verdict")) switch
    {
        (null, _) => "it is no computed figure",
        ("NoData" or "Invalid", _) => "there is no figure: it is not sent as zero",
        (_, "NotEvaluable") => "the figure cannot be judged",
        _ => null,
    };

    /// <returns>Null where the figure has no such field.</returns>
    public TargetValue? Find(string field) => field switch
    {
        "indicator" => Code,
        "composite" => Text("part") is null ? null : Text("indicator"),
        "plan" or "unit" or "title" or "kind" or "display" or "verdict" or "status" or "recordedAt" => Text(field),
        "numerator" or "denominator" or "percent" or "value" => Text(field),
        "period" => Of("id"),
        "period.from" => Of("from"),
        "calendar" => Of("calendar"),
        "period.lastDay" => LastDay?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "period.year" => LastDay?.Year.ToString(CultureInfo.InvariantCulture),

        // Every change of a figure has a higher number, and one that comes again the same: a target keeps the highest.
        "revision" => row.Id.ToString(CultureInfo.InvariantCulture),
        "releaseRevision" => data["revision"]?.ToJsonString(),
        "event" => row.EventId.ToString(),
        "key" => $"{Code}:{Text("unit")}:{Of("id")}:{row.Id.ToString(CultureInfo.InvariantCulture)}",
        _ => null,
    } is { } text ? new TargetValue(text) : null;

    private string? Code => Text("part") ?? Text("indicator");

    // The end of a period is the day after its last.
    private DateOnly? LastDay => DateOnly.TryParseExact(Of("to"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var to) ? to.AddDays(-1) : null;

    private string? Of(string member) => (data["period"] as JsonObject)?[member]?.GetValue<string>();

    private string? Text(string member) => data[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

/// <param name="Text">As it stands in the event.</param>
internal sealed record TargetValue(string Text)
{
    /// <summary>A number of JSON's form, digit by digit; a fraction such as 340/3 is none.</summary>
    public bool IsNumber => decimal.TryParse(Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) && Text is not ['+' or '.', ..] && Text[^1] != '.';
}
