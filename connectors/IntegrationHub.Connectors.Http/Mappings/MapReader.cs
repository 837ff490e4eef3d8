using System.Globalization;

namespace IntegrationHub.Connectors.Http.Mappings;

/// <summary>From the text of a mapping file to the mapping, or to everything that is wrong with it.</summary>
public static class MapReader
{
    private const string Remedy = "Known: stream, version, kind, title, key, agency, period, scope, fields, conditions, countsNowhere, refuse, values, parts, sequence, complete, identity, personal, unused, and request, query or file.";

    private static readonly string[] ReadingNames = ["request", "query", "file"];

    /// <summary>Null when a problem was found.</summary>
    public static MapFile? Read(string text, List<DefinitionProblem> problems)
    {
        if (MapNode.Parse(text, problems) is not { } root)
        {
            return null;
        }

        var kind = root.RequiredText("kind", "Write kind: snapshots (counts per agency and period) or kind: records (cases with days).");
        var file = new MapFile
        {
            Stream = root.RequiredText("stream", "Write the name of the stream."),
            Version = Version(root),
            Kind = kind == "records" ? StreamKind.Records : StreamKind.Snapshots,
            TitleVi = root.Map("title")?.Text("vi") ?? "",
            TitleEn = root.Map("title")?.Text("en") ?? "",
            Key = root.Texts("key"),
            Agency = root.IsMap("agency")
                ? root.Map("agency")!.RequiredText("prefixOf", "Name the key field that begins with the agency code and a hyphen.")
                : root.RequiredText("agency", "Name the field with the agency code."),
            AgencyIsPrefix = root.IsMap("agency"),
            AgencyField = root.IsMap("agency") ? root.Map("agency")!.Text("field") : null,
            Fields = root.Map("fields") is { } fields ? FieldReader.Read(fields) : [],
            Period = ReadPeriod(root),
            Scope = ReadScope(root),
            Conditions = root.Map("conditions") is { } conditions ? conditions.Names.ToDictionary(n => n, n => ReadCondition(conditions.Map(n)), StringComparer.Ordinal) : new(StringComparer.Ordinal),
            CountsNowhere = root.Texts("countsNowhere"),
            Refuse = [.. root.Maps("refuse").Select(ReadRefusal)],
            Values = root.Map("values") is { } values ? [.. values.Names.Select(n => ReadValue(values, n))] : [],
            Parts = [.. root.Texts("parts").Select(p => ReadPart(root, p)).OfType<PartRule>()],
            Sequence = root.Text("sequence"),
            IsCompleteByWindow = root.Text("complete") is "window",
            Identity = root.Texts("identity"),
            Dropped = [.. root.Texts("personal"), .. root.Texts("unused")],
            Reading = ReadingNames.Select(root.Map).FirstOrDefault(r => r is not null),
        };
        root.Close(Remedy);
        MapChecks.Run(file, root, kind);
        return problems.Count == 0 ? file : null;
    }

    /// <summary>A file that came with the program.</summary>
    /// <exception cref="MapException">It is wrong.</exception>
    public static MapFile Require(string name, string text)
    {
        var problems = new List<DefinitionProblem>();
        return Read(text, problems) ?? throw new MapException(name, problems);
    }

    private static int Version(MapNode root)
    {
        if (int.TryParse(root.RequiredText("version", "Write version: 1, and raise it when the meaning of any value changes."), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0)
        {
            return version;
        }

        root.Report("version", "E_TYPE", "'version' must be a whole number from 1.", "Write version: 1.");
        return 0;
    }

    private static PeriodRule? ReadPeriod(MapNode root)
    {
        if (!root.Has("period"))
        {
            return null;
        }

        if (!root.IsMap("period"))
        {
            return new(root.Text("period"), null, null, null);
        }

        var parts = root.Map("period")!;
        var rule = new PeriodRule(null, parts.RequiredText("kind", "Name the field with the kind of period."), parts.RequiredText("number", "Name the field with its number."), parts.RequiredText("year", "Name the field with its year."));
        parts.Close("Known: kind, number, year.");
        return rule;
    }

    private static ScopeRule? ReadScope(MapNode root)
    {
        if (root.Map("scope") is not { } scope)
        {
            return null;
        }

        var field = scope.RequiredText("field", "Name the field that says what kind of row it is.");
        var codes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in scope.Names.Where(n => n != "field"))
        {
            foreach (var code in scope.Texts(name))
            {
                codes[code] = name;
            }
        }

        return new(field, codes);
    }

    private static RefusalRule ReadRefusal(MapNode node)
    {
        var field = node.RequiredText("present", "Name the field whose presence means that the record cannot be used.");
        var rule = new RefusalRule(field, node.Text("code"), node.Text("place") ?? field, node.RequiredText("message", "Say what is wrong and what to do."));
        node.Close("Known: present, code, place, message.");
        return rule;
    }

    private static Condition ReadCondition(MapNode? node)
    {
        var tests = new List<FieldTest>();
        foreach (var name in node?.Names ?? [])
        {
            if (!node!.IsMap(name))
            {
                tests.Add(new(name, node.Texts(name), false, null));
                continue;
            }

            var inner = node.Map(name)!;
            tests.Add(inner.Has("any")
                ? new(name, [], false, ReadCondition(inner.Map("any")))
                : new(name, inner.Texts("not"), true, null));
            inner.Close("Known: any (some item of the list), not (none of these).");
        }

        return new(tests);
    }

    private static ValueRule ReadValue(MapNode values, string metric)
    {
        if (!values.IsMap(metric))
        {
            return Terms(values.Texts(metric), metric, [], []);
        }

        var rule = values.Map(metric)!;
        var value = Terms(rule.Texts("amount"), metric, rule.Texts("on"), rule.Texts("when")) with { Count = rule.Text("count"), Where = rule.Text("where"), Distinct = rule.Text("distinct") };
        rule.Close("Known: amount, on, when, and count (a list) with where (a condition of its items) and distinct (the field that names an item).");
        return value;
    }

    private static ValueRule Terms(IReadOnlyList<string> terms, string metric, IReadOnlyList<string> on, IReadOnlyList<string> when) =>
        new(metric, [.. terms.Where(t => !t.StartsWith('-'))], [.. terms.Where(t => t.StartsWith('-')).Select(t => t[1..].Trim())], on, when);

    private static PartRule? ReadPart(MapNode root, string text)
    {
        if (text.Split("<=", StringSplitOptions.TrimEntries) is [{ Length: > 0 } part, { Length: > 0 } whole])
        {
            return whole.Split(" - ", StringSplitOptions.TrimEntries) is [var total, var less] ? new(part, total, less) : new(part, whole);
        }

        root.Report("parts", "E_TYPE", $"'{text}' is not of the form part <= whole.", "For example: online <= total, or online <= total - secret.");
        return null;
    }
}
