using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Api.Problems;
using IntegrationHub.Connectors;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Catalogue.Yaml;
using IntegrationHub.Store.Freshness;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Api.Sources;

/// <param name="Secrets">By option what was typed.</param>
/// <param name="Findings">Errors and warnings, each at its field.</param>
internal sealed record SourceDraft(SourceDefinition Definition, IReadOnlyDictionary<string, string> Secrets, SourceText Text, IReadOnlyList<FindingAnswer> Findings)
{
    public bool HasErrors => Findings.Any(f => f.Severity == "error");

    public override string ToString() => $"SourceDraft {{ {Definition.Id} }}";
}

/// <summary>From what was sent to the file of a source, checked as every file is.</summary>
internal sealed partial class SourceDrafts(IServiceProvider services)
{
    public static string PathOf(string id) => $"sources/{id}.yaml";

    public ConnectorModule? ModuleOf(string connector) => Modules?.FirstOrDefault(m => m.Key == connector);

    private IReadOnlyList<ConnectorModule>? Modules => services.GetService<ISourceTrials>()?.Connectors;

    public SourceDraft Of(string id, SourceOrder order, ActiveCatalogue active)
    {
        var findings = new List<FindingAnswer>();
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        var options = new OrderedDictionary<string, SourceOption>(StringComparer.Ordinal);
        foreach (var (name, value) in order.Options ?? new Dictionary<string, JsonElement>())
        {
            if (Option(id, name, value, secrets, findings) is { } option)
            {
                options.Add(name, option);
            }
        }

        var hours = new List<DailyHours>();
        foreach (var (text, i) in (order.Hours ?? []).Select((h, i) => (h, i)))
        {
            if (text is not null && DailyHours.TryParse(text, out var span))
            {
                hours.Add(span);
            }
            else
            {
                findings.Add(FindingAnswer.OfField(FormattableString.Invariant($"hours[{i}]"), LintCodes.Hours, "These are no hours of a day.", "Write start and end, for example 18:00-06:00; an end before the start is on the next day."));
            }
        }

        var definition = new SourceDefinition(
            id, order.Connector?.Trim() ?? "", new Text(order.Name?.Vi?.Trim() ?? "", string.IsNullOrWhiteSpace(order.Name?.En) ? null : order.Name.En.Trim()), Words(order.Streams),
            string.IsNullOrWhiteSpace(order.Schedule) ? null : order.Schedule.Trim(), order.Enabled ?? true, new ReadOnlyDictionary<string, SourceOption>(options))
        {
            Systems = Words(order.Systems), Hours = hours, Budget = Budget(order.Budget, findings), Freshness = Freshness(order.Freshness, findings),
        };
        if (definition.Name.Vi.Length == 0)
        {
            findings.Add(FindingAnswer.OfField("name.vi", LintCodes.PropertyMissing, "The name is missing.", "Write what people call the source, in Vietnamese."));
        }

        return Check(definition, secrets, findings, active);
    }

    /// <summary>The same checks as of a file that is applied.</summary>
    public SourceDraft Check(SourceDefinition definition, IReadOnlyDictionary<string, string> secrets, IReadOnlyList<FindingAnswer> known, ActiveCatalogue active)
    {
        var path = PathOf(definition.Id);
        if (!Id().IsMatch(definition.Id))
        {
            // Such a path is no file of a catalogue: nothing more could be said of it.
            known = [.. known, FindingAnswer.OfField("id", LintCodes.Form, "The id has other characters than lower-case letters, digits and single hyphens.", "For example tthc-bac-giang.")];
            return new(definition, secrets, SourceText.Of(definition, null), known);
        }

        var text = SourceText.Of(definition, active.Files.Find(path));

        // Only what the file refers to: the catalogue as a whole was checked when it was applied.
        var around = active.Files.All.Where(f => f.Path == "systems.yaml" || f.Path.StartsWith($"mappings/{definition.Connector}/", StringComparison.Ordinal));
        var read = CatalogueReader.Read(new CatalogueFiles(around.Append(new CatalogueFile(path, text.Text))), Modules);
        var found = read.Findings.Where(f => f.File == path).Select(f => FindingAnswer.Of(f, text.FieldOf(f))).Where(f => known.All(k => k.Field != f.Field));
        return new(definition, secrets, text, [.. known, .. found]);
    }

    /// <summary>Where a secret that was typed is kept: a name of its own for each source and option.</summary>
    public static string SecretNameOf(string source, string option)
    {
        var name = $"source.{source}.{option.ToLowerInvariant()}";
        return name.Length <= 60 ? name : name[..43] + "." + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)))[..16];
    }

    private static SourceOption? Option(string id, string name, JsonElement value, Dictionary<string, string> secrets, List<FindingAnswer> findings)
    {
        try
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Null or JsonValueKind.Undefined:
                    return null;
                case JsonValueKind.String:
                    return value.GetString() is { Length: > 0 } text ? new SourceOption(text, false) : null;
                case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                    return new SourceOption(value.GetRawText(), false);
                case JsonValueKind.Object:
                    return Kept(id, name, value, secrets, findings);
                default:
                    findings.Add(FindingAnswer.OfField("options." + name, LintCodes.OptionType, "One value is expected.", "Send a text, a number, true or false; of a secret { \"secretValue\": … }."));
                    return null;
            }
        }
        catch (InvalidOperationException)
        {
            findings.Add(FindingAnswer.OfField("options." + name, LintCodes.OptionType, "The text is no valid Unicode.", "Send it as UTF-8."));
            return null;
        }
    }

    private static SourceOption? Kept(string id, string name, JsonElement value, Dictionary<string, string> secrets, List<FindingAnswer> findings)
    {
        string? Text(string property) => value.TryGetProperty(property, out var found) && found.ValueKind is JsonValueKind.String ? found.GetString() : null;
        if (Text("secretValue") is { } typed)
        {
            try
            {
                SecretStore.Check(SecretNameOf(id, name), typed);
                secrets[name] = typed;
                return new SourceOption("store:" + SecretNameOf(id, name), true);
            }
            catch (AccessException e)
            {
                findings.Add(FindingAnswer.OfField("options." + name, LintCodes.SecretReference, e.Message, "Type the secret, or leave it out to keep the one that is set."));
                return null;
            }
        }

        return Text("secret") is { } reference ? new SourceOption(reference, true)
            : Text("value") is { } plain ? new SourceOption(plain, false)
            : value.TryGetProperty("value", out var other) && other.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False ? new SourceOption(other.GetRawText(), false)
            : null;
    }

    private static TimeSpan? Freshness(string? text, List<FindingAnswer> findings)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (!Span().IsMatch(text))
        {
            findings.Add(FindingAnswer.OfField("freshness", LintCodes.Range, "This is no span of time.", "A whole number with m, h or d, for example 90m, 6h or 2d."));
            return null;
        }

        return SourceFreshness.Parse(text);
    }

    private static RequestBudget? Budget(SourceBudget? budget, List<FindingAnswer> findings)
    {
        if (budget is null)
        {
            return null;
        }

        if (budget.Requests is < 1 or > 1_000_000 || !Store.Catalogue.Yaml.Words.TryParse<BudgetSpan>(budget.Per ?? "", out var span))
        {
            findings.Add(FindingAnswer.OfField("budget", LintCodes.Range, "The budget must be at least one request per second, minute, hour or day.", "For example { \"requests\": 60, \"per\": \"minute\" }."));
            return null;
        }

        return new RequestBudget(budget.Requests, span);
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex("^[1-9][0-9]{0,3}[mhd]\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Span();

    private static List<string> Words(IReadOnlyList<string>? words) => [.. (words ?? []).Where(w => !string.IsNullOrWhiteSpace(w)).Select(w => w.Trim())];
}
