using System.Globalization;
using System.Text.Json;
using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Truth;

/// <summary>The truth over HTTP, for tests in other processes. No log-in: nothing here is personal.</summary>
internal sealed class TruthEndpoints(TthcTruth truth, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/_truth/days", http => Days(http.Request.Query).SendAsync(http));
        routes.MapGet("/_truth/snapshots", http => Snapshots(http.Request.Query).SendAsync(http));
        routes.MapGet("/_truth/units", http => Units().SendAsync(http));
    }

    private Reply Days(IQueryCollection query)
    {
        if (!DateOnly.TryParseExact(query["from"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from) || !DateOnly.TryParseExact(query["to"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var to)
            || to < from || !TryAsOf(query, out var asOf) || (query.ContainsKey("unit") && truth.Cast.Find(query["unit"].ToString()) is null))
        {
            return Reply.Text(StatusCodes.Status400BadRequest, "from and to are days (yyyy-MM-dd); unit is a unit id; asOf is an instant with offset");
        }

        var days = truth.Days(from, to, query.ContainsKey("unit") ? query["unit"].ToString() : null, query["ended"] == "true", asOf);
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("asOf"u8, days.AsOf);
            json.WriteString("from"u8, Iso(days.From));
            json.WriteString("to"u8, Iso(days.To));
            json.WriteStartObject("units"u8);
            foreach (var unit in days.All().GroupBy(d => d.Unit.Id))
            {
                json.WriteStartObject(unit.Key);
                foreach (var day in unit.GroupBy(d => d.Day))
                {
                    json.WriteStartObject(Iso(day.Key));
                    foreach (var count in day)
                    {
                        json.WriteNumber(count.Metric, count.Count);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private Reply Snapshots(IQueryCollection query)
    {
        var type = query["loaiThoiGian"].ToString();
        if (!int.TryParse(query["ky"], CultureInfo.InvariantCulture, out var number) || !int.TryParse(query["nam"], CultureInfo.InvariantCulture, out var year)
            || !TryAsOf(query, out var asOf) || Tthc.SnapshotPeriod.Parse(type, number, year) is null)
        {
            return Reply.Text(StatusCodes.Status400BadRequest, "loaiThoiGian is Tháng, Quý or Năm; ky 1-12, 1-4 or 0; nam a year; asOf an instant");
        }

        var at = asOf ?? time.GetUtcNow();
        var rows = truth.Snapshots(type, number, year, at);
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("asOf"u8, at);
            json.WriteStartArray("rows"u8);
            foreach (var row in rows)
            {
                json.WriteStartObject();
                json.WriteString("unit"u8, row.Unit);
                json.WriteString("scope"u8, row.Scope);
                json.WriteString("loaiThongKe"u8, row.Kind);
                json.WriteStartObject("values"u8);
                foreach (var (metric, value) in row.Values)
                {
                    json.WriteNumber(metric, value);
                }

                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private Reply Units() => Reply.Json(json =>
    {
        json.WriteStartArray();
        foreach (var unit in truth.Cast.All)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, unit.Id);
            json.WriteString("level"u8, unit.Level.ToString().ToLowerInvariant());
            json.WriteString("class"u8, unit.Class);
            json.WriteString("name"u8, unit.Name);
            json.WriteString("code"u8, unit.Code);
            json.WriteString("oldCode"u8, unit.OldCode);
            json.WriteString("parent"u8, unit.Parent);
            WriteDay(json, "from", unit.FirstDay);
            WriteDay(json, "to", unit.EndDay);
            if (unit.Successor is { } successor)
            {
                json.WriteString("successor"u8, successor.Id);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void WriteDay(Utf8JsonWriter json, string name, int day)
    {
        if (day is not (int.MinValue or int.MaxValue))
        {
            json.WriteString(name, Iso(WorldTime.DateOf(day)));
        }
    }

    private static bool TryAsOf(IQueryCollection query, out DateTimeOffset? asOf)
    {
        asOf = null;
        if (!query.ContainsKey("asOf"))
        {
            return true;
        }

        var valid = DateTimeOffset.TryParse(query["asOf"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant);
        asOf = instant;
        return valid;
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
