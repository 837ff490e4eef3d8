using System.Globalization;
using System.Text.Json;

namespace IntegrationHub.Connectors.Http.Mappings;

/// <summary>
/// Examples of a mapping, in a YAML file beside it: a source record as it comes, and what it must count. They run through the edge as well,
/// so that they also say what is dropped.
/// </summary>
public static class MapTests
{
    private const string Remedy = "Known: name, record, key, agency, values, refused, ignored.";

    public static MappingTestResult Run(MapFile map, string text)
    {
        var problems = new List<DefinitionProblem>();
        var root = MapNode.Parse(text, problems);
        var tests = root?.Maps("tests") ?? [];
        root?.Close("Known: tests.");
        if (root is not null && tests.Count == 0)
        {
            root.Report("tests", "E_NO_TESTS", "There is no example.", "Add at least a normal record, an empty one and a wrong one.");
        }

        foreach (var test in tests)
        {
            Run(map, test);
        }

        return new(tests.Count, problems);
    }

    private static void Run(MapFile map, MapNode test)
    {
        var name = test.RequiredText("name", "Say what the example shows.");
        var reading = new RowReader(map).Read(Json(test.Map("record")), DateTimeOffset.UnixEpoch);
        var result = new YamlMapping(map).Map(reading.Key, reading.Body);
        Compare(test, "key", name, test.Text("key"), reading.Key);
        Compare(test, "agency", name, test.Text("agency"), result switch { Mapped m => m.Agency, Refused r => r.Agency, _ => null });
        if (test.Map("refused") is { } refused)
        {
            Compare(test, "refused", name, $"{refused.Text("code")} at {refused.Text("place")}", result is Refused r ? $"{r.Code} at {r.Place}" : Describe(result));
            refused.Close("Known: code, place.");
        }
        else if (test.Text("ignored") is "true")
        {
            Compare(test, "ignored", name, "ignored", Describe(result));
        }
        else
        {
            var wanted = test.Maps("values").Select(v => Wanted(v, map)).Order(StringComparer.Ordinal).ToList();
            Compare(test, "values", name, Lines(wanted), result is Mapped mapped ? Lines([.. mapped.Values.Select(Line).Order(StringComparer.Ordinal)]) : Describe(result));
        }

        test.Close(Remedy);
    }

    private static void Compare(MapNode test, string where, string name, string? wanted, string? got)
    {
        if (wanted is not null && wanted != got)
        {
            test.Report(where, "E_MAPPING_TEST", $"'{name}': expected {wanted}, got {got ?? "nothing"}.", "Correct the mapping, or the example if the source has changed.");
        }
    }

    private static string Describe(MappingResult result) => result switch
    {
        Refused r => $"refused {r.Code} at {r.Place}",
        Ignored => "ignored",
        Mapped { Values.Count: 0 } => "(counts nowhere)",
        Mapped m => Lines([.. m.Values.Select(Line).Order(StringComparer.Ordinal)]),
        _ => "nothing",
    };

    private static string Lines(IReadOnlyList<string> lines) => lines.Count == 0 ? "(counts nowhere)" : string.Join(", ", lines);

    private static string Wanted(MapNode value, MapFile map)
    {
        var metric = value.RequiredText("metric", "Name the metric.");
        var on = value.Text("on");
        var (from, to) = on is not null && DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? (day, day.AddDays(1))
            : (Day(value, "from"), Day(value, "to"));
        var amount = decimal.TryParse(value.Text("amount") ?? "1", NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var a) ? a : 0;
        var line = Line(new MappedValue(metric, from, to, amount, value.Text("scope") ?? "own"));
        value.Close("Known: metric, on (a day) or from and to, amount, scope.");
        return map.Values.Any(v => v.Metric == metric) ? line : line + " (a metric that the mapping does not feed)";
    }

    private static DateOnly Day(MapNode value, string name)
    {
        if (DateOnly.TryParseExact(value.Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        value.Report(name, "E_DATE", $"'{name}' is no day.", "Write year-month-day.");
        return default;
    }

    private static string Line(MappedValue v) => string.Create(CultureInfo.InvariantCulture,
        $"{v.Metric} {v.Amount.ToString("0.############", CultureInfo.InvariantCulture)} {v.From:yyyy-MM-dd}..{v.To:yyyy-MM-dd} {v.Scope}");

    private static JsonElement Json(MapNode? record)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, record);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    // Texts stay texts: a source may write anything as text, and the mapping must read it the same.
    private static void Write(Utf8JsonWriter writer, MapNode? node)
    {
        writer.WriteStartObject();
        foreach (var name in node?.Names ?? [])
        {
            writer.WritePropertyName(name);
            if (node!.IsMap(name))
            {
                Write(writer, node.Map(name));
            }
            else if (node.IsList(name))
            {
                writer.WriteStartArray();
                foreach (var item in node.Maps(name))
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
            }
            else
            {
                writer.WriteStringValue(node.Text(name));
            }
        }

        writer.WriteEndObject();
    }
}
