namespace IntegrationHub.Connectors.Http.Mappings;

/// <summary>Reads the <c>fields</c> of a mapping: a type, with a question mark when it may be absent, or a mapping with more to say.</summary>
internal static class FieldReader
{
    public static IReadOnlyList<FieldSpec> Read(MapNode fields) => [.. fields.Names.Select(name => ReadField(fields, name))];

    private static FieldSpec ReadField(MapNode fields, string name)
    {
        if (!fields.IsMap(name))
        {
            var word = fields.Text(name) ?? "";
            return new(name, [name], TypeOf(fields, name, word.TrimEnd('?')), !word.EndsWith('?'), [], "E_UNKNOWN_VALUE", []);
        }

        var node = fields.Map(name)!;
        var codes = node.Texts("code");
        var items = node.Map("list") is { } list ? Read(list) : [];
        var type = node.Text("type") is { } written ? TypeOf(fields, name, written.TrimEnd('?'))
            : codes.Count > 0 ? FieldType.Code
            : items.Count > 0 ? FieldType.List : TypeOf(fields, name, "");
        var from = node.Text("from")?.Split('.', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [name];
        var isOptional = node.Text("type")?.EndsWith('?') == true || node.Text("optional") == "true";
        var unknown = node.Text("unknown") ?? "E_UNKNOWN_VALUE";
        node.Close("Known: type, code (the list of known codes), list (the fields of its items), from, optional, unknown.");
        return new(name, from, type, !isOptional, [.. codes.Select(FieldValue.Canonical)], unknown, items);
    }

    private static FieldType TypeOf(MapNode fields, string name, string word)
    {
        if (Enum.TryParse<FieldType>(word, ignoreCase: true, out var type) && Enum.IsDefined(type) && !char.IsAsciiDigit(word[0]))
        {
            return type;
        }

        fields.Report(name, "E_WORD", $"'{word}' is no type of a field.", $"One of: {string.Join(", ", Enum.GetNames<FieldType>().Select(n => n.ToLowerInvariant()))}; with ? at the end when it may be absent.");
        return FieldType.Present;
    }
}
