using System.Globalization;
using System.Text.RegularExpressions;
using IntegrationHub.Connectors;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue.Checks;

/// <summary>Options of a source. A message never repeats a value, because somebody may have written a secret there.</summary>
internal static partial class OptionChecks
{
    public static void Run(Entry source, ConnectorModule? module, FindingLog log)
    {
        var options = source.Options("options");
        foreach (var option in options)
        {
            if (option.Secret && !SecretReference().IsMatch(option.Value))
            {
                log.Error(option.ValueAt, LintCodes.SecretReference, $"'{option.Name}' does not say where its secret is.", "Write { secret: \"env:NAME\" }, \"file:PATH\" or \"store:NAME\".");
            }

            var known = module?.Options.FirstOrDefault(o => o.Name == option.Name);
            if (known is not null)
            {
                CheckValue(option, known, log);
                continue;
            }

            if (module is not null)
            {
                log.Error(option.At, LintCodes.OptionUnknown, $"The connector '{module.Key}' has no option '{option.Name}'.", Spelling.Suggest(option.Name, module.Options.Select(o => o.Name), $"Known: {string.Join(", ", module.Options.Select(o => o.Name))}."));
            }

            if (!option.Secret && SecretName().IsMatch(option.Name))
            {
                ReportLiteral(option, log);
            }
        }

        foreach (var missing in module?.Options.Where(o => o.Required && options.All(w => w.Name != o.Name)) ?? [])
        {
            log.Error(source.At("options"), LintCodes.OptionMissing, $"The option '{missing.Name}' is missing.", missing.Example is null ? $"Add it: {missing.HelpEn}" : $"Add it, for example {missing.Name}: {missing.Example}");
        }
    }

    private static void CheckValue(OptionValue option, OptionDescription known, FindingLog log)
    {
        if (known.Type is OptionType.Secret)
        {
            if (!option.Secret)
            {
                ReportLiteral(option, log);
            }

            return;
        }

        // What a reference holds is known only where the source runs.
        if (option.Secret)
        {
            return;
        }

        switch (known.Type)
        {
            case OptionType.Url when !IsUrl(option.Value):
                log.Error(option.ValueAt, LintCodes.OptionUrl, $"'{known.Name}' must be an absolute http or https address without user and password.", $"For example {known.Example ?? "https://example.gov.vn"}.");
                break;
            case OptionType.Flag when option.Value is not ("true" or "false"):
                ReportType(option, "true or false", log);
                break;
            case OptionType.Choice when !known.Choices.Contains(option.Value):
                ReportType(option, $"one of {string.Join(", ", known.Choices)}", log);
                break;
            case OptionType.Date when !DateOnly.TryParseExact(option.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _):
                ReportType(option, "a day, for example 2024-02-01", log);
                break;
            case OptionType.Number:
                CheckNumber(option, known, log);
                break;
        }
    }

    private static void CheckNumber(OptionValue option, OptionDescription known, FindingLog log)
    {
        if (!long.TryParse(option.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            ReportType(option, "a whole number", log);
        }
        else if (number < (known.Minimum ?? long.MinValue) || number > (known.Maximum ?? long.MaxValue))
        {
            log.Error(option.ValueAt, LintCodes.OptionRange, $"'{known.Name}' is out of range.", $"Write a number {Bounds(known)}.");
        }
    }

    private static string Bounds(OptionDescription known) => (known.Minimum, known.Maximum) switch
    {
        ({ } low, { } high) => FormattableString.Invariant($"from {low} to {high}"),
        ({ } low, null) => FormattableString.Invariant($"of at least {low}"),
        (_, { } high) => FormattableString.Invariant($"of at most {high}"),
        _ => "of any size",
    };

    private static bool IsUrl(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.Host.Length > 0 && url.UserInfo.Length == 0;

    private static void ReportType(OptionValue option, string wanted, FindingLog log) =>
        log.Error(option.ValueAt, LintCodes.OptionType, $"'{option.Name}' must be {wanted}.", "Correct the value.");

    private static void ReportLiteral(OptionValue option, FindingLog log) =>
        log.Error(option.ValueAt, LintCodes.SecretLiteral, $"'{option.Name}' holds a secret in clear text.", $"Put it into the environment, a file or the store, and write {option.Name}: {{ secret: \"env:NAME\" }}. Change the secret if the file was shared.");

    [GeneratedRegex(@"^(env:[A-Za-z_][A-Za-z0-9_]*|file:\S.*|store:[A-Za-z0-9][A-Za-z0-9._-]*)$", RegexOptions.CultureInvariant)]
    private static partial Regex SecretReference();

    [GeneratedRegex("password|passwd|token|secret|apikey|accesskey|privatekey|clientkey", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();
}
