using IntegrationHub.Connectors;

namespace IntegrationHub.Collect.Pulling;

/// <summary>Looks a secret up by its reference at the moment of use. Values are never kept, shown or logged.</summary>
public static class SecretResolver
{
    /// <exception cref="ConnectorException">The reference leads nowhere, or the value is blank: an empty credential is never sent.</exception>
    public static async Task<string> ResolveAsync(string option, string reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var (scheme, name) = reference.Split(':', 2) is [var s, var n] ? (s, n) : ("", reference);
        var value = scheme switch
        {
            "env" => Environment.GetEnvironmentVariable(name),
            "file" => File.Exists(name) ? (await File.ReadAllTextAsync(name, cancellationToken)).TrimEnd('\r', '\n') : null,
            _ => throw new ConnectorException(FailureCategory.Configuration, "E_SECRET_REFERENCE",
                $"option '{option}': a secret is referred to as env:NAME or file:PATH, not as '{scheme}:'"),
        };
        return string.IsNullOrWhiteSpace(value) || value == "null"
            ? throw new ConnectorException(FailureCategory.Configuration, "E_SECRET_MISSING",
                $"option '{option}': the secret {scheme}:{name} is not there or blank; set it and pull again")
            : value;
    }
}
