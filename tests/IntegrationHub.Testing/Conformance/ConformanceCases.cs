using System.Text.Json;
using System.Text.Json.Serialization;

namespace IntegrationHub.Testing.Conformance;

/// <summary>Reads contracts/conformance. A field that is not known fails: a misspelled assertion must not pass in silence.</summary>
public static class ConformanceCases
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        PropertyNameCaseInsensitive = false,
        ReadCommentHandling = JsonCommentHandling.Disallow,
    };

    public static string Folder { get; } = Path.Combine(Root(), "contracts", "conformance");

    public static IReadOnlyList<string> Ids() => [.. Directory.EnumerateFiles(Folder, "T*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    public static ConformanceCase Read(string id) => Parse(File.ReadAllText(Path.Combine(Folder, $"{id}.json")));

    public static ConformanceCase Parse(string json) => JsonSerializer.Deserialize<ConformanceCase>(json, Json) ?? throw new JsonException("The case is empty.");

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "IntegrationHub.sln")))
        {
            at = at.Parent;
        }

        return at?.FullName ?? throw new DirectoryNotFoundException("The checkout was not found above the test output.");
    }
}
