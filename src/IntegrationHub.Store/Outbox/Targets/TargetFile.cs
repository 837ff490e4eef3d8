using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Catalogue.Yaml;
using static IntegrationHub.Store.Catalogue.Yaml.ValueKind;

namespace IntegrationHub.Store.Outbox.Targets;

/// <summary>Reads the YAML of a target. What is wrong in it is told with its place, as in the catalogue.</summary>
public static class TargetFile
{
    private static readonly Property Field = new("field", Word, "A field of the figure.") { Words = TargetDefinition.Fields };
    private static readonly Property Value = new("value", Plain, "A fixed value.");

    private static readonly Shape Header = new("a header", "A header of each request: one of value, field and secret.",
        Value, Field,
        new Property("secret", Plain, "Where its secret is: env:NAME or file:PATH."),
        new Property("prefix", Plain, "Comes before the secret, for example \"Bearer \"."));

    private static readonly Shape Member = new("a member of the body", "What is sent under this name: value or field.",
        Value, Field,
        new Property("as", Word, "text (default), or number: a JSON number with every digit.") { Words = ["text", "number"] },
        new Property("optional", Flag, "Left out where the figure has none; else a figure without it is not sent."),
        new Property("words", Options, "What the target calls the field's values; a figure whose value has no word is not sent."));

    private static readonly Shape Filter = new("a filter", "Which figures are sent; without it all.",
        new Property("plans", TextList, "Ids of plans."),
        new Property("indicators", TextList, "Codes of indicators or parts."),
        new Property("units", TextList, "Ids of units."),
        new Property("below", Flag, "Also the units below these (default)."),
        new Property("minimumGrade", Word, "The least grade of a figure.") { Words = SubscriberFilter.Grades });

    private static readonly Shape Target = new("a target", "A system that computed figures are written to.",
        new Property("id", Plain, "Identifier.") { Required = true, Form = TextForms.Id },
        new Property("name", Localized, "Name of the system.") { Required = true },
        new Property("url", Plain, "Where each figure is sent, http(s)://….") { Required = true },
        new Property("method", Word, "POST (default) or PUT.") { Words = ["POST", "PUT"] },
        new Property("enabled", Flag, "False: nothing is sent until 'hub subscription resume ID'."),
        new Property("ordered", Flag, "A figure that is not taken holds up those behind it (default)."),
        new Property("filter", ValueKind.Object, "Which figures are sent.") { Shape = Filter },
        new Property("headers", ObjectMap, "Headers of each request.") { Shape = Header },
        new Property("body", ObjectMap, "Members of the JSON body, in this order.") { Required = true, Shape = Member });

    /// <returns>The target, null when there are errors; and what was found, sorted.</returns>
    public static (TargetDefinition? Target, IReadOnlyList<LintFinding> Findings) Read(string name, string yaml)
    {
        var log = new FindingLog();
        if (YamlDocumentReader.Read(new CatalogueFile(name, yaml), log) is not { } root)
        {
            return (null, log.Sorted());
        }

        var entry = new EntryReader(name, log).Read(root, Target);
        if (!Uri.TryCreate(entry.Text("url"), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
        {
            log.Error(entry.At("url"), LintCodes.OptionUrl, "'url' is no http(s):// address without an account in it.", "Write it like https://ioc.example.gov.vn/figures; what signs in goes into headers.");
        }

        var headers = entry.Map("headers").Select(h => HeaderOf(h, log)).ToList();
        var body = entry.Map("body").Select(m => MemberOf(m, log)).ToList();
        return log.HasErrors
            ? (null, log.Sorted())
            : (new TargetDefinition(
                entry.Text("id")!, entry.Localized("name")!, url!, entry.Text("method") ?? "POST", entry.Flag("enabled") ?? true, entry.Flag("ordered") ?? true,
                FilterOf(entry.Object("filter")), headers, body), log.Sorted());
    }

    private static SubscriberFilter FilterOf(Entry? filter) => new()
    {
        Types = [TargetDefinition.EventType],
        Plans = filter?.Texts("plans") ?? [],
        Indicators = filter?.Texts("indicators") ?? [],
        Units = filter?.Texts("units") ?? [],
        Below = filter?.Flag("below") ?? true,
        MinimumGrade = filter?.Text("minimumGrade"),
    };

    private static TargetHeader HeaderOf(NamedEntry header, FindingLog log)
    {
        OneOf(header, log, "value", "field", "secret");
        var secret = header.Entry.Text("secret");
        if (secret is not null && !SecretReference.IsKnown(secret))
        {
            log.Error(header.Entry.At("secret"), LintCodes.SecretReference, "'secret' is where the secret is, never the secret itself.", "Write env:NAME or file:PATH.");
        }

        if (!header.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            log.Error(header.At, LintCodes.Form, $"'{header.Name}' is no name of a header.", "Letters, digits and hyphens.");
        }

        return new TargetHeader(header.Name, header.Entry.Text("value"), header.Entry.Text("field"), secret, header.Entry.Text("prefix") ?? "");
    }

    private static TargetField MemberOf(NamedEntry member, FindingLog log)
    {
        OneOf(member, log, "value", "field");
        return new TargetField(
            member.Name, member.Entry.Text("value"), member.Entry.Text("field"), member.Entry.Text("as") == "number", member.Entry.Flag("optional") ?? false,
            member.Entry.Options("words").ToDictionary(w => w.Name, w => w.Value, StringComparer.Ordinal));
    }

    private static void OneOf(NamedEntry named, FindingLog log, params string[] properties)
    {
        // A value that could not be read has been told already.
        if (properties.Count(named.Entry.Has) is var given && given != 1 && !(given == 0 && log.HasErrors))
        {
            log.Error(named.At, LintCodes.PropertyMissing, $"'{named.Name}' needs exactly one of {string.Join(", ", properties)}.", "Leave one of them.");
        }
    }
}
