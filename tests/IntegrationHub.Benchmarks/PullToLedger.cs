using System.Globalization;
using IntegrationHub.Testing;

namespace IntegrationHub.Benchmarks;

/// <summary>The whole line on PostgreSQL and RabbitMQ against the same pull and bus with a plain upsert, and against COPY of the same rows.</summary>
internal static class PullToLedger
{
    // The simulated world has at least about this many dossiers at scale 1.
    private const decimal DossiersAtScaleOne = 690_000;

    /// <summary>The deployment without servers; the other is "servers".</summary>
    public const string Embedded = "embedded";

    public static async Task RunAsync(int dossiers, int rounds, bool isEmbedded, TextWriter output)
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        await using var rabbit = await PrivateRabbit.StartAsync();
        Environment.SetEnvironmentVariable(PrivatePostgres.Variable, postgres.ConnectionString);
        Environment.SetEnvironmentVariable(PrivateRabbit.Variable, rabbit.Address.ToString());
        Environment.SetEnvironmentVariable(PrivateRabbit.ManagementVariable, rabbit.Management.BaseAddress!.ToString());

        var scale = decimal.Round(Math.Max(0.0005m, dossiers / DossiersAtScaleOne), 6);
        var deployment = isEmbedded ? Embedded : "servers";
        using var process = Round.Start(null, "source", scale.ToString(CultureInfo.InvariantCulture));
        var source = (await process.StandardOutput.ReadLineAsync())!.Split(' ');
        await output.WriteLineAsync(
            $"pull to ledger: about {dossiers} dossiers a round, {rounds} rounds, {(isEmbedded ? "SQLite and the bus in memory" : "PostgreSQL and RabbitMQ on this machine")}, each contender a process of its own");
        var all = new List<(IReadOnlyDictionary<string, Round> Full, IReadOnlyDictionary<string, Round> Bare, Round? Copy)>();
        for (var round = 1; round <= rounds; round++)
        {
            var full = await Round.OfAsync(source[1], "full", source[0], deployment);
            var bare = await Round.OfAsync(source[1], "bare", source[0], deployment);
            var copy = isEmbedded ? null : (await Round.OfAsync(source[1], "copy", full[Round.Fresh].Records.ToString(CultureInfo.InvariantCulture)))[Round.Fresh];
            all.Add((full, bare, copy));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"round {round}: {full[Round.Fresh].Records} records; full line {full[Round.Fresh].PerSecond:F0}/s, again {full[Round.Again].PerSecond:F0}/s, peak {full[Round.Again].PeakMiB} MiB; bare skeleton {bare[Round.Fresh].PerSecond:F0}/s, again {bare[Round.Again].PerSecond:F0}/s, peak {bare[Round.Again].PeakMiB} MiB")
                + (copy is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; COPY {copy.PerSecond:F0} rows/s")));
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        foreach (var (name, said) in new[] { (Round.Fresh, "for the first time"), (Round.Again, "again, nothing changed") })
        {
            var ratios = all.Select(r => r.Full[name].PerSecond / r.Bare[name].PerSecond).ToList();
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"ratio full line : bare skeleton, {said,-22}  median {Median(ratios):F2}  (all: {string.Join(' ', ratios.Select(r => r.ToString("F2", CultureInfo.InvariantCulture)))})"));
        }

        if (!isEmbedded)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"ratio full line : COPY                                   median {Median(all.Select(r => r.Full[Round.Fresh].PerSecond / r.Copy!.PerSecond)):F4}"));
        }

        await output.WriteLineAsync($"peak memory of the hub's process: {all.Max(r => r.Full[Round.Again].PeakMiB)} MiB (limit 400 MiB)");
    }

    private static decimal Median(IEnumerable<decimal> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
