namespace IntegrationHub.Store;

/// <summary>Looks a secret up by its reference, <c>env:NAME</c> or <c>file:PATH</c>, at the moment of use. Values are never kept, shown or logged.</summary>
public static class SecretReference
{
    public static bool IsKnown(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return reference.StartsWith("env:", StringComparison.Ordinal) || reference.StartsWith("file:", StringComparison.Ordinal);
    }

    /// <returns>Null when the reference leads nowhere or the value is blank: an empty credential is never used.</returns>
    public static async Task<string?> ReadAsync(string reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var (scheme, name) = reference.Split(':', 2) is [var s, var n] ? (s, n) : ("", reference);
        var value = scheme switch
        {
            "env" => Environment.GetEnvironmentVariable(name),
            "file" => File.Exists(name) ? (await File.ReadAllTextAsync(name, cancellationToken)).TrimEnd('\r', '\n') : null,
            _ => null,
        };
        return string.IsNullOrWhiteSpace(value) || value == "null" ? null : value;
    }
}
