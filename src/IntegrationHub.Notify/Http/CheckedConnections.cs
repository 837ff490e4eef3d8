using System.Net;
using System.Net.Sockets;
using IntegrationHub.Store.Outbox;

namespace IntegrationHub.Notify.Http;

/// <summary>
/// Connects only where events may go. The address that a name leads to is judged here, at the moment of the connection, and that same address is connected to: a name that is changed
/// after a subscription was set up, or that answers differently the second time, leads nowhere else.
/// </summary>
public sealed class CheckedConnections(OutgoingAddresses addresses)
{
    /// <summary>Looks a name up.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> LookUp { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>What every connection to a subscriber is made by.</summary>
    public SocketsHttpHandler Handler() => new()
    {
        ConnectCallback = ConnectAsync,

        // A signed event goes to the address that was agreed on and to no other; a proxy would connect where nobody looks.
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),

        // Names may lead elsewhere one day.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),

        // What a subscriber answers beside its status is not read; a little is let pass so that the connection can be used again.
        MaxResponseHeadersLength = 16,
        MaxResponseDrainSize = 16 * 1024,
        ResponseDrainTimeout = TimeSpan.FromSeconds(1),
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host.TrimEnd('.'), context.DnsEndPoint.Port);
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await LookUp(host, cancellationToken);
        var allowed = Array.FindAll(found, a => addresses.Takes(host, a));
        if (allowed.Length == 0)
        {
            throw new AddressRefusedException(found.Length == 0 ? $"{host} leads to no address" : OutgoingAddresses.NotAllowed(host));
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A subscriber's address is none that events may be sent to.</summary>
public sealed class AddressRefusedException(string message) : IOException(message);
