using System.Globalization;

namespace IntegrationHub.Connectors.Http;

/// <summary>Reads a source's options by their descriptions: defaults, ranges and required ones in one place; a wrong one is named.</summary>
public sealed class OptionReader(ConnectorContext context, IReadOnlyList<OptionDescription> descriptions)
{
    public string? Text(string name)
    {
        var description = Describe(name);
        var value = context.Options.TryGetValue(name, out var given) && !string.IsNullOrWhiteSpace(given) ? given : description.Default;
        return value is null && description.Required ? throw Wrong(name, "is required and has no value") : value;
    }

    public string RequiredText(string name) => Text(name) ?? throw Wrong(name, "has no value");

    /// <summary>An absolute http or https address without user, query or fragment.</summary>
    public Uri Url(string name)
    {
        var text = RequiredText(name);
        return Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url)
            && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0
            ? url
            : throw Wrong(name, $"must be an absolute http or https address without user, query or fragment, for example {Describe(name).Example}");
    }

    public int Number(string name)
    {
        var description = Describe(name);
        if (!int.TryParse(RequiredText(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || number < (description.Minimum ?? int.MinValue) || number > (description.Maximum ?? int.MaxValue))
        {
            throw Wrong(name, $"must be a whole number from {description.Minimum} to {description.Maximum}");
        }

        return number;
    }

    public string Choice(string name)
    {
        var (choices, text) = (Describe(name).Choices, RequiredText(name));
        return choices.Contains(text) ? text : throw Wrong(name, $"must be one of {string.Join(", ", choices)}");
    }

    public bool Flag(string name) => RequiredText(name) switch
    {
        "true" => true,
        "false" => false,
        _ => throw Wrong(name, "must be true or false"),
    };

    public DateOnly Date(string name) =>
        DateOnly.TryParseExact(RequiredText(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Wrong(name, "must be a day written yyyy-MM-dd");

    private OptionDescription Describe(string name) => descriptions.Single(description => description.Name == name);

    // The value itself is not repeated: it may be a secret that was typed into the wrong field.
    private ConnectorException Wrong(string name, string what) =>
        new(FailureCategory.Configuration, "E_OPTION", $"{context.Source}: option {name} {what}; correct it in the source file");
}
