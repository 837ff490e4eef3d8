using System.Net;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Connectors;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Outbox;

namespace IntegrationHub.Api.Sources;

/// <summary>
/// What an operator may not do with a source: read the hub's own machine through it, have a secret that somebody else set sent to another host, or name a secret
/// that is not the source's. An administrator may, and the audit log has it (decisions/0036).
/// </summary>
internal sealed class SourceReachRules(OutgoingAddresses addresses)
{
    private static readonly string[] OfTheMachine = ["files", "sql"];

    private static readonly IPNetwork LinkLocal4 = IPNetwork.Parse("169.254.0.0/16");

    /// <summary>Whether a connector reads files or databases of the machine, wherever its options point.</summary>
    public static bool IsOfTheMachine(string connector) => OfTheMachine.Contains(connector);

    /// <param name="caller">Who wants it.</param>
    /// <param name="before">The source as it is; null: a new one.</param>
    /// <param name="after">As it would be.</param>
    /// <param name="typed">Options whose secret was typed along with it.</param>
    /// <param name="module">Its connector.</param>
    /// <exception cref="ApiProblemException">It needs an administrator.</exception>
    public void Check(Caller caller, SourceDefinition? before, SourceDefinition after, IReadOnlyCollection<string> typed, ConnectorModule? module)
    {
        if (caller.May(Rights.Administer))
        {
            return;
        }

        if (IsOfTheMachine(after.Connector) && !IsSame(before, after))
        {
            throw Refused("connector", $"'{after.Connector}' reads files or databases that the hub's machine reaches; an administrator sets it up");
        }

        // What another connector was given says nothing of this one.
        before = before?.Connector == after.Connector ? before : null;
        var kept = after.Options.Where(o => o.Value.IsSecret && !typed.Contains(o.Key)).ToList();
        if (kept.FirstOrDefault(o => before?.Options.GetValueOrDefault(o.Key) != o.Value).Key is { } foreign)
        {
            throw Refused("options." + foreign, $"only an administrator may refer to a secret by its name; type the secret of '{foreign}' itself (secretValue)");
        }

        var urls = (module?.Options ?? []).Where(o => o.Type is OptionType.Url).Select(o => o.Name);
        foreach (var name in urls.Where(n => !HostOf(after, n).Equals(HostOf(before, n), StringComparison.OrdinalIgnoreCase)))
        {
            if (kept.Count > 0)
            {
                throw Refused("options." + name, $"'{name}' leads to another host: type the secret again, so that the one that is kept is not sent there");
            }

            if (Uri.TryCreate(after.Options.GetValueOrDefault(name)?.Value, UriKind.Absolute, out var url) && IsOwn(url) && addresses.Refusal(url) is not null)
            {
                throw Refused("options." + name, $"{url.Host} is the hub's own machine; an administrator sets that up, or allows it with HUB_ALLOWED_HOSTS");
            }
        }
    }

    private static bool IsSame(SourceDefinition? before, SourceDefinition after) => before is not null && before.Connector == after.Connector
        && before.Options.Count == after.Options.Count && before.Options.All(o => after.Options.GetValueOrDefault(o.Key) == o.Value);

    private static string HostOf(SourceDefinition? source, string option) =>
        source?.Options.GetValueOrDefault(option) is not { } value ? "" : !value.IsSecret && Uri.TryCreate(value.Value, UriKind.Absolute, out var url) ? url.GetLeftPart(UriPartial.Authority) : value.Value;

    private static bool IsOwn(Uri url) => url.IsLoopback || url.IdnHost.TrimEnd('.').EndsWith("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
            || LinkLocal4.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address) || (address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(address.MapToIPv4()))));

    private static ApiProblemException Refused(string field, string detail) => new("not-allowed", $"{field}: {detail}");
}
