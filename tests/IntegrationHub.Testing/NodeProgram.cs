using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace IntegrationHub.Testing;

/// <summary>A script run by Node with the packages of tests/node: a test looks at what a subscriber in another language sees.</summary>
public static class NodeProgram
{
    private static readonly string Packages = Repository.File("tests/node/node_modules");

    /// <summary>The linter that knows OpenAPI and AsyncAPI.</summary>
    public static string Redocly => Path.Combine(Packages, "@redocly", "cli", "bin", "cli.js");

    /// <summary>Starts a script, whose <c>require</c> finds the packages of tests/node wherever it lies. The caller reads its output and ends it.</summary>
    public static Process Start(string script, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        if (!Directory.Exists(Packages))
        {
            throw new InvalidOperationException("The packages of tests/node are not installed: run ./test.sh, which installs them, or npm ci --prefix tests/node.");
        }

        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(script);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["NODE_PATH"] = Packages;
        start.Environment["NO_COLOR"] = "1";

        // The linter looks for a newer version of itself and reports how it is used, unless it is told not to.
        start.Environment["REDOCLY_TELEMETRY"] = "off";
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException("node is not installed: run ./test.sh, which installs it.");
        }
    }

    /// <summary>Runs a script to its end.</summary>
    public static async Task<NodeResult> RunAsync(string script, IEnumerable<string> arguments, string input = "", TimeSpan? patience = null)
    {
        using var process = Start(script, arguments);
        using var over = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(60));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(over.Token);
            var errors = process.StandardError.ReadToEndAsync(over.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), over.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(over.Token);
            return new NodeResult(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{Path.GetFileName(script)} did not end.");
        }
    }
}

public sealed record NodeResult(int ExitCode, string Output, string Errors);
