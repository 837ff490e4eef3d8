using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using IntegrationHub.Testing;
using Xunit;

namespace IntegrationHub.Faults.Tests;

/// <summary>The real WireMock with the mapping files of tests/wiremock, on a free port of loopback; started once for all tests that use it.</summary>
public sealed class WireMockServer : IAsyncLifetime
{
    private const string Jar = "tests/wiremock/node_modules/wiremock/build/wiremock-standalone-3.13.2.jar";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Process? _process;

    /// <summary>Without a slash at the end.</summary>
    public string BaseUrl { get; private set; } = "";

    public async Task InitializeAsync()
    {
        var jar = Repository.File(Jar);
        if (!File.Exists(jar))
        {
            throw new InvalidOperationException("WireMock is not installed: run ./test.sh, which installs it, or npm ci in tests/wiremock.");
        }

        var port = FreePort();
        var start = new ProcessStartInfo("java") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", jar, "--port", $"{port}", "--bind-address", "127.0.0.1",
            "--root-dir", Repository.File("tests/wiremock"), "--disable-banner", "--no-request-journal",
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        BaseUrl = $"http://127.0.0.1:{port}";
        await WaitUntilReadyAsync(port);
    }

    public Task DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
        }

        _process?.Dispose();
        return Task.CompletedTask;
    }

    private async Task WaitUntilReadyAsync(int port)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Patience && !_process!.HasExited; await Task.Delay(50))
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }

        throw new InvalidOperationException("WireMock did not start: is Java installed?");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
