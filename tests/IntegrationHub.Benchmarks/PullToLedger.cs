using System.Globalization;
using IntegrationHub.Testing;

namespace IntegrationHub.Benchmarks;

/// <summary>The whole line on PostgreSQL and RabbitMQ against the same pull and bus with a plain upsert, and against COPY of the same rows.</summary>
internal static class PullToLedger
{
    // The simulated world has at least about this many dossiers at scale 1.
    private const decimal DossiersAtScaleOne = 690_000;

    private const string Full = "full line";
    private const string Bare = "bare skeleton";
    private const string Copy = "COPY";
    private const string NodeRed = "Node-RED flow";

    private static readonly Dictionary<string, string> Said = new()
    {
        [Round.Fresh] = "fresh pages by agency", [Round.Again] = "pages of which 90 % are unchanged", [Round.ByDay] = "fresh pages by day",
    };

    /// <summary>The deployment without servers; the other is "servers".</summary>
    public const string Embedded = "embedded";

    public static string ScaleOf(int dossiers) => decimal.Round(Math.Max(0.0005m, dossiers / DossiersAtScaleOne), 6).ToString(CultureInfo.InvariantCulture);

    public static async Task RunAsync(int dossiers, int rounds, bool isEmbedded, bool withPeers, int memory, TextWriter output)
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        await using var rabbit = await PrivateRabbit.StartAsync();
        Environment.SetEnvironmentVariable(PrivatePostgres.Variable, postgres.ConnectionString);
        Environment.SetEnvironmentVariable(PrivateRabbit.Variable, rabbit.Address.ToString());
        Environment.SetEnvironmentVariable(PrivateRabbit.ManagementVariable, rabbit.Management.BaseAddress!.ToString());

        var deployment = isEmbedded ? Embedded : "servers";
        using var process = Round.Start(password: null, limit: null, "source", ScaleOf(dossiers));
        using var limit = memory > 0 ? new MemoryLimit(memory) : null;
        var source = (await process.StandardOutput.ReadLineAsync())!.Split(' ');
        await output.WriteLineAsync(
            $"pull to ledger: about {dossiers} dossiers a round, {rounds} rounds, {(isEmbedded ? "SQLite and the bus in memory" : "PostgreSQL and RabbitMQ on this machine")}, each contender a process of its own");
        var all = new List<IReadOnlyDictionary<string, IReadOnlyDictionary<string, Round>>>();
        (string Process, string Name)[] others = isEmbedded ? [] : withPeers ? [("copy", Copy), ("peer", NodeRed)] : [("copy", Copy)];
        for (var round = 1; round <= rounds; round++)
        {
            var contenders = new Dictionary<string, IReadOnlyDictionary<string, Round>>();
            foreach (var (contender, name) in (IEnumerable<(string, string)>)[("full", Full), ("bare", Bare), .. others])
            {
                contenders[name] = contender switch
                {
                    "copy" => await Round.OfAsync(null, source[1], null, contender, contenders[Full][Round.Fresh].Records.ToString(CultureInfo.InvariantCulture)),
                    "peer" => await Round.OfAsync(process, source[1], null, contender, Peer.NodeRed, source[0]),
                    _ => await Round.OfAsync(process, source[1], name == Full ? limit : null, contender, source[0], deployment),
                };
                foreach (var (kind, one) in contenders[name])
                {
                    await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                        $"round {round}: {name,-13} {Said[kind],-33} {one.Records,8} records {one.PerSecond,8:F0}/s, own CPU {one.CpuPerThousand,6:F1} s per million, peak {one.PeakMiB} MiB"));
                }
            }

            all.Add(contenders);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        foreach (var (kind, said) in Said)
        {
            await PrintAsync($"{Full} : {Bare}, {said}", all.Select(r => r[Full][kind].PerSecond / r[Bare][kind].PerSecond));
        }

        foreach (var (_, name) in others)
        {
            await PrintAsync($"{Full} : {name}, {Said[Round.Fresh]}", all.Select(r => r[Full][Round.Fresh].PerSecond / r[name][Round.Fresh].PerSecond));
        }

        if (limit is not null)
        {
            await output.WriteLineAsync(limit.ToString());
        }

        await output.WriteLineAsync($"peak resident memory of the hub's process, files of the program included: {all.Max(r => r[Full].Values.Max(k => k.PeakMiB))} MiB (limit 300 MiB)");

        Task PrintAsync(string what, IEnumerable<decimal> ratios) => output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"ratio {what,-60} median {Median(ratios):F2}  (all: {string.Join(' ', ratios.Select(r => r.ToString("F2", CultureInfo.InvariantCulture)))})"));
    }

    private static decimal Median(IEnumerable<decimal> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
