using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Host.Acceptance.Level0;

/// <summary>
/// Check 4. Each file in Testdata/configs begins with what lint must say of it: <c># expect: none</c>, or <c># expect: CODE at WORD</c>, where WORD is the
/// last part of a pointer and stands on the line that lint must name.
/// </summary>
internal static class BadConfigurations
{
    private const string Expect = "# expect: ";
    private const int Fewest = 3;

    public static CheckOutcome Run(Subject subject)
    {
        var folder = Path.Combine(subject.Folder, "Testdata", "configs");
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal).ToList() : [];
        var findings = new List<CheckFinding>();
        var (good, bad) = (0, 0);

        // Of the catalogue only what sources are held against: the other files take longer to read than all the rest.
        var bundled = new CatalogueFiles(Subject.BundledFiles.All.Where(f => f.Path.StartsWith("mappings/", StringComparison.Ordinal)));
        foreach (var file in files)
        {
            var (name, text) = (Path.GetFileName(file), File.ReadAllText(file));
            var first = text.Split('\n')[0].TrimEnd();
            if (!first.StartsWith(Expect, StringComparison.Ordinal))
            {
                findings.Add(new("Testdata/configs/" + name, "its first line does not say what is expected", $"begin with '{Expect}none' or '{Expect}CODE at WORD'"));
                continue;
            }

            var path = "sources/" + (text.Split('\n').FirstOrDefault(l => l.StartsWith("id: ", StringComparison.Ordinal))?[4..].Trim() ?? "x") + ".yaml";
            var said = CatalogueReader.Read(bundled.With(new([new(path, text)])), HubServices.Connectors).Findings.Where(f => f.File == path).ToList();
            if (first[Expect.Length..] == "none")
            {
                good++;
                findings.AddRange(said.Select(f => new CheckFinding("Testdata/configs/" + name, $"lint says {f.Code} of a good configuration: {f.Message}", "correct the file or the check")));
                continue;
            }

            bad++;
            var (code, word) = first[Expect.Length..].Split(" at ", 2) is [var c, var w] ? (c.Trim(), w.Trim()) : (first[Expect.Length..].Trim(), "");
            var lines = text.Split('\n');
            if (!said.Any(f => f.Code == code && (word.Length == 0 || lines[f.Line - 1].Contains(word, StringComparison.Ordinal))))
            {
                findings.Add(new("Testdata/configs/" + name,
                    $"lint does not say {code} on the line of '{word}'; it says {(said.Count == 0 ? "nothing" : string.Join("; ", said.Select(f => FormattableString.Invariant($"{f.Code} in line {f.Line}"))))}",
                    "make lint find it"));
            }
        }

        if (good == 0 || (bad < Fewest && subject.Module.Options.Count > 0) || bad == 0)
        {
            findings.Add(new("Testdata/configs", FormattableString.Invariant($"there are {good} good and {bad} bad configurations"), FormattableString.Invariant($"write at least one good one and {Fewest} bad ones")));
        }

        return CheckOutcome.Of(findings, FormattableString.Invariant($"{good} good and {bad} bad configurations"));
    }
}
