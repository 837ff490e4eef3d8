using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IntegrationHub.Connectors.Tthc;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.World;
using IntegrationHub.Testing;
using Npgsql;

namespace IntegrationHub.Benchmarks;

/// <summary>
/// Another program that does the bare skeleton's work, without bus and ledger: the same pull by its own means, then SQL written by hand. It is a folder
/// of Peers with its lock file, installed when it is first asked for, and prints what it did as the others do: it reads fresh pages by agency and nothing else.
/// </summary>
internal static class Peer
{
    public const string NodeRed = "node-red";

    // As the skeleton asks.
    private const int WindowDays = 366;
    private const int Batch = 1000;
    private const int AgenciesAtATime = 4;

    public static async Task RunAsync(string name, Uri source)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Peers", name);
        await InstallAsync(folder);
        using var own = new TemporaryFolder();
        var database = new NpgsqlConnectionStringBuilder(await PrivatePostgres.CreateDatabaseAsync());
        var start = new ProcessStartInfo(Path.Combine(folder, "node_modules", ".bin", "node"), [Path.Combine(folder, "run.js"), own.Path]);
        start.Environment["PEER_JOB"] = Job(source);
        start.Environment["PGHOST"] = database.Host;
        start.Environment["PGPORT"] = database.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = database.Username;
        start.Environment["PGDATABASE"] = database.Database;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{name} ended with {process.ExitCode}");
        }
    }

    /// <summary>As the lock file says; once.</summary>
    private static async Task InstallAsync(string folder)
    {
        if (File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json")))
        {
            return;
        }

        using var install = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        await install.StandardOutput.ReadToEndAsync();
        await install.WaitForExitAsync();
        if (install.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm ci in {folder} ended with {install.ExitCode}");
        }
    }

    /// <summary>What the connector's options and the skeleton's request say.</summary>
    private static string Job(Uri source)
    {
        var options = new TthcModule().Options.Where(o => o.Default is not null).ToDictionary(o => o.Name, o => o.Default!);
        return JsonSerializer.Serialize(new
        {
            source = source.ToString().TrimEnd('/'), username = DemoCredentials.DefaultUsername, passwordVariable = DemoCredentials.PasswordVariable,
            from = options["backfillFrom"], today = BenchmarkTime.First.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), windowDays = WindowDays,
            concurrency = int.Parse(options["concurrency"], CultureInfo.InvariantCulture), agenciesAtATime = AgenciesAtATime, batch = Batch, round = Round.Fresh,
            agencies = DemoUnits.All.Select(u => u.Code).Append(DemoUnits.ProvinceCode).Order(StringComparer.Ordinal),
        });
    }
}
