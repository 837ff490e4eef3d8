using System.Globalization;
using System.Text.Json.Nodes;
using IntegrationHub.Api.Sources;
using IntegrationHub.Connectors;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Api.Connectors;

/// <param name="Stability">development, alpha, beta or stable, by the evidence of the acceptance kit.</param>
/// <param name="Streams">What it reads: its own streams and those that the catalogue defines for it.</param>
/// <param name="Options">In the order of a form.</param>
/// <param name="Schema">JSON Schema (2020-12) of the options in Vietnamese and English, for a form.</param>
/// <param name="Sources">Ids of the sources that use it.</param>
/// <param name="AdministratorsOnly">It reads files or databases of the hub's own machine: only administrators set it up here.</param>
public sealed record ConnectorAnswer(
    string Key, Text Name, string Stability, string Owner, IReadOnlyList<ConnectorStream> Streams, IReadOnlyList<ConnectorOption> Options, ConnectorSchemas Schema,
    IReadOnlyList<string> Sources, bool AdministratorsOnly)
{
    internal static ConnectorAnswer Of(ConnectorModule module, ActiveCatalogue? active)
    {
        var usual = module.StreamsOf(module.Options.Where(o => o.Default is not null).ToDictionary(o => o.Name, o => o.Default!)).Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        var defined = (active?.Catalogue.Mappings ?? []).Where(m => m.Connector == module.Key)
            .Select(m => module.Define(new StreamDefinition(m.Connector, m.Stream, m.Path, m.Text))?.Stream).OfType<StreamDescription>()
            .Where(s => module.Streams.All(own => own.Name != s.Name)).DistinctBy(s => s.Name).ToList();
        return new(
            module.Key, new Text(module.NameVi, module.NameEn), module.Stability, module.Owner,
            [.. module.Streams.Select(s => ConnectorStream.Of(module, s, usual.Contains(s.Name))), .. defined.Select(s => ConnectorStream.Of(module, s, isUsual: true))],
            [.. module.Options.Select(ConnectorOption.Of)], new ConnectorSchemas(FormOf(module, isVi: true), FormOf(module, isVi: false)),
            [.. (active?.Sources ?? []).Where(s => s.Connector == module.Key).Select(s => s.Id)], SourceReachRules.IsOfTheMachine(module.Key));
    }

    private static JsonObject FormOf(ConnectorModule module, bool isVi)
    {
        var properties = new JsonObject();
        foreach (var option in module.Options)
        {
            properties[option.Name] = Property(option, isVi);
        }

        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = isVi ? module.NameVi : module.NameEn, ["type"] = "object", ["additionalProperties"] = false,
            ["required"] = new JsonArray([.. module.Options.Where(o => o.Required).Select(o => JsonValue.Create(o.Name))]), ["properties"] = properties,
        };
    }

    private static JsonObject Property(OptionDescription option, bool isVi)
    {
        var property = option.Type switch
        {
            OptionType.Number => new JsonObject { ["type"] = "integer" },
            OptionType.Flag => new JsonObject { ["type"] = "boolean" },
            OptionType.Secret => Secret(isVi),
            _ => new JsonObject { ["type"] = "string" },
        };
        property["title"] = isVi ? option.TitleVi : option.TitleEn;
        property["description"] = isVi ? option.HelpVi : option.HelpEn;
        if (option.Type is OptionType.Url or OptionType.Date)
        {
            property["format"] = option.Type is OptionType.Url ? "uri" : "date";
        }

        if (option.Choices.Count > 0)
        {
            property["enum"] = new JsonArray([.. option.Choices.Select(c => JsonValue.Create(c))]);
        }

        if (option.Minimum is { } least)
        {
            property["minimum"] = least;
        }

        if (option.Maximum is { } most)
        {
            property["maximum"] = most;
        }

        if (option.Type is not OptionType.Secret)
        {
            property["default"] = Value(option, option.Default);
            property["examples"] = Value(option, option.Example) is { } example ? new JsonArray(example) : null;
            foreach (var missing in new[] { "default", "examples" }.Where(n => property[n] is null))
            {
                property.Remove(missing);
            }
        }

        return property;
    }

    private static JsonNode? Value(OptionDescription option, string? text) => text is null ? null
        : option.Type is OptionType.Number && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number)
        : option.Type is OptionType.Flag ? JsonValue.Create(text == "true")
        : JsonValue.Create(text);

    private static JsonObject Secret(bool isVi) => new()
    {
        ["type"] = "object", ["additionalProperties"] = false, ["x-secret"] = true, ["maxProperties"] = 1,
        ["properties"] = new JsonObject
        {
            ["secretValue"] = new JsonObject { ["type"] = "string", ["writeOnly"] = true, ["title"] = isVi ? "Giá trị (chỉ ghi, không hiện lại)" : "Value (write-only, never shown again)" },
            ["secret"] = new JsonObject { ["type"] = "string", ["pattern"] = "^(env:[A-Za-z_][A-Za-z0-9_]*|file:\\S.*|store:[A-Za-z0-9][A-Za-z0-9._-]*)$", ["title"] = isVi ? "Nơi giữ bí mật" : "Where the secret is kept" },
        },
    };
}

/// <param name="Feed">Connector and stream: what the catalogue names as authority.</param>
/// <param name="Kind">snapshots: counts of a period; records: cases.</param>
/// <param name="Key">What identifies a record.</param>
/// <param name="Usual">Read by a source that names no streams.</param>
public sealed record ConnectorStream(string Name, string Feed, Text Title, string Kind, string Key, bool Usual)
{
    internal static ConnectorStream Of(ConnectorModule module, StreamDescription stream, bool isUsual) => new(
        stream.Name, $"{module.Key}/{stream.Name}", new Text(stream.TitleVi, stream.TitleEn), stream.Kind is StreamKind.Snapshots ? "snapshots" : "records", stream.Key, isUsual);
}

/// <param name="Type">text, url, number, date, secret, flag or choice.</param>
public sealed record ConnectorOption(
    string Name, string Type, Text Title, Text Help, string? Default, bool Required, string? Example, long? Minimum, long? Maximum, IReadOnlyList<string> Choices, bool Secret)
{
    internal static ConnectorOption Of(OptionDescription o) => new(
        o.Name, o.Type.ToString().ToLowerInvariant(), new Text(o.TitleVi, o.TitleEn), new Text(o.HelpVi, o.HelpEn), o.Default, o.Required, o.Example, o.Minimum, o.Maximum, o.Choices,
        o.Type is OptionType.Secret);
}

public sealed record ConnectorSchemas(JsonObject Vi, JsonObject En);
