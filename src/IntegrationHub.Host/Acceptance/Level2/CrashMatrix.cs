using System.Globalization;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Host.Acceptance.Faults;
using IntegrationHub.Record;
using IntegrationHub.Store;
using IntegrationHub.Store.Ledger;

namespace IntegrationHub.Host.Acceptance.Level2;

/// <summary>
/// Check 27: a pull of the source in a process of its own is ended with SIGKILL at each point of the line while it reads for the first time, mostly several
/// times one after the other. The pull that is left alone in the end must find its way from what is there.
/// </summary>
internal static class CrashMatrix
{
    /// <summary>Repeats a run: the order of the points and how often each is passed before the end.</summary>
    private const string SeedVariable = "HUB_CRASH_SEED";

    private const int MostPasses = 3;

    public static async Task<CheckOutcome> RunAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (subject.IsManual)
        {
            return CheckOutcome.NotApplicable("the connector reads nothing: what people enter is one transaction each");
        }

        if (!FailPoint.AreCompiledIn)
        {
            return CheckOutcome.Of([new("build", "this program has no fail points, as every release", "run the kit from a build with -p:FailPoints=true, as ./test.sh makes one")], "");
        }

        var seed = int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next(1, 1_000_000);
        var random = new Random(seed);
        var points = FailPoint.All.ToArray();
        random.Shuffle(points);
        var (findings, kills, stores) = (new List<CheckFinding>(), new List<string>(), 1);
        var bench = await FaultBench.StartAsync(subject.SourceId, new BenchOptions(), cancellationToken);
        try
        {
            foreach (var point in points)
            {
                var passes = random.Next(1, MostPasses + 1);
                if (!await DiesAsync(point, passes))
                {
                    // It has come to its end before: everything is read, and the next kill wants a first read again.
                    await CompareAsync();
                    await bench.DisposeAsync();
                    bench = await FaultBench.StartAsync(subject.SourceId, new BenchOptions(), cancellationToken);
                    stores++;
                    passes = 1;
                    if (!await DiesAsync(point, passes))
                    {
                        findings.Add(new(point, "a first read does not come past it", "the line has changed: put the point where it belongs"));
                        continue;
                    }
                }

                if (findings.Count > 0)
                {
                    break;
                }

                kills.Add(FormattableString.Invariant($"{point}:{passes}"));
            }

            if (findings.Count == 0 && await DiesAsync(null, 0))
            {
                findings.Add(new(subject.SourceId, "a pull without a fail point was killed", "look at the log of the machine"));
            }

            await CompareAsync();
        }
        finally
        {
            await bench.DisposeAsync();
        }

        return CheckOutcome.Of(findings, FormattableString.Invariant($"killed at {string.Join(", ", kills)} in {stores} stores (seed {seed}, {SeedVariable} repeats it); the cells were those of the truth, and db verify found nothing"));

        async Task<bool> DiesAsync(string? point, int passes)
        {
            // What is asked for after a restart is asked for later, also by the clocks of the children.
            bench.Move(TimeSpan.FromMinutes(3));
            var end = await HubChild.RunAsync(
                bench.Settings, bench.Clock.GetUtcNow(), point is null ? null : FormattableString.Invariant($"{point}:{passes}"), ["source", "pull", subject.SourceId, "--now"], cancellationToken);
            if (end is { WasKilled: false, Code: not 0 })
            {
                findings.Add(new(point ?? "the end", FormattableString.Invariant($"the pull ends with {end.Code}: {end.Errors.Trim()}"), "after a kill the next pull goes on by itself"));
            }

            return end.WasKilled;
        }

        async Task CompareAsync()
        {
            findings.AddRange((await bench.DifferencesAsync(cancellationToken)).Take(5).Select(d => new CheckFinding(subject.SourceId, FormattableString.Invariant($"seed {seed}: {d}"), "page, pending batch and cursor are one transaction; measurements, ledger and events another")));
            var verified = await bench.Services.GetRequiredService<StoreVerifier>().VerifyAsync(cancellationToken);
            findings.AddRange(verified.Mismatches.Take(5).Select(m => new CheckFinding(subject.SourceId, FormattableString.Invariant($"seed {seed}, db verify: {m}"), "one transaction for what belongs together")));
        }
    }
}
