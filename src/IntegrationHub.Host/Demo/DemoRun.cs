using IntegrationHub.Collect.Pulling;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Host.Demo;

/// <summary>The demo world: simulated sources on loopback, the real plans, the hub's own clock.</summary>
public static class DemoRun
{
    // One for the whole process: several simulated worlds may run in it, and the secret is looked up by one name.
    private static readonly DemoCredentials Credentials = DemoCredentials.Generate();

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
        var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { World = new DemoWorldOptions { Scale = scale }, Credentials = Credentials }, clock, cancellationToken);

        // The source file refers to the secret; the value is this process's own.
        Environment.SetEnvironmentVariable(DemoCredentials.PasswordVariable, simulator.Credentials.Password);
        return simulator;
    }

    /// <summary>The bundled catalogue with the demo's made-up agency codes and sources.</summary>
    /// <param name="simulator">Base address of the simulated sources.</param>
    public static CatalogueFiles Catalogue(string simulator) => CatalogueFiles.Load(Path.Combine(AppContext.BaseDirectory, "catalogue")).With(new CatalogueFiles(
    [
        new CatalogueFile(DemoAliases.FileName, DemoAliases.Yaml()),
        new CatalogueFile(DemoSources.FileName, DemoSources.Yaml(simulator)),
    ]));

    /// <summary>Pulls every source once and waits until all of it is recorded.</summary>
    public static Task SynchronizeAsync(IServiceProvider services, Action<string> say, CancellationToken cancellationToken) => RunWatch.WhileAsync(async () =>
    {
        var pull = new DirectPull(services);
        var catalogue = (await services.GetRequiredService<CatalogueStore>().CurrentAsync(cancellationToken))!;
        await pull.PublishLeftoversAsync(cancellationToken);
        foreach (var source in catalogue.Sources)
        {
            while (await pull.TryPullAsync(source, catalogue, new PullOrder(), () => null, cancellationToken) is null)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
            }
        }

        await pull.WaitUntilRecordedAsync(null, cancellationToken);
    }, services.GetRequiredService<IDbContextFactory<HubDbContext>>(), say, cancellationToken);
}
