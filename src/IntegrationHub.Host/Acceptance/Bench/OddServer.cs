using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IntegrationHub.Host.Acceptance.Bench;

/// <summary>Answers every request on a port of loopback with the same bytes, or with nothing at all, and counts who comes.</summary>
public sealed class OddServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly byte[]? answer;
    private readonly Task serving;
    private int connections;

    /// <param name="status">As in the first line of an answer, <c>403 Forbidden</c>; null: it takes the connection and says nothing.</param>
    public OddServer(string? status, string body = "", string headers = "")
    {
        answer = status is null ? null : Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{headers}\r\n{body}");
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public int Connections => connections;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await serving;
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                Interlocked.Increment(ref connections);
                open.Add(AnswerAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var buffer = new byte[16 * 1024];
                if (await client.GetStream().ReadAsync(buffer, stop.Token) == 0)
                {
                    return;
                }

                if (answer is null)
                {
                    await Task.Delay(Timeout.Infinite, stop.Token);
                }

                await client.GetStream().WriteAsync(answer, stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // The caller has gone, or the check is over.
            }
        }
    }
}
