using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace IntegrationHub.Connectors.Http.Mappings;

/// <summary>A mapping (name: value lines) of a YAML file that remembers what was asked for, so that words nobody reads are found.</summary>
public sealed class MapNode
{
    private readonly YamlMappingNode _node;
    private readonly List<DefinitionProblem> _problems;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    private MapNode(YamlMappingNode node, List<DefinitionProblem> problems) => (_node, _problems) = (node, problems);

    public IEnumerable<string> Names => _node.Children.Keys.OfType<YamlScalarNode>().Select(k => k.Value ?? "");

    /// <summary>Null, with the reason among the problems, when the text is not one YAML mapping.</summary>
    public static MapNode? Parse(string text, List<DefinitionProblem> problems)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text.TrimStart('\uFEFF')));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
            {
                return new MapNode(root, problems);
            }

            problems.Add(new(1, 1, "E_YAML", "The file must hold exactly one mapping (name: value lines).", "Begin with stream: and version:."));
        }
        catch (YamlException error)
        {
            problems.Add(new((int)Math.Max(1, error.Start.Line), (int)Math.Max(1, error.Start.Column), "E_YAML", $"This is not valid YAML: {error.Message.TrimEnd('.')}.",
                "Correct the line; indentation is by spaces, and texts with a colon need quotes."));
        }

        return null;
    }

    public bool Has(string name) => Find(name) is not null;

    public bool IsMap(string name) => Find(name) is YamlMappingNode;

    public bool IsList(string name) => Find(name) is YamlSequenceNode;

    public string? Text(string name) => Find(name) switch
    {
        null => null,
        YamlScalarNode { Value: { } value } => value,
        var other => Wrong<string>(other, $"'{name}' must be one value."),
    };

    public string RequiredText(string name, string remedy)
    {
        var text = Text(name);
        if (string.IsNullOrWhiteSpace(text))
        {
            Report(name, "E_PROPERTY_MISSING", $"'{name}' is missing.", remedy);
        }

        return text ?? "";
    }

    /// <summary>One value or a list of values.</summary>
    public IReadOnlyList<string> Texts(string name) => Find(name) is { } node ? Scalars(node, name) : [];

    public MapNode? Map(string name) => Find(name) switch
    {
        null => null,
        YamlMappingNode map => new MapNode(map, _problems),
        var other => Wrong<MapNode>(other, $"'{name}' must hold names with a value each."),
    };

    public IReadOnlyList<MapNode> Maps(string name) => Find(name) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Children.Select(c => c is YamlMappingNode map ? new MapNode(map, _problems) : Wrong<MapNode>(c, $"Each entry of '{name}' must be a mapping.")).OfType<MapNode>()],
        YamlMappingNode map => [new MapNode(map, _problems)],
        var other => Wrong<IReadOnlyList<MapNode>>(other, $"'{name}' must be a list.") ?? [],
    };

    public void Report(string name, string code, string message, string remedy)
    {
        var at = _node.Children.FirstOrDefault(c => c.Key is YamlScalarNode key && key.Value == name).Key?.Start ?? _node.Start;
        _problems.Add(new((int)Math.Max(1, at.Line), (int)Math.Max(1, at.Column), code, message, remedy));
    }

    /// <summary>Reports what nobody has asked for. Called when everything has been read.</summary>
    public void Close(string remedy)
    {
        foreach (var name in Names.Where(n => !_read.Contains(n)))
        {
            Report(name, "E_PROPERTY_UNKNOWN", $"'{name}' is not known here.", remedy);
        }
    }

    private YamlNode? Find(string name)
    {
        _read.Add(name);
        return _node.Children.TryGetValue(new YamlScalarNode(name), out var value) && value is not YamlScalarNode { Value: null or "", Style: ScalarStyle.Plain or ScalarStyle.Any }
            ? value
            : null;
    }

    private List<string> Scalars(YamlNode node, string name) => node switch
    {
        YamlScalarNode scalar => [scalar.Value ?? ""],
        YamlSequenceNode list => [.. list.Children.Select(c => c is YamlScalarNode s ? s.Value ?? "" : Wrong<string>(c, $"Each entry of '{name}' must be one value.") ?? "")],
        _ => Wrong<List<string>>(node, $"'{name}' must be a value or a list of values.") ?? [],
    };

    private T? Wrong<T>(YamlNode node, string message)
        where T : class
    {
        _problems.Add(new((int)Math.Max(1, node.Start.Line), (int)Math.Max(1, node.Start.Column), "E_TYPE", message, "See connectors/README.md, \"Mappings\"."));
        return null;
    }
}
