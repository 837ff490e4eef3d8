using System.Diagnostics;
using System.Globalization;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store.Model;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Benchmarks;

/// <summary>The whole line on PostgreSQL and RabbitMQ against the same pull and bus with a plain upsert, and against COPY of the same rows.</summary>
internal static class PullToLedger
{
    // The simulated world has about this many dossiers at scale 1.
    private const decimal DossiersAtScaleOne = 711_646;

    public static async Task RunAsync(int dossiers, int rounds, TextWriter output)
    {
        var scale = decimal.Round(Math.Max(0.0005m, dossiers / DossiersAtScaleOne), 6);
        var clock = new ShiftedClock(DemoRun.Start);
        await using var source = await DemoRun.StartSourcesAsync(scale, clock, CancellationToken.None);
        var full = new List<decimal>();
        var bare = new List<decimal>();
        var copy = new List<decimal>();
        await output.WriteLineAsync($"pull to ledger: about {dossiers} dossiers a round, {rounds} rounds after a warm-up, PostgreSQL and RabbitMQ on this machine");
        for (var round = 0; round <= rounds; round++)
        {
            var (fullRate, records) = await FullLineAsync(source, clock);
            var (bareRate, _) = await BareSkeleton.RunAsync(source, clock);
            var copyRate = await PlainCopy.RunAsync(records);
            if (round == 0)
            {
                continue;
            }

            full.Add(fullRate);
            bare.Add(bareRate);
            copy.Add(copyRate);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"round {round}: full line {fullRate:F0}/s, bare skeleton {bareRate:F0}/s, COPY {copyRate:F0} rows/s ({records} records)"));
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"ratio full line : bare skeleton  median {Median(full.Zip(bare, (f, b) => f / b)):F2}  (all: {string.Join(' ', full.Zip(bare, (f, b) => (f / b).ToString("F2", CultureInfo.InvariantCulture)))})"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"ratio full line : COPY           median {Median(full.Zip(copy, (f, c) => f / c)):F4}"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"peak memory of this process, simulator and clients included: {Process.GetCurrentProcess().PeakWorkingSet64 / 1024 / 1024} MiB"));
    }

    private static async Task<(decimal Rate, int Records)> FullLineAsync(SimulatorServer source, TimeProvider clock)
    {
        var settings = new HubSettings
        {
            Store = await PrivatePostgres.CreateDatabaseAsync(), Bus = await PrivateRabbit.CreateVirtualHostAsync(),
            Roles = HubRoles.Collect | HubRoles.Record, Urls = [new Uri("http://127.0.0.1:0")], Data = Path.GetTempPath(),
        };
        await using var app = HubHost.Build(settings, clock, scheduled: false, isDemo: true);
        await HubHost.PrepareAsync(app.Services, DemoRun.Catalogue(source), CancellationToken.None);
        await app.StartAsync();
        var watch = Stopwatch.StartNew();
        await DemoRun.SynchronizeAsync(app.Services, _ => { }, CancellationToken.None);
        watch.Stop();
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        var records = await db.MeasurementsCurrent.CountAsync();
        await app.StopAsync();
        return (Rate(records, watch), records);
    }

    internal static decimal Rate(int records, Stopwatch watch) => records * 1000m / Math.Max(1, watch.ElapsedMilliseconds);

    private static decimal Median(IEnumerable<decimal> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
