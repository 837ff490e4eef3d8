using IntegrationHub.Collect.Publishing;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Collect.Schedule;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Host.Demo;

/// <summary>The demo world: simulated sources on loopback, the real plans, the hub's own clock.</summary>
public static class DemoRun
{
    public static DateTimeOffset Start { get; } = new(2024, 12, 20, 8, 0, 0, VietnamDay.Offset);

    /// <summary>A demo that was run before on the same store goes on after what it has recorded: its clock must not turn back.</summary>
    public static async Task<DateTimeOffset> ClockStartAsync(HubSettings settings, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddLogging().AddHub(settings, TimeProvider.System).BuildServiceProvider();
        await using var db = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync(cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
        var last = await db.Batches.MaxAsync(b => (DateTimeOffset?)b.CreatedAt, cancellationToken);
        return last is { } l && l >= Start ? l.AddMilliseconds(1) : Start;
    }

    public static async Task<SimulatorServer> StartSourcesAsync(decimal scale, TimeProvider clock, CancellationToken cancellationToken)
    {
        var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { World = new DemoWorldOptions { Scale = scale } }, clock, cancellationToken);

        // The source file refers to the secret; the value is this process's own.
        Environment.SetEnvironmentVariable(DemoCredentials.PasswordVariable, simulator.Credentials.Password);
        return simulator;
    }

    /// <summary>The bundled catalogue with the demo's made-up agency codes and sources.</summary>
    public static CatalogueFiles Catalogue(SimulatorServer simulator)
    {
        ArgumentNullException.ThrowIfNull(simulator);
        return CatalogueFiles.Load(Path.Combine(AppContext.BaseDirectory, "catalogue")).With(new CatalogueFiles(
        [
            new CatalogueFile(DemoAliases.FileName, DemoAliases.Yaml()),
            new CatalogueFile(DemoSources.FileName, DemoSources.Yaml(simulator.BaseUrl)),
        ]));
    }

    /// <summary>Pulls every source once and waits until all of it is recorded.</summary>
    public static async Task SynchronizeAsync(IServiceProvider services, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var catalogue = (await services.GetRequiredService<CatalogueStore>().CurrentAsync(cancellationToken))!;
        var contexts = services.GetRequiredService<IDbContextFactory<HubDbContext>>();
        await services.GetRequiredService<PendingBatches>().PublishAgainAsync(TimeSpan.Zero, cancellationToken);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = WatchAsync(contexts, progress, watching.Token);
        foreach (var source in catalogue.Sources)
        {
            await PullAsync(services, contexts, source, catalogue, cancellationToken);
        }

        await WaitUntilRecordedAsync(services, contexts, cancellationToken);
        await watching.CancelAsync();
        await watch;
    }

    private static async Task PullAsync(
        IServiceProvider services, IDbContextFactory<HubDbContext> contexts, SourceDefinition source, ActiveCatalogue catalogue, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        Lease? lease;
        while ((lease = await Lease.TakeAsync(db, source.Id, cancellationToken)) is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        }

        await services.GetRequiredService<SourcePuller>().PullAsync(source, catalogue.Catalogue, lease, new PullOrder(), cancellationToken);
        await lease.ReleaseAsync(db, null, cancellationToken);
    }

    private static async Task WaitUntilRecordedAsync(IServiceProvider services, IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var quiet = 0;
        for (var last = -1; ;)
        {
            var pending = await db.Batches.CountAsync(b => b.State == BatchState.Pending, cancellationToken);
            if (pending == 0)
            {
                return;
            }

            quiet = pending == last ? quiet + 1 : 0;
            last = pending;
            if (quiet == 50)
            {
                // Nothing moved for ten seconds: what a broker lost is published again.
                await services.GetRequiredService<PendingBatches>().PublishAgainAsync(TimeSpan.Zero, cancellationToken);
                quiet = 0;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }
    }

    private static async Task WatchAsync(IDbContextFactory<HubDbContext> contexts, IProgress<string> progress, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (var run in await db.Runs.AsNoTracking().OrderByDescending(r => r.StartedAt).Take(1).ToListAsync(CancellationToken.None))
            {
                progress.Report($"{run.Source}/{run.Stream}: {run.Progress ?? "…"} · {run.Fetched} fetched, {run.Accepted} accepted, {run.Rejected} rejected");
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
