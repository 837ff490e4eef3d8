using System.Text.Json;

namespace IntegrationHub.Connectors.Http.Mappings;

/// <summary>Whether a record lies within the days that a pull asks for. A record without a readable day is kept: its mapping refuses it by name.</summary>
public static class RecordBounds
{
    /// <param name="on">For records: the date field that decides; null for the first that is there.</param>
    /// <param name="to">Day after the last; null for no end.</param>
    public static bool Covers(MapFile map, JsonElement body, DateOnly from, DateOnly? to, string? on = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        return SpanOf(map, body, on) is not { } span || (span.From >= from && (to is null || span.To <= to));
    }

    private static (DateOnly From, DateOnly To)? SpanOf(MapFile map, JsonElement body, string? on)
    {
        if (map.Period is { Field: { } field })
        {
            return FieldValue.Text(body, field) is { } text ? FieldValue.Period(text, map.Fields.First(f => f.Name == field).Type) : null;
        }

        if (map.Period is { } parts)
        {
            return FieldValue.Of(FieldValue.Text(body, parts.Kind!), FieldValue.Text(body, parts.Number!), FieldValue.Text(body, parts.Year!));
        }

        var dates = on is null ? map.Values.SelectMany(v => v.On) : [on];
        return dates.Select(name => VietnamDate.ReadDay(FieldValue.Text(body, name)).OrNull).FirstOrDefault(day => day is not null) is { } first ? (first, first.AddDays(1)) : null;
    }
}
