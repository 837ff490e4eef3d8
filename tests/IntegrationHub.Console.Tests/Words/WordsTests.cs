using System.Text.Json;
using System.Text.RegularExpressions;
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

    /// <summary>What is looked at before the hub calls itself ready; the bus is MassTransit's own check.</summary>
    [Fact]
    public void Every_check_of_readiness_has_a_name_for_people()
    {
        var checks = Directory.EnumerateFiles(Repository.File("src"), "*Health.cs", SearchOption.AllDirectories).Select(File.ReadAllText).Where(t => t.Contains(": IHealthCheck", StringComparison.Ordinal))
            .SelectMany(t => Regex.Matches(t, "string Name = \"(?<name>[a-z-]+)\"").Select(m => m.Groups["name"].Value)).Append("masstransit-bus").ToList();

        Assert.True(checks.Count > 5, string.Join(", ", checks));
        Assert.All(checks, c => Assert.Contains($".check.{c}", Read("health", "vi").Keys));
    }

    /// <summary>What people do is told in the audit log by an act such as source.pull.</summary>
    [Fact]
    public void Every_act_of_the_audit_log_has_a_name_for_people()
    {
        var acts = Directory.EnumerateFiles(Repository.File("src"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText)
            .SelectMany(t => Regex.Matches(t, "AuditEntry\\(\"(?<act>[a-z.-]+)\"").Select(m => m.Groups["act"].Value)).Distinct().ToList();

        Assert.True(acts.Count > 30, string.Join(", ", acts));
        Assert.All(acts, a => Assert.Contains(".acts." + a.Replace('.', '_'), Read("admin", "vi").Keys));
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
