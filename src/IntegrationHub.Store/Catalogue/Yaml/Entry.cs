using IntegrationHub.Indicators.Catalogue;
using YamlDotNet.RepresentationModel;

namespace IntegrationHub.Store.Catalogue.Yaml;

/// <summary>A mapping that was read by its shape. A value that was missing or wrong has been reported and reads as its default.</summary>
internal sealed class Entry(Place place, Shape shape)
{
    private readonly Dictionary<string, Item> _items = new(StringComparer.Ordinal);

    public Place Place => place;

    public Shape Shape => shape;

    public void Set(string property, Place at, object value, YamlNode node) => _items[property] = new(at, value, node);

    public bool Has(string property) => _items.ContainsKey(property);

    /// <summary>Where the property's value stands, or the entry itself when it is absent.</summary>
    public Place At(string property) => _items.TryGetValue(property, out var item) ? item.At : place;

    /// <summary>Where the n-th element of a list stands.</summary>
    public Place At(string property, int index) =>
        _items.TryGetValue(property, out var item) && item.Node is YamlSequenceNode list && index < list.Children.Count
            ? YamlDocumentReader.At(place.File, list.Children[index].Start)
            : At(property);

    /// <summary>A place inside a one-line text; in a folded text its start.</summary>
    public Place Inside(string property, int offset)
    {
        var at = At(property);
        return _items.TryGetValue(property, out var item) && item.Node is YamlScalarNode scalar && scalar.Start.Line == scalar.End.Line
            ? at with { Column = at.Column + offset + (scalar.Style is YamlDotNet.Core.ScalarStyle.Plain ? 0 : 1) }
            : at;
    }

    public string? Text(string property) => Get<string>(property);

    public Text? Localized(string property) => Get<Text>(property);

    public DateOnly? Date(string property) => _items.TryGetValue(property, out var item) ? (DateOnly)item.Value : null;

    public int? WholeNumber(string property) => _items.TryGetValue(property, out var item) ? (int)(long)item.Value : null;

    public decimal? Number(string property) => _items.TryGetValue(property, out var item) ? (decimal)item.Value : null;

    public bool? Flag(string property) => _items.TryGetValue(property, out var item) ? (bool)item.Value : null;

    public IReadOnlyList<decimal> Threshold(string property) => Get<IReadOnlyList<decimal>>(property) ?? [];

    public IReadOnlyList<string> Texts(string property) => Get<IReadOnlyList<string>>(property) ?? [];

    public Entry? Object(string property) => Get<Entry>(property);

    public IReadOnlyList<Entry> Objects(string property) => Get<IReadOnlyList<Entry>>(property) ?? [];

    public IReadOnlyList<NamedEntry> Map(string property) => Get<IReadOnlyList<NamedEntry>>(property) ?? [];

    public IReadOnlyList<OptionValue> Options(string property) => Get<IReadOnlyList<OptionValue>>(property) ?? [];

    public TEnum? Word<TEnum>(string property)
        where TEnum : struct, Enum => Text(property) is { } word ? Words.Parse<TEnum>(word) : null;

    public IReadOnlyList<TEnum> WordList<TEnum>(string property)
        where TEnum : struct, Enum => [.. Texts(property).Select(Words.Parse<TEnum>)];

    private T? Get<T>(string property)
        where T : class => _items.TryGetValue(property, out var item) ? (T)item.Value : null;

    private sealed record Item(Place At, object Value, YamlNode Node);
}

internal sealed record NamedEntry(string Name, Place At, Entry Entry);

/// <param name="Secret">The value is where the secret is, not the secret.</param>
internal sealed record OptionValue(string Name, Place At, Place ValueAt, string Value, bool Secret);
