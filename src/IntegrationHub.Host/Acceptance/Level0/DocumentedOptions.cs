using System.Globalization;
using System.Text.RegularExpressions;
using IntegrationHub.Connectors;

namespace IntegrationHub.Host.Acceptance.Level0;

/// <summary>Check 2.</summary>
internal static partial class DocumentedOptions
{
    public static CheckOutcome Run(Subject subject)
    {
        if (subject.Module.Options.Count == 0)
        {
            return CheckOutcome.NotApplicable("the connector has no options");
        }

        var findings = new List<CheckFinding>();
        foreach (var option in subject.Module.Options)
        {
            Need(CamelCase().IsMatch(option.Name), option, "the name is not camelCase", "rename it");
            Need(Manifest.IsText(option.TitleVi) && Manifest.IsText(option.TitleEn), option, "a title is missing, or not composed (NFC)", "give both titles");
            Need(Manifest.IsText(option.HelpVi) && Manifest.IsText(option.HelpEn), option, "help is missing, or not composed (NFC)", "explain it in Vietnamese and English");
            Need(option.Example is not null || option.Default is not null || option.Choices.Count > 0, option, "there is no example, default or list of choices", "give an example");
            Need(!(option.Required && option.Default is not null), option, "it is required and has a default", "keep one of them");
            Need((option.Type is OptionType.Choice) == (option.Choices.Count > 0), option, "choices and type do not fit", "a Choice has choices, nothing else has");
            Need(option.Type is not OptionType.Secret || option.Default is null, option, "a secret has a default", "take it out");
            foreach (var value in new[] { option.Default, option.Example }.OfType<string>())
            {
                Need(Fits(option, value), option, $"'{value}' is no value that the option would take", "correct default, example or range");
            }
        }

        foreach (var twice in subject.Module.Options.GroupBy(o => o.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            findings.Add(new(twice.Key, "the option is described twice", "keep one"));
        }

        return CheckOutcome.Of(findings, FormattableString.Invariant($"{subject.Module.Options.Count} options"));

        void Need(bool holds, OptionDescription option, string what, string remedy)
        {
            if (!holds)
            {
                findings.Add(new("options." + option.Name, what, remedy));
            }
        }
    }

    private static bool Fits(OptionDescription option, string value) => option.Type switch
    {
        OptionType.Number => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= (option.Minimum ?? long.MinValue) && number <= (option.Maximum ?? long.MaxValue),
        OptionType.Date => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        OptionType.Flag => value is "true" or "false",
        OptionType.Choice => option.Choices.Contains(value),
        OptionType.Url => Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https",
        OptionType.Secret => value.StartsWith("env:", StringComparison.Ordinal) || value.StartsWith("file:", StringComparison.Ordinal) || value.StartsWith("store:", StringComparison.Ordinal),
        _ => value.Length > 0,
    };

    [GeneratedRegex("^[a-z][a-zA-Z0-9]*$", RegexOptions.CultureInvariant)]
    private static partial Regex CamelCase();
}
