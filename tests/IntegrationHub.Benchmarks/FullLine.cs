using System.Diagnostics;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Model;
using IntegrationHub.Testing;
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
        await using var app = HubHost.Build(settings, new ShiftedClock(DemoRun.Start), scheduled: false, isDemo: true);

        // Only the source that the skeleton reads as well.
        await HubHost.PrepareAsync(app.Services, DemoRun.Catalogue(source.ToString().TrimEnd('/'), withOthers: false), CancellationToken.None);
        await app.StartAsync();
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        foreach (var name in new[] { Round.Fresh, Round.Again })
        {
            await db.Cursors.ExecuteDeleteAsync();
            var watch = Stopwatch.StartNew();
            await DemoRun.SynchronizeAsync(app.Services, _ => { }, CancellationToken.None);
            watch.Stop();
            Round.Print(name, await db.MeasurementsCurrent.CountAsync(), watch);
        }

        await app.StopAsync();
    }
}
