using System.Text.RegularExpressions;

namespace IntegrationHub.Architecture.Tests.Rules;

internal static partial class RepositoryLayout
{
    private static readonly string[] TopLevel =
    [
        "src", "connectors", "contracts", "tests", "deploy", ".ci",
        "IntegrationHub.sln", "README.md", "CHANGELOG.md", "LICENSE", "docker-compose.yml", "build.sh", "test.sh",
        "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig", ".gitignore",
        "BannedSymbols.txt", "BannedSymbols.Console.txt", "BannedSymbols.HttpClient.txt",
    ];

    private static readonly string[] Binary = [".png", ".jpg", ".ico", ".woff2", ".xlsx", ".docx", ".zip", ".gz", ".db"];

    private static readonly string[] Registries = ["api.nuget.org", "registry.npmjs.org"];

    // A letter in brackets keeps this file from breaking its own rule.
    private static readonly (Regex Pattern, string Meaning)[] Forbidden =
    [
        (HomeFolder(), "a path of somebody's machine"),
        (OutsidePath(), "a path outside the repository"),
        (IssueNumber(), "a reference to a work item: say what it is about instead"),
    ];

    /// <summary>The root stays clean: no plan, hand-off or scratch files, and nothing of the list is missing.</summary>
    public static IEnumerable<string> TopLevelEntries(Checkout checkout)
    {
        var entries = checkout.Files.Select(f => f.Split('/')[0]).ToHashSet();
        return entries.Except(TopLevel).Select(e => $"{e}: not a known entry of the root")
            .Concat(TopLevel.Except(entries).Select(e => $"{e}: missing in the root"));
    }

    public static IEnumerable<string> ForbiddenText(Checkout checkout)
    {
        foreach (var file in checkout.Files.Where(f => !Binary.Contains(Path.GetExtension(f)) && Path.GetFileName(f) is not ("packages.lock.json" or "package-lock.json")))
        {
            var lines = checkout.Lines(file);
            for (var i = 0; i < lines.Length; i++)
            {
                foreach (var (pattern, meaning) in Forbidden)
                {
                    if (pattern.Match(lines[i]) is { Success: true } match)
                    {
                        yield return $"{file}:{i + 1}: \"{match.Value}\" is {meaning}";
                    }
                }
            }
        }
    }

    /// <summary>Packages come from the public registries: a mirror's address in a committed file breaks everyone else's restore.</summary>
    public static IEnumerable<string> OtherRegistries(Checkout checkout) =>
        from file in checkout.Files
        where Path.GetFileName(file).ToLowerInvariant() is "nuget.config" or ".npmrc" or "package-lock.json" or ".yarnrc.yml"
        from match in Address().Matches(Named(checkout, file))
        let host = match.Groups["host"].Value
        where !Registries.Contains(host)
        select $"{file}: {host} is not a public registry";

    /// <summary>A lock file also names who made a package; it comes from where it was resolved.</summary>
    private static string Named(Checkout checkout, string file) => Path.GetFileName(file) == "package-lock.json"
        ? string.Join('\n', checkout.Lines(file).Where(l => l.Contains("\"resolved\"", StringComparison.Ordinal)))
        : checkout.Text(file);

    public static IEnumerable<string> Solution(Checkout checkout)
    {
        var listed = SolutionProject().Matches(checkout.Text("IntegrationHub.sln")).Select(m => m.Groups["path"].Value.Replace('\\', '/')).ToHashSet();
        var present = checkout.Projects.Select(p => p.File).ToHashSet();
        return present.Except(listed).Select(p => $"{p}: not in IntegrationHub.sln, so nothing builds or tests it")
            .Concat(listed.Except(present).Select(p => $"{p}: in IntegrationHub.sln but not there"));
    }

    [GeneratedRegex(@"(?<![\w.])/(?:ho[m]e/\w+|ro[o]t/|[U]sers/\w+|wo[r]k/)|[A-Z]:\\[U]sers\\")]
    private static partial Regex HomeFolder();

    [GeneratedRegex(@"\.\./sha[r]ed\b|\bsha[r]ed/(?:design|se[e]ds)\b|\.\./se[e]ds\b")]
    private static partial Regex OutsidePath();

    [GeneratedRegex(@"\b[Ii]ssu[e] #?\d+\b")]
    private static partial Regex IssueNumber();

    [GeneratedRegex(@"https?://(?<host>[^/\s""':]+)")]
    private static partial Regex Address();

    [GeneratedRegex(@"^Project\([^)]*\) = ""[^""]*"", ""(?<path>[^""]+\.csproj)""", RegexOptions.Multiline)]
    private static partial Regex SolutionProject();
}
