using IntegrationHub.Connectors;
using IntegrationHub.Store;
using IntegrationHub.Store.Access;

namespace IntegrationHub.Collect.Pulling;

/// <summary>The secret of a connector's option.</summary>
public static class SecretResolver
{
    /// <exception cref="ConnectorException">The reference leads nowhere, or the value is blank: an empty credential is never sent.</exception>
    public static async Task<string> ResolveAsync(string option, string reference, SecretStore? secrets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (!SecretReference.IsKnown(reference))
        {
            throw new ConnectorException(FailureCategory.Configuration, "E_SECRET_REFERENCE",
                $"option '{option}': a secret is referred to as env:NAME, file:PATH or store:NAME, not as '{reference.Split(':')[0]}:'");
        }

        return await SecretReference.ReadAsync(reference, secrets, cancellationToken)
            ?? throw new ConnectorException(FailureCategory.Configuration, "E_SECRET_MISSING",
                $"option '{option}': the secret {reference} is not there or blank; set it and pull again");
    }
}
