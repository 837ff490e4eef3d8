using System.Text.Json;
using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.Tthc.Snapshots;

/// <summary>
/// Version 1. Rows of agencies count for the agency alone; the source's roll-ups keep the scope that they are about, so that nothing is
/// counted twice: of additive metrics they are checks, of the others they are the figure.
/// </summary>
public sealed class SnapshotMapping : IStreamMapping
{
    public string Stream => TthcModule.SnapshotStreamName;

    public int Version => 1;

    public MappingResult Map(string key, JsonElement body)
    {
        var agency = Text(body, "maDinhDanh");
        var period = PeriodOf(body);
        var day = period?.From;
        if (agency is null)
        {
            return new Refused("E_NO_AGENCY", "maDinhDanh", "the row names no agency; tell the source's operator", null, day);
        }

        if (period is null)
        {
            return new Refused("E_BAD_PERIOD", "ky", "there is no such period; tell the source's operator", agency, null,
                $"{Text(body, "loaiThoiGian")} {Text(body, "ky")} {Text(body, "nam")}");
        }

        if (body.TryGetProperty("soLieuRaw", out var raw))
        {
            return new Refused("E_NESTED_JSON", "soLieu", "the counts should be JSON inside a text and cannot be read; tell the source's operator", agency, day, raw.GetString());
        }

        return ScopeOf(Text(body, "loaiThongKe")) switch
        {
            null => new Refused("E_UNKNOWN_ROLLUP", "loaiThongKe", "a kind of row that this version does not know; update the connector", agency, day, Text(body, "loaiThongKe")),
            "" => new Ignored(),
            var scope => MapCounts(body, agency, period.Value, scope),
        };
    }

    private static MappingResult MapCounts(JsonElement body, string agency, SnapshotPeriod period, string scope)
    {
        var day = period.From;
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var field in SnapshotFields.All)
        {
            if (!body.TryGetProperty(field.Name, out var element))
            {
                continue;
            }

            var count = LooseInteger.Read(element);
            if (count.IsUnparseable)
            {
                return new Refused("E_NOT_A_NUMBER", field.Name, "not a whole number; tell the source's operator", agency, day, count.Raw);
            }

            if (count is { HasValue: true, Value: < 0 })
            {
                return new Refused("E_NEGATIVE", field.Name, "a count below zero; tell the source's operator", agency, day, element.ToString());
            }

            if (count.HasValue)
            {
                counts[field.Name] = count.Value;
            }
        }

        foreach (var (part, whole) in SnapshotFields.Parts)
        {
            if (counts.TryGetValue(part, out var n) && counts.TryGetValue(whole, out var d) && n > d)
            {
                return new Refused("E_NUMERATOR_ABOVE_DENOMINATOR", part, $"{part} is above {whole}; tell the source's operator", agency, day,
                    string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{n} > {d}"));
            }
        }

        // A count that is not there is missing, never zero; a row without any is no snapshot.
        return counts.Count == 0
            ? new Refused("E_NO_COUNTS", "soLieu", "none of the expected counts is there; the source may have renamed its fields", agency, day)
            : new Mapped(agency, [.. SnapshotFields.All.Where(field => counts.ContainsKey(field.Name))
                .Select(field => new MappedValue(field.Metric, period.From, period.To, counts[field.Name], scope))]);
    }

    /// <summary>Null: unknown. Empty: known and of no use (branches of the land registry overlap the other roll-ups).</summary>
    private static string? ScopeOf(string? rollUp) => rollUp?.ToLowerInvariant() switch
    {
        "donvi" => "own",
        "toantinh" or "tongdonvicon" => "subtree",
        "sobannganh" => "level:province",
        "quanhuyen" => "level:district",
        "xaphuong" => "level:commune",
        "chinhanhvpdk" => "",
        _ => null,
    };

    private static SnapshotPeriod? PeriodOf(JsonElement body) =>
        SnapshotPeriod.ParseKind(Text(body, "loaiThoiGian")) is { } kind
        && LooseInteger.Read(Text(body, "ky")) is { HasValue: true } number
        && LooseInteger.Read(Text(body, "nam")) is { HasValue: true } year
            ? SnapshotPeriod.Create(kind, number.Value, year.Value)
            : null;

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? LooseString.Read(value) : null;
}
