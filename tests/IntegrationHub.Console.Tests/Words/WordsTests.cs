using System.Text.Json;
using IntegrationHub.Testing;
using Xunit;

namespace IntegrationHub.Console.Tests.Words;

/// <summary>Each screen has its words beside it, in both languages.</summary>
public sealed class WordsTests
{
    public static TheoryData<string> Screens => [.. Directory.EnumerateFiles(Repository.File("src/IntegrationHub.Console/src"), "vi.json", SearchOption.AllDirectories).Select(f => Path.GetFileName(Path.GetDirectoryName(f))!)];

    [Theory]
    [MemberData(nameof(Screens))]
    public void Whatever_is_said_in_Vietnamese_is_said_in_English(string screen)
    {
        var (vi, en) = (Read(screen, "vi"), Read(screen, "en"));
        Assert.Equal(vi.Keys.Order(StringComparer.Ordinal), en.Keys.Order(StringComparer.Ordinal));
        Assert.All(vi.Concat(en), word => Assert.False(string.IsNullOrWhiteSpace(word.Value), $"{screen}: {word.Key} says nothing"));
    }

    private static Dictionary<string, string> Read(string screen, string language)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.File($"src/IntegrationHub.Console/src/{screen}/{language}.json")));
        return Flat(document.RootElement, "").ToDictionary(StringComparer.Ordinal);
    }

    private static IEnumerable<KeyValuePair<string, string>> Flat(JsonElement element, string path) => element.ValueKind is JsonValueKind.Object
        ? element.EnumerateObject().SelectMany(p => Flat(p.Value, $"{path}.{p.Name}"))
        : [new(path, element.GetString()!)];
}
