using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using IntegrationHub.Testing;

namespace IntegrationHub.Api.Tests.OpenApi;

/// <summary>Prism between a client and a running hub: it passes everything on, and says in a header where an answer is not what the document says.</summary>
internal sealed class PrismProxy(Process process, HttpClient client) : IAsyncDisposable
{
    private const string Program = "tests/prism/node_modules/@stoplight/prism-cli/dist/index.js";

    public HttpClient Client => client;

    public static async Task<PrismProxy> StartAsync(Uri hub)
    {
        var program = Repository.File(Program);
        if (!File.Exists(program))
        {
            throw new InvalidOperationException("Prism is not installed: run ./test.sh --full, which installs it, or npm ci --prefix tests/prism.");
        }

        var port = FreePort();
        var process = NodeProgram.Start(program, ["proxy", Repository.File("contracts/openapi/v1.json"), hub.ToString().TrimEnd('/'), "--port", $"{port}", "--validate-request", "false", "--verboseLevel", "error"]);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var began = Stopwatch.GetTimestamp(); !process.HasExited && Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(90); await Task.Delay(100))
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return new(process, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(2) });
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }

        throw new InvalidOperationException("Prism did not start.");
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
        return ValueTask.CompletedTask;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
