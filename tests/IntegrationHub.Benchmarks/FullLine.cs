using IntegrationHub.Collect.Pulling;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using IntegrationHub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Benchmarks;

/// <summary>The hub itself: collect and record in one process, on a store of its own.</summary>
internal static class FullLine
{
    public static async Task RunAsync(Uri source, bool isEmbedded)
    {
        using var folder = new TemporaryFolder();
        var settings = new HubSettings
        {
            Store = isEmbedded ? "sqlite:" + folder.File("hub.db") : await PrivatePostgres.CreateDatabaseAsync(),
            Bus = isEmbedded ? "in-memory" : await PrivateRabbit.CreateVirtualHostAsync(),
            Roles = HubRoles.Collect | HubRoles.Record, Urls = [new Uri("http://127.0.0.1:0")], Data = folder.Path,
        };
        var time = new BenchmarkTime();
        await using var app = HubHost.Build(settings, time, scheduled: false, isDemo: true);
        await HubHost.PrepareAsync(app.Services, Catalogue(source.ToString().TrimEnd('/')), CancellationToken.None);
        await app.StartAsync();
        var catalogue = (await app.Services.GetRequiredService<CatalogueStore>().CurrentAsync(default))!;
        var (from, to) = BenchmarkTime.Again;
        await Round.MeasureAsync(Round.Fresh, () => PullAsync([new PullOrder()]));
        await Round.GoToNextDayAsync(time);
        await Round.MeasureAsync(Round.Again, () => PullAsync([new PullOrder(from, to)]));
        await Round.MeasureAsync(Round.ByDay, () => PullAsync(BenchmarkTime.Days.Select(day => new PullOrder(day, day.AddDays(1)))));
        await app.StopAsync();

        Task<int> PullAsync(IEnumerable<PullOrder> orders) => FullLine.PullAsync(app, catalogue.Sources.Single(), catalogue, orders);
    }

    /// <returns>How many records were fetched, all of which are recorded.</returns>
    public static async Task<int> PullAsync(WebApplication app, SourceDefinition source, ActiveCatalogue catalogue, IEnumerable<PullOrder> orders)
    {
        var pull = new DirectPull(app.Services);
        var runs = new List<Guid>();
        foreach (var order in orders)
        {
            runs.AddRange((await pull.TryPullAsync(source, catalogue, order, () => null, default))!);
        }

        await pull.WaitUntilRecordedAsync(null, default);
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        var faults = await db.Runs.Where(r => runs.Contains(r.Id) && r.State != RunState.Succeeded).Select(r => r.Error).ToListAsync();
        return faults is [] ? await db.Runs.Where(r => runs.Contains(r.Id)).SumAsync(r => (int)r.Fetched) : throw new InvalidOperationException(string.Join('\n', faults));
    }

    /// <summary>Only what the skeleton reads as well.</summary>
    public static CatalogueFiles Catalogue(string source)
    {
        var files = DemoRun.Catalogue(source, withOthers: false);
        const string All = "streams: [period-snapshots, dossiers]";
        var yaml = files.Find(Simulators.DemoSources.FileName)!;
        return files.With(new CatalogueFiles([new(Simulators.DemoSources.FileName, yaml.Replace(All, "streams: [dossiers]", StringComparison.Ordinal))]));
    }
}
