using System.Diagnostics;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Model;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Benchmarks;

/// <summary>The hub itself: collect and record in one process, on a new database and a new virtual host.</summary>
internal static class FullLine
{
    public static async Task RunAsync(Uri source)
    {
        var settings = new HubSettings
        {
            Store = await PrivatePostgres.CreateDatabaseAsync(), Bus = await PrivateRabbit.CreateVirtualHostAsync(),
            Roles = HubRoles.Collect | HubRoles.Record, Urls = [new Uri("http://127.0.0.1:0")], Data = Path.GetTempPath(),
        };
        await using var app = HubHost.Build(settings, new ShiftedClock(DemoRun.Start), scheduled: false, isDemo: true);
        await HubHost.PrepareAsync(app.Services, DemoRun.Catalogue(source.ToString().TrimEnd('/')), CancellationToken.None);
        await app.StartAsync();
        var watch = Stopwatch.StartNew();
        await DemoRun.SynchronizeAsync(app.Services, _ => { }, CancellationToken.None);
        watch.Stop();
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        Round.Print(await db.MeasurementsCurrent.CountAsync(), watch);
        await app.StopAsync();
    }
}
