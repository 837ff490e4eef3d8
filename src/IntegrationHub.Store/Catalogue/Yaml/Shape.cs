using System.Text.RegularExpressions;

namespace IntegrationHub.Store.Catalogue.Yaml;

internal enum ValueKind
{
    Plain,

    /// <summary>A Vietnamese text, or <c>{ vi, en }</c>.</summary>
    Localized,
    Date,
    WholeNumber,
    Number,

    /// <summary>A number, or two for a closed range.</summary>
    Threshold,
    Flag,
    Word,
    TextList,
    WordList,
    Object,
    ObjectList,

    /// <summary>Names that the shape does not know, each with an object.</summary>
    ObjectMap,

    /// <summary>Options of a source: typed by its connector.</summary>
    Options,
}

/// <summary>What a mapping in a file may hold. The reader follows it and the JSON Schemas are written from it, so they cannot differ.</summary>
internal sealed class Shape(string name, string description, params Property[] properties)
{
    private readonly Dictionary<string, Property> _byName = properties.ToDictionary(p => p.Name, StringComparer.Ordinal);

    public string Name => name;

    public string Description => description;

    public IReadOnlyList<Property> Properties => properties;

    public Property? Find(string property) => _byName.GetValueOrDefault(property);
}

/// <param name="Kind">Form of the value.</param>
/// <param name="Description">For people who write the file.</param>
internal sealed record Property(string Name, ValueKind Kind, string Description)
{
    public bool Required { get; init; }

    /// <summary>The allowed words.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    public Shape? Shape { get; init; }

    public TextForm? Form { get; init; }

    public long? Minimum { get; init; }

    public long? Maximum { get; init; }
}

/// <summary>A pattern with the words that explain it.</summary>
internal sealed record TextForm(Regex Pattern, string Explanation);
