using IntegrationHub.Store.Access;

namespace IntegrationHub.Store;

/// <summary>Looks a secret up by its reference, <c>env:NAME</c>, <c>file:PATH</c> or <c>store:NAME</c>, at the moment of use. Values are never shown or logged.</summary>
public static class SecretReference
{
    private static readonly string[] Schemes = ["env", "file", "store"];

    public static bool IsKnown(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return reference.Split(':', 2) is [var scheme, { Length: > 0 }] && Schemes.Contains(scheme);
    }

    /// <param name="reference">Where the secret stands.</param>
    /// <param name="secrets">Those that the store keeps; null: nothing is looked up there.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when the reference leads nowhere or the value is blank: an empty credential is never used.</returns>
    public static async Task<string?> ReadAsync(string reference, SecretStore? secrets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var (scheme, name) = reference.Split(':', 2) is [var s, var n] ? (s, n) : ("", reference);
        var value = scheme switch
        {
            "env" => Environment.GetEnvironmentVariable(name),
            "file" => File.Exists(name) ? (await File.ReadAllTextAsync(name, cancellationToken)).TrimEnd('\r', '\n') : null,
            "store" when secrets is not null => await secrets.RevealAsync(name, cancellationToken),
            _ => null,
        };
        return string.IsNullOrWhiteSpace(value) || value == "null" ? null : value;
    }
}
