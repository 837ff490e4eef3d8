using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace IntegrationHub.Testing;

/// <summary>
/// A real server that belongs to this process alone: a shell script keeps it, listens to commands on its standard input and stops it
/// when the input ends, so that nothing stays behind even when the tests are killed.
/// </summary>
internal sealed class PrivateServer : IDisposable
{
    private readonly Process _keeper;
    private readonly string _name;
    private readonly string _folder;

    private PrivateServer(Process keeper, string name, string folder) => (_keeper, _name, _folder) = (keeper, name, folder);

    /// <param name="script">Embedded script; gets the folder as its first argument.</param>
    /// <param name="user">Who runs it when this process is root: both servers refuse root or mind it.</param>
    public static PrivateServer Start(string script, string user, params string[] arguments)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"hub-{Path.GetFileNameWithoutExtension(script)}-{Guid.NewGuid():N}");
        var start = new ProcessStartInfo { RedirectStandardInput = true, UseShellExecute = false };
        string[] line = ["sh", "-c", ReadScript(script), script, folder, .. arguments];
        string[] command = Environment.IsPrivilegedProcess ? ["runuser", "-u", user, "--", .. line] : line;
        start.FileName = command[0];
        foreach (var argument in command[1..])
        {
            start.ArgumentList.Add(argument);
        }

        return new PrivateServer(Process.Start(start)!, script, folder);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Command(string command)
    {
        _keeper.StandardInput.WriteLine(command);
        _keeper.StandardInput.Flush();
    }

    /// <summary>A command that answers with a file of its name in the server's folder.</summary>
    public async Task<string> AskAsync(string command)
    {
        var answer = Path.Combine(_folder, command);
        File.Delete(answer);
        Command(command);
        for (var waited = Stopwatch.StartNew(); !File.Exists(answer); await Task.Delay(50))
        {
            if (_keeper.HasExited || waited.Elapsed > TimeSpan.FromSeconds(60))
            {
                throw new InvalidOperationException($"{_name} did not answer '{command}'. End of its log:\n{LogTail()}");
            }
        }

        return await File.ReadAllTextAsync(answer);
    }

    /// <summary>Waits until <paramref name="ready"/> no longer throws; fails with the end of the server's log.</summary>
    public async Task WaitUntilReadyAsync(Func<Task> ready)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await ready();
                return;
            }
            catch (Exception e) when (e is SocketException or HttpRequestException or TimeoutException or TaskCanceledException or Npgsql.NpgsqlException)
            {
                if (_keeper.HasExited || waited.Elapsed > TimeSpan.FromSeconds(60))
                {
                    throw new InvalidOperationException($"{_name} did not start. End of its log:\n{LogTail()}", e);
                }
            }

            await Task.Delay(50);
        }
    }

    public static async Task WaitUntilClosedAsync(int port)
    {
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
            }
            catch (SocketException)
            {
                return;
            }

            await Task.Delay(50);
        }
    }

    public void Dispose()
    {
        try
        {
            _keeper.StandardInput.Close();
        }
        catch (IOException)
        {
            // The keeper has ended already.
        }

        if (!_keeper.WaitForExit(TimeSpan.FromSeconds(20)))
        {
            _keeper.Kill(entireProcessTree: true);
        }

        _keeper.Dispose();
    }

    private string LogTail()
    {
        var log = Path.Combine(_folder, "log");
        return File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(30)) : "(no log)";
    }

    private static string ReadScript(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
