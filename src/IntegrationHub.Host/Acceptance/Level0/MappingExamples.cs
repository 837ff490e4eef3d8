using IntegrationHub.Connectors;
using IntegrationHub.Connectors.Http.Mappings;
using YamlDotNet.RepresentationModel;

namespace IntegrationHub.Host.Acceptance.Level0;

/// <summary>Check 6. What an example is about is told by what it states: counted, counted as nothing, refused, and the same key twice with other content.</summary>
internal static class MappingExamples
{
    private const int Fewest = 5;

    public static CheckOutcome Run(Subject subject)
    {
        var findings = new List<CheckFinding>();
        var (streams, examples) = (0, 0);
        foreach (var stream in subject.Catalogue.Streams.Select(s => s.Name))
        {
            var definition = subject.Catalogue.Definitions.FirstOrDefault(d => d.Stream == stream);
            var mapping = definition is null ? subject.Module.Mappings.First(m => m.Stream == stream) : subject.Module.Define(definition)!.Mapping!;
            var map = (mapping as YamlMapping)?.File ?? (definition is null ? null : (subject.Module as MappedModule)?.MapOf(stream, [definition]));
            if (map is null)
            {
                continue;
            }

            streams++;
            var (place, text) = Text(subject, stream, definition);
            if (text is null)
            {
                findings.Add(new(place, "the mapping has no examples", "write them"));
                continue;
            }

            var result = subject.Module.TestMapping(stream, definition, text);
            examples += result.Count;
            findings.AddRange(result.Problems.Select(p => new CheckFinding(FormattableString.Invariant($"{place}:{p.Line}"), p.Message, p.Remedy)));
            var kinds = Kinds(text, map);
            if (result.Count < Fewest || kinds.Count > 0)
            {
                findings.Add(new(place, FormattableString.Invariant($"{result.Count} examples") + (kinds.Count > 0 ? ", none of them " + string.Join(", none ", kinds) : ""), FormattableString.Invariant($"write at least {Fewest}: counted, counted as nothing, refused, corrected")));
            }
        }

        return streams == 0
            ? CheckOutcome.NotApplicable("no mapping of it is written in YAML; what it counts is tested in its Tests folder")
            : CheckOutcome.Of(findings, FormattableString.Invariant($"{examples} examples of {streams} mappings"));
    }

    private static (string Place, string? Text) Text(Subject subject, string stream, StreamDefinition? definition)
    {
        if (definition is not null)
        {
            var path = definition.Path.Replace(".map.yaml", ".map.test.yaml", StringComparison.Ordinal);
            return ("catalogue/" + path, Subject.BundledFiles.Find(path));
        }

        var file = $"mappings/{stream}.map.test.yaml";
        return (file, File.Exists(Path.Combine(subject.Folder, file)) ? File.ReadAllText(Path.Combine(subject.Folder, file)) : null);
    }

    /// <summary>The kinds of example that are missing.</summary>
    private static List<string> Kinds(string text, MapFile map)
    {
        var yaml = new YamlStream();
        using var reader = new StringReader(text);
        yaml.Load(reader);
        var tests = ((YamlSequenceNode)((YamlMappingNode)yaml.Documents[0].RootNode).Children[new YamlScalarNode("tests")]).Children.Cast<YamlMappingNode>().ToList();
        var amounts = tests.Select(t => Child(t, "values") is YamlSequenceNode values ? values.Children.Select(v => Child(v, "amount")?.ToString() ?? "1").ToList() : null).ToList();
        var keys = tests.Select(t => (Key: string.Join('|', map.Key.Select(k => At(Child(t, "record"), map.Fields.First(f => f.Name == k)))), Record: Child(t, "record")?.ToString() ?? "")).ToList();
        var missing = new List<string>();
        Need(amounts.Any(a => a is not null && a.Any(v => v != "0")), "is counted");
        Need(amounts.Any(a => a is not null && a.All(v => v == "0")) || tests.Any(t => Child(t, "ignored") is not null) || HasAbsent(tests, map), "is empty or counts nothing");
        Need(tests.Any(t => Child(t, "refused") is not null), "is refused");
        Need(keys.Where(k => k.Key.Trim('|').Length > 0).GroupBy(k => k.Key, StringComparer.OrdinalIgnoreCase).Any(g => g.Select(k => k.Record).Distinct().Count() > 1), "is the correction of another (the same key, another content)");
        return missing;

        void Need(bool holds, string kind)
        {
            if (!holds)
            {
                missing.Add(kind);
            }
        }
    }

    /// <summary>An amount that is not there where one could be: missing, and never zero.</summary>
    private static bool HasAbsent(List<YamlMappingNode> tests, MapFile map) => tests.Any(t =>
        Child(t, "values") is not null && map.Fields.Any(f => f is { Required: false, Type: FieldType.Count or FieldType.Amount } && At(Child(t, "record"), f).Length == 0));

    private static string At(YamlNode? record, FieldSpec field)
    {
        var at = record;
        foreach (var name in field.From.Count == 0 ? [field.Name] : field.From)
        {
            at = (at as YamlMappingNode)?.Children.FirstOrDefault(c => string.Equals((c.Key as YamlScalarNode)?.Value, name, StringComparison.OrdinalIgnoreCase)).Value;
        }

        return (at as YamlScalarNode)?.Value ?? "";
    }

    private static YamlNode? Child(YamlNode? node, string name) => node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;
}
