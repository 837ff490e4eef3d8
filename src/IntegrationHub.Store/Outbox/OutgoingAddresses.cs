using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace IntegrationHub.Store.Outbox;

/// <summary>
/// Where the hub may send events to. Who sets a webhook up must not reach through the hub what only the hub can reach: addresses of private networks, of this machine, and of
/// what a cloud tells its machines. An operator allows hosts, addresses and networks by HUB_ALLOWED_HOSTS.
/// </summary>
public sealed partial class OutgoingAddresses
{
    // What IANA's registries of special-purpose addresses say is not for everybody.
    private static readonly IPNetwork[] NotPublic = [.. new[]
    {
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    }.Select(IPNetwork.Parse)];

    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IPNetwork> networks = [];

    /// <param name="allowed">Beside what is public: host names, addresses and networks such as 10.20.0.0/16.</param>
    /// <exception cref="FormatException">One is none of these; the message names it.</exception>
    public OutgoingAddresses(IEnumerable<string> allowed)
    {
        ArgumentNullException.ThrowIfNull(allowed);
        foreach (var one in allowed)
        {
            if (IPAddress.TryParse(one, out var address))
            {
                networks.Add(new IPNetwork(address, address.AddressFamily is AddressFamily.InterNetwork ? 32 : 128));
            }
            else if (IPNetwork.TryParse(one, out var network))
            {
                networks.Add(network);
            }
            else
            {
                names.Add(HostName().IsMatch(one) ? one : throw new FormatException($"'{one}' is no host name, address or network"));
            }
        }
    }

    public static OutgoingAddresses PublicOnly { get; } = new([]);

    /// <summary>Whether an event may go to an address that a host's name led to.</summary>
    public bool Takes(string host, IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var real = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return names.Contains(host) || networks.Exists(n => n.Contains(real)) || IsPublic(real);
    }

    /// <summary>What can be said of an address before its host's name is looked up; that is done when it is connected to.</summary>
    /// <returns>Why nothing will be sent there; null when nothing is known against it.</returns>
    public string? Refusal(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var host = url.IdnHost.TrimEnd('.');
        var isOwn = host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        var address = isOwn ? IPAddress.Loopback : IPAddress.TryParse(host, out var literal) ? literal : null;
        return address is null || Takes(host, address) ? null : NotAllowed(host);
    }

    public static string NotAllowed(string host) => $"{host} is not a public address; an operator allows it with HUB_ALLOWED_HOSTS";

    private static bool IsPublic(IPAddress address) =>
        (address.AddressFamily is AddressFamily.InterNetwork || Global6.Contains(address)) && !Array.Exists(NotPublic, n => n.Contains(address));

    [GeneratedRegex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", RegexOptions.IgnoreCase)]
    private static partial Regex HostName();
}
