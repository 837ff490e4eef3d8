using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue;

/// <summary>JSON Schemas (2020-12) of the files, written from what the reader reads. Editors use them; the reader checks more.</summary>
public static class CatalogueSchemas
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>Names of the schemas: orgunits, plan, source and so on.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. CatalogueShapes.Files.Keys];

    public static string Write(string name)
    {
        var shape = CatalogueShapes.Files[name];
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = $"urn:integrationhub:catalogue:{name}",
            ["title"] = shape.Name,
        };
        foreach (var (key, value) in Of(shape).ToList())
        {
            schema[key] = value?.DeepClone();
        }

        return schema.ToJsonString(Readable) + "\n";
    }

    private static JsonObject Of(Shape shape)
    {
        var schema = new JsonObject { ["description"] = shape.Description, ["type"] = "object", ["additionalProperties"] = false };
        var required = shape.Properties.Where(p => p.Required).Select(p => JsonValue.Create(p.Name)).ToArray<JsonNode>();
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray(required);
        }

        var properties = new JsonObject();
        foreach (var property in shape.Properties)
        {
            properties[property.Name] = Of(property);
        }

        schema["properties"] = properties;
        return schema;
    }

    private static JsonObject Of(Property property)
    {
        var schema = property.Kind switch
        {
            ValueKind.Localized => new JsonObject { ["anyOf"] = new JsonArray(Typed("string"), Of(CatalogueShapes.Localized)) },
            ValueKind.Date => new JsonObject { ["type"] = "string", ["format"] = "date" },
            ValueKind.WholeNumber => WholeNumber(property),
            ValueKind.Number => Typed("number"),
            ValueKind.Threshold => new JsonObject { ["anyOf"] = new JsonArray(Typed("number"), Pair()) },
            ValueKind.Flag => Typed("boolean"),
            ValueKind.Word => Word(property),
            ValueKind.TextList => List(Plain(property)),
            ValueKind.WordList => List(Word(property)),
            ValueKind.Object => Of(property.Shape!),
            ValueKind.ObjectList => List(Of(property.Shape!)),
            ValueKind.ObjectMap => new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(property.Shape!) },
            ValueKind.Options => new JsonObject { ["type"] = "object", ["additionalProperties"] = Option() },
            _ => Plain(property),
        };
        schema["description"] = property.Description;
        return schema;
    }

    private static JsonObject Typed(string type) => new() { ["type"] = type };

    private static JsonObject List(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject Pair() => new() { ["type"] = "array", ["items"] = Typed("number"), ["minItems"] = 2, ["maxItems"] = 2 };

    private static JsonObject Plain(Property property)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (property.Form is { } form)
        {
            schema["pattern"] = form.Pattern.ToString();
        }

        return schema;
    }

    private static JsonObject Word(Property property) => new() { ["enum"] = new JsonArray([.. property.Words.Select(w => JsonValue.Create(w))]) };

    private static JsonObject WholeNumber(Property property)
    {
        var schema = Typed("integer");
        if (property is { Minimum: { } minimum, Maximum: { } maximum })
        {
            schema["minimum"] = minimum;
            schema["maximum"] = maximum;
        }

        return schema;
    }

    private static JsonObject Option() => new()
    {
        ["anyOf"] = new JsonArray(new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") }, Of(CatalogueShapes.Secret)),
    };
}
