using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IntegrationHub.Api.Tests.OpenApi;

/// <summary>Answers everything with the same JSON, which is no answer of a hub.</summary>
internal sealed class OtherServer : IAsyncDisposable
{
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\nConnection: close\r\n\r\n{\"items\":\"none\"}";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Task serving;

    public OtherServer()
    {
        listener.Start();
        serving = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            _ = await stream.ReadAsync(new byte[8192]);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Answer));
        }
    }
}
