using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IntegrationHub.Simulators.Faults;

/// <summary>
/// Addresses on loopback that answer wrongly before any HTTP is spoken: nobody there, or a certificate that nobody should accept. They are made when
/// they are first asked for.
/// </summary>
public sealed class WrongAddresses : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<WrongAddress, TcpListener> _listeners = [];
    private readonly List<Task> _accepting = [];
    private int _connections;

    /// <summary>How often somebody connected.</summary>
    public int Connections => _connections;

    /// <summary>Without a slash at the end.</summary>
    public string Of(WrongAddress address) => address switch
    {
        WrongAddress.UnknownHost => "http://khong-co-may-nay.invalid",
        WrongAddress.NobodyListens => $"http://127.0.0.1:{PortOf(address)}",
        _ => $"https://127.0.0.1:{PortOf(address)}",
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var listener in _listeners.Values)
        {
            listener.Dispose();
        }

        await Task.WhenAll(_accepting);
        _stop.Dispose();
    }

    private int PortOf(WrongAddress address)
    {
        lock (_lock)
        {
            if (!_listeners.TryGetValue(address, out var listener))
            {
                listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                _listeners[address] = listener;
                var port = ((IPEndPoint)listener.LocalEndpoint).Port;
                if (address == WrongAddress.NobodyListens)
                {
                    // Bound once so that the port is free, and then left.
                    listener.Stop();
                    _ports[address] = port;
                    return port;
                }

                _ports[address] = port;
                _accepting.Add(AcceptAsync(listener, Certificate(address)));
            }

            return _ports[address];
        }
    }

    private readonly Dictionary<WrongAddress, int> _ports = [];

    private async Task AcceptAsync(TcpListener listener, X509Certificate2 certificate)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, _stop.Token);

                // Whoever accepts such a certificate is answered, so that it would be seen.
                await tls.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]"u8.ToArray(), _stop.Token);
            }
            catch (Exception error) when (error is AuthenticationException or IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The caller went away, as it should.
            }
        }

        certificate.Dispose();
    }

    private static X509Certificate2 Certificate(WrongAddress address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=he-thong-mo-phong", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (address == WrongAddress.CertificateOfAnother)
        {
            names.AddDnsName("he-thong-khac.example.gov.vn");
        }
        else
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        request.CertificateExtensions.Add(names.Build());

        // Certificates are held against the real clock of the machine, whatever the world's clock shows; fixed days on either side of it will do.
        var ended = new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var made = request.CreateSelfSigned(ended.AddYears(-1), address == WrongAddress.CertificateExpired ? ended : ended.AddYears(60));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
