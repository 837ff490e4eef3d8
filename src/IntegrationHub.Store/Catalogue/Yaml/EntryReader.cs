using System.Collections.ObjectModel;
using YamlDotNet.RepresentationModel;

namespace IntegrationHub.Store.Catalogue.Yaml;

/// <summary>Reads a mapping by its shape and reports everything that the shape does not allow, each with its place.</summary>
internal sealed class EntryReader(string file, FindingLog log)
{
    public Entry Read(YamlMappingNode node, Shape shape)
    {
        var entry = new Entry(At(node), shape);
        foreach (var (keyNode, valueNode) in node.Children)
        {
            var name = (keyNode as YamlScalarNode)?.Value;
            if (name is null || shape.Find(name) is not { } property)
            {
                var fallback = $"Known here: {string.Join(", ", shape.Properties.Select(p => p.Name))}.";
                log.Error(At(keyNode), LintCodes.PropertyUnknown, $"'{name}' is not known in {shape.Name}.",
                    name is null ? fallback : Spelling.Suggest(name, shape.Properties.Select(p => p.Name), fallback));
            }
            else if (!Scalars.IsNull(valueNode) && ReadValue(valueNode, property) is { } value)
            {
                entry.Set(name, At(valueNode), value, valueNode);
            }
        }

        foreach (var property in shape.Properties.Where(p => p.Required))
        {
            if (!node.Children.Any(c => c.Key is YamlScalarNode key && key.Value == property.Name && !Scalars.IsNull(c.Value)))
            {
                log.Error(At(node), LintCodes.PropertyMissing, $"'{property.Name}' is missing in {shape.Name}.", $"Add it: {property.Description}");
            }
        }

        return entry;
    }

    private object? ReadValue(YamlNode node, Property property)
    {
        switch (property.Kind)
        {
            case ValueKind.TextList or ValueKind.WordList:
                return ReadTexts(node, property);
            case ValueKind.Object:
                return node is YamlMappingNode mapping ? Read(mapping, property.Shape!) : Wrong(node, property, "a mapping (name: value)");
            case ValueKind.ObjectList:
                return ReadObjects(node, property);
            case ValueKind.ObjectMap:
                return ReadMap(node, property);
            case ValueKind.Options:
                return ReadOptions(node, property);
            case ValueKind.Localized when node is YamlMappingNode both:
                var texts = Read(both, CatalogueShapes.Localized);
                return new Indicators.Catalogue.Text(texts.Text("vi") ?? "", texts.Text("en"));
            case ValueKind.Localized:
                return ReadScalar(node, property) is string vi ? new Indicators.Catalogue.Text(vi) : null;
            case ValueKind.Threshold when node is YamlSequenceNode list:
                var ends = list.Children.Select(c => ReadScalar(c, property)).OfType<decimal>().ToList();
                return ends.Count == 2 && list.Children.Count == 2 ? (IReadOnlyList<decimal>)ends : Wrong(node, property, "a number, or two numbers as [from, to]");
            case ValueKind.Threshold:
                return ReadScalar(node, property) is decimal number ? (IReadOnlyList<decimal>)[number] : null;
            default:
                return ReadScalar(node, property);
        }
    }

    private object? ReadScalar(YamlNode node, Property property)
    {
        if (node is not YamlScalarNode scalar)
        {
            return Wrong(node, property, Scalars.Wanted(property.Kind));
        }

        var text = scalar.Value ?? "";
        if (text.Any(c => c is >= '\u0300' and <= '\u036f'))
        {
            log.Error(At(node), LintCodes.Decomposed, $"'{property.Name}' has letters whose accents are separate characters.", "Save the text in the composed form (Unicode NFC), as keyboards write it.");
        }

        var (value, code, wanted) = Scalars.Read(scalar, property);
        if (code is not null)
        {
            var suggestion = property.Words.Count > 0
                ? Spelling.Suggest(text, property.Words, $"One of: {string.Join(", ", property.Words)}.")
                : property.Kind is ValueKind.Date ? "Write year-month-day, for example 2024-02-01." : "Correct the value.";
            log.Error(At(node), code, $"'{property.Name}' must be {wanted}, not '{text}'.", suggestion);
        }

        return value;
    }

    private ReadOnlyCollection<string>? ReadTexts(YamlNode node, Property property)
    {
        if (node is not YamlSequenceNode list)
        {
            Wrong(node, property, "a list, for example [a, b]");
            return null;
        }

        return list.Children.Select(c => ReadScalar(c, property)).OfType<string>().ToList().AsReadOnly();
    }

    private List<Entry>? ReadObjects(YamlNode node, Property property)
    {
        if (node is not YamlSequenceNode list)
        {
            Wrong(node, property, "a list of mappings, each after a hyphen");
            return null;
        }

        var entries = new List<Entry>();
        foreach (var child in list.Children)
        {
            if (child is YamlMappingNode mapping)
            {
                entries.Add(Read(mapping, property.Shape!));
            }
            else
            {
                Wrong(child, property, "a list of mappings, each after a hyphen");
            }
        }

        return entries;
    }

    private List<NamedEntry>? ReadMap(YamlNode node, Property property)
    {
        if (node is not YamlMappingNode map)
        {
            Wrong(node, property, "names with a mapping each");
            return null;
        }

        var entries = new List<NamedEntry>();
        foreach (var (name, keyNode, valueNode) in Named(map, property))
        {
            // A bare name is a mapping without properties.
            var value = Scalars.IsNull(valueNode) ? new YamlMappingNode() : valueNode as YamlMappingNode;
            if (value is null)
            {
                Wrong(valueNode, property, $"{{}} or a mapping after '{name}'");
                continue;
            }

            entries.Add(new(name, At(keyNode), Read(value, property.Shape!)));
        }

        return entries;
    }

    private List<OptionValue>? ReadOptions(YamlNode node, Property property)
    {
        if (node is not YamlMappingNode map)
        {
            Wrong(node, property, "names with a value each");
            return null;
        }

        var options = new List<OptionValue>();
        foreach (var (name, keyNode, valueNode) in Named(map, property))
        {
            switch (valueNode)
            {
                case YamlScalarNode scalar when !Scalars.IsNull(scalar):
                    options.Add(new(name, At(keyNode), At(scalar), scalar.Value ?? "", Secret: false));
                    break;
                case YamlMappingNode mapping:
                    var secret = Read(mapping, CatalogueShapes.Secret);
                    options.Add(new(name, At(keyNode), secret.At("secret"), secret.Text("secret") ?? "", Secret: true));
                    break;
                case YamlSequenceNode:
                    log.Error(At(valueNode), LintCodes.Type, $"Option '{name}' must be one value or {{ secret: … }}.", "Write several values in one text, as the connector's help says.");
                    break;
            }
        }

        return options;
    }

    /// <summary>YAML allows lists as names, and the same name twice if one has a tag.</summary>
    private IEnumerable<(string Name, YamlNode Key, YamlNode Value)> Named(YamlMappingNode map, Property property)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (keyNode, valueNode) in map.Children)
        {
            if (keyNode is not YamlScalarNode { Value: { } name })
            {
                Wrong(keyNode, property, "names with a value each");
            }
            else if (seen.Add(name))
            {
                yield return (name, keyNode, valueNode);
            }
            else
            {
                log.Error(At(keyNode), LintCodes.Duplicate, $"'{name}' stands twice in '{property.Name}'.", "Remove one.");
            }
        }
    }

    private object? Wrong(YamlNode node, Property property, string wanted)
    {
        log.Error(At(node), LintCodes.Type, $"'{property.Name}' must be {wanted}.", property.Description);
        return null;
    }

    private Place At(YamlNode node) => YamlDocumentReader.At(file, node.Start);
}
