using System.Globalization;
using System.Text.Json;

namespace IntegrationHub.Connectors.Manual;

/// <summary>Version 1. An entry states one amount of one metric itself; without an amount it is undone and counts nowhere.</summary>
public sealed class EntryMapping : IStreamMapping
{
    public string Stream => ManualModule.StreamName;

    public int Version => 1;

    public MappingResult Map(string key, JsonElement body)
    {
        var (metric, unit) = (Text(body, "metric"), Text(body, "unit"));
        if (metric is null || unit is null || Day(body, "from") is not { } from || Day(body, "to") is not { } to || to <= from)
        {
            return new Refused("E_BAD_ENTRY", "metric, unit, from, to", "the entry does not say what it is about; enter it anew", unit);
        }

        if (Text(body, "amount") is not { } text)
        {
            return new Mapped(unit, []);
        }

        return !decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            ? new Refused("E_NOT_A_NUMBER", "amount", "the amount is no number; undo the entry and enter it anew", unit, from, text)
            : amount < 0
            ? new Refused("E_NEGATIVE", "amount", "a count below zero; undo the entry and enter it anew", unit, from, text)
            : new Mapped(unit, [new MappedValue(metric, from, to, amount)]);
    }

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateOnly? Day(JsonElement body, string name) =>
        DateOnly.TryParseExact(Text(body, name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
