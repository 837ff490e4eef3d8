using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using IntegrationHub.Connectors;

namespace IntegrationHub.Host.Acceptance.Level0;

/// <summary>Check 7. The tables of a README that say what the code says are made from the code; <c>hub connector docs DIR --write</c> writes them.</summary>
internal static partial class CurrentDocumentation
{
    private const string Begin = "<!-- from the code: hub connector docs DIR --write -->";
    private const string End = "<!-- end of what is from the code -->";

    public static CheckOutcome Run(Subject subject)
    {
        var findings = new List<CheckFinding>();
        var path = Path.Combine(subject.Folder, "README.md");
        var readme = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (With(readme, Tables(subject)) != readme)
        {
            findings.Add(new("README.md", "its tables of options and streams are not those of the code", "run 'hub connector docs DIR --write' and look at the difference"));
        }

        if (!Limits().IsMatch(readme))
        {
            findings.Add(new("README.md", "no heading names limits or known pitfalls", "say what it cannot do, and what an operator has to know"));
        }

        if (!readme.Contains($"stability *{subject.Module.Stability}*", StringComparison.Ordinal) && !StabilityBroken(readme, subject.Module.Stability))
        {
            findings.Add(new("README.md", $"it does not say 'stability *{subject.Module.Stability}*', which is what the module says", "correct the text"));
        }

        return CheckOutcome.Of(findings, "options and streams of README.md are those of the code; limits are named");
    }

    // A line may end between the two words.
    private static bool StabilityBroken(string readme, string stability) => readme.Contains($"stability\n*{stability}*", StringComparison.Ordinal);

    /// <summary>The tables, between their marks.</summary>
    public static string Tables(Subject subject)
    {
        var text = new StringBuilder(Begin).Append("\n\n");
        if (subject.Module.Options.Count > 0)
        {
            text.Append("| option | type | | default |\n|---|---|---|---|\n");
            foreach (var option in subject.Module.Options)
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{option.Name}` | {Type(option)} | {Cell(option.HelpEn)} {Cell(option.HelpVi)} | {(option.Required ? "required" : option.Default is null ? "none" : $"`{option.Default}`")} |\n");
            }

            text.Append('\n');
        }

        text.Append("| stream | kind | title | key |\n|---|---|---|---|\n");
        foreach (var stream in subject.Catalogue.Streams)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{stream.Name}` | {(stream.Kind is StreamKind.Snapshots ? "snapshots" : "records")} | {Cell(stream.TitleEn)} · {Cell(stream.TitleVi)} | `{Cell(stream.Key)}` |\n");
        }

        return text.Append('\n').Append(End).ToString();
    }

    /// <summary>The text with these tables in place of those that it has; at its end when it has none.</summary>
    public static string With(string readme, string tables)
    {
        var (from, to) = (readme.IndexOf(Begin, StringComparison.Ordinal), readme.IndexOf(End, StringComparison.Ordinal));
        return from >= 0 && to > from
            ? readme[..from] + tables + readme[(to + End.Length)..]
            : $"{readme.TrimEnd()}\n\n## Options and streams, from the code\n\n{tables}\n";
    }

    private static string Type(OptionDescription option) => option.Type switch
    {
        OptionType.Choice => string.Join(", ", option.Choices.Select(c => $"`{c}`")),
        OptionType.Number => string.Create(CultureInfo.InvariantCulture, $"number, {option.Minimum} to {option.Maximum}"),
        _ => option.Type.ToString().ToLowerInvariant(),
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    [GeneratedRegex(@"^##.*\b(limits|pitfalls)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Limits();
}
