using System.Text.Json;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Files;

/// <summary>Maps as the mapping file says, and names file, sheet, row and column of what is refused.</summary>
internal sealed class FileMapping(YamlMapping mapping) : IStreamMapping
{
    public const string Place = "_place";
    public const string Columns = "_columns";
    public const string Twice = "_twice";

    public string Stream => mapping.Stream;

    public int Version => mapping.Version;

    public MappingResult Map(string key, JsonElement body)
    {
        var place = FieldValue.Text(body, Place);
        var result = mapping.Map(key, body);
        if (FieldValue.Text(body, Twice) is { } first && result is Mapped mapped)
        {
            return new Refused("E_FILE_DUPLICATE", place ?? "", $"the same unit and period stand in {first} already, with other figures; leave one of them", mapped.Agency, mapped.Values.Count > 0 ? mapped.Values[0].From : null);
        }

        return result is Refused refused && place is not null ? refused with { Place = At(body, place, refused.Place) } : result;
    }

    public IReadOnlyDictionary<string, string> IdentityOf(JsonElement body) => mapping.IdentityOf(body);

    private static string At(JsonElement body, string place, string field) =>
        body.TryGetProperty(Columns, out var columns) && FieldValue.Text(columns, field) is { } column ? $"{place}, column {column}" : $"{place}: {field}";
}
