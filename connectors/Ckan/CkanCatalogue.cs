using System.Text.Json;
using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.Ckan;

/// <param name="Id">The portal's own id; it only tells datasets apart.</param>
/// <param name="Organization">Slug of the organization; null for none.</param>
/// <param name="IsOpen">Whether it counts for its organization.</param>
/// <param name="Modified">Null only of one that does not count.</param>
internal sealed record CkanDataset(string Id, string? Organization, bool IsOpen, DateOnly? Modified);

/// <summary>Answers of the action API: only what is counted is taken out.</summary>
internal static class CkanCatalogue
{
    /// <summary>What CKAN's own documentation of <c>package_show</c> names, extensions of the core included; a portal that sends more has changed.</summary>
    public static IReadOnlyList<string> KnownFields { get; } =
    [
        "id", "name", "title", "notes", "type", "state", "private", "isopen", "url", "version", "organization", "owner_org", "author", "author_email", "maintainer", "maintainer_email",
        "license_id", "license_title", "license_url", "creator_user_id", "metadata_created", "metadata_modified", "num_resources", "num_tags", "resources", "tags", "groups", "extras",
        "relationships_as_subject", "relationships_as_object", "plugin_data", "revision_id", "tracking_summary",
    ];

    public static List<string> Organizations(ReadOnlyMemory<byte> body, string place)
    {
        using var document = JsonDocument.Parse(Result(body, place));
        return document.RootElement.ValueKind != JsonValueKind.Array ? throw new JsonException("no list of organizations")
            : [.. document.RootElement.EnumerateArray().Select(o => o.GetString() is { Length: > 0 } name ? name : throw new JsonException("an organization without a name"))];
    }

    public static (long Count, List<CkanDataset> Datasets) Search(ReadOnlyMemory<byte> body, string place, FieldWatch watch)
    {
        using var document = JsonDocument.Parse(Result(body, place));
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("count", out var count) || !root.TryGetProperty("results", out var results) || results.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("no count or no results");
        }

        return (LooseInteger.Read(count).OrNull is { } all and >= 0 ? all : throw new JsonException("the count is no number"), [.. results.EnumerateArray().Select(row => Read(row, watch))]);
    }

    private static CkanDataset Read(JsonElement row, FieldWatch watch)
    {
        watch.NoteAll(row);
        var organization = row.TryGetProperty("organization", out var owner) && owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty("name", out var name) ? LooseString.Read(name) : null;
        var isOpen = row.TryGetProperty("private", out var mark) && LooseString.Read(mark) is { } flag
            ? flag is "false" or "False" : throw new JsonException("a dataset that does not say whether it is private");

        // CKAN writes UTC without saying so.
        var modified = row.TryGetProperty("metadata_modified", out var at) && LooseString.Read(at) is { } text ? text.TrimEnd('Z') + "Z" : null;
        var counts = IsActive(row) && isOpen && organization is not null;
        var day = VietnamDate.ReadDay(modified).OrNull;
        return counts && day is null ? throw new JsonException("a dataset that does not say in a known way when it was changed")
            : new((row.TryGetProperty("id", out var id) ? LooseString.Read(id) : null) ?? throw new JsonException("a dataset without an id"), organization, counts, day);
    }

    // Of a state that nobody knows nobody can say whether the dataset is there.
    private static bool IsActive(JsonElement row) => (row.TryGetProperty("state", out var state) ? LooseString.Read(state) : null) switch
    {
        null or "active" => true,
        "deleted" or "draft" => false,
        _ => throw new JsonException("a dataset of an unknown state"),
    };

    private static ReadOnlyMemory<byte> Result(ReadOnlyMemory<byte> body, string place) => SourceEnvelope.Read(body, "result").Require(place);
}
