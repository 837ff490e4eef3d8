using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace IntegrationHub.Host.Acceptance.Level0;

/// <summary>Check 1. The time zone is Asia/Ho_Chi_Minh for every connector by contract; the host is that of the one required address, or in the secret connection.</summary>
internal static partial class Manifest
{
    private static readonly string[] Stabilities = ["development", "alpha", "beta", "stable"];

    public static CheckOutcome Run(Subject subject)
    {
        var (module, findings) = (subject.Module, new List<CheckFinding>());
        Need(KebabCase().IsMatch(module.Key), "Key", $"'{module.Key}' is not kebab-case", "write it in small letters with hyphens; it stays for ever");
        Need(IsText(module.NameVi) && IsText(module.NameEn), "NameVi, NameEn", "a name is missing, or not composed (NFC)", "give both names");
        Need(IsText(module.Owner), "Owner", "nobody answers for it", "name who does");
        Need(Stabilities.Contains(module.Stability), "Stability", $"'{module.Stability}' is no stability", $"use one of {string.Join(", ", Stabilities)}");
        var version = module.GetType().Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        Need(SemanticVersion().IsMatch(version), "version", $"'{version}' is no semantic version", "set Version in Directory.Build.props");
        var (catalogue, streams) = (subject.Catalogue.Catalogue, subject.Catalogue.Streams);
        Need(streams.Count > 0, "Streams", "there is no stream, neither its own nor one that the catalogue defines", "declare one, or add a mapping to contracts/catalogue/mappings");
        foreach (var stream in streams)
        {
            Need(KebabCase().IsMatch(stream.Name), stream.Name, "the name of the stream is not kebab-case", "rename it before anyone relies on it");
            Need(IsText(stream.TitleVi) && IsText(stream.TitleEn), stream.Name, "a title is missing, or not composed (NFC)", "give both titles");
            Need(IsText(stream.Key), stream.Name, "the key is not named", "name the fields that identify a record");
            Need(catalogue.Feeds.ContainsKey($"{module.Key}/{stream.Name}"), stream.Name, "the catalogue has no feed for it, so its grain is nowhere", "add the feed to contracts/catalogue/metrics.yaml");
            Need(module.Mappings.Any(m => m.Stream == stream.Name) || subject.Catalogue.Definitions.Any(d => d.Stream == stream.Name), stream.Name, "it has no mapping", "write mappings/" + stream.Name + ".map.yaml");
        }

        foreach (var twice in streams.GroupBy(s => s.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            findings.Add(new(twice.Key, "the stream is declared twice", "keep one"));
        }

        foreach (var file in new[] { "README.md", AcceptanceFile.Name })
        {
            Need(File.Exists(Path.Combine(subject.Folder, file)), file, "the file is not there", "write it; a new connector gets one from deploy/dev new-connector");
        }

        return CheckOutcome.Of(findings, FormattableString.Invariant($"{module.Key} {version}, {streams.Count} streams: {string.Join(", ", streams.Select(s => s.Name))}"));

        void Need(bool holds, string place, string what, string remedy)
        {
            if (!holds)
            {
                findings.Add(new(place, what, remedy));
            }
        }
    }

    internal static bool IsText(string? text) => !string.IsNullOrWhiteSpace(text) && text.IsNormalized(NormalizationForm.FormC);

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    internal static partial Regex KebabCase();

    [GeneratedRegex(@"^\d+\.\d+\.\d+([-+].+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex SemanticVersion();
}
