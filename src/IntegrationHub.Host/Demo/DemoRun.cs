using IntegrationHub.Collect.Pulling;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Host.Demo;

/// <summary>The demo worlds: simulated sources on loopback, the real plans (of 2025 a made-up one), the hub's own clock.</summary>
public static class DemoRun
{
    // One for the whole process: several simulated worlds may run in it, and the secret is looked up by one name.
    private static readonly DemoCredentials Credentials = DemoCredentials.Generate();

    /// <summary>When the world of 2024 begins.</summary>
    public static DateTimeOffset Start { get; } = DemoSetting.Of2024.Start;

    /// <summary>The plan that a world prints without being asked for another.</summary>
    public static string PlanOf(DemoSetting world) => world == DemoSetting.Of2025 ? DemoPlans.Id : "bac-giang-2024";

    /// <summary>A demo that was run before on the same store goes on after what it has recorded: its clock must not turn back.</summary>
    public static async Task<DateTimeOffset> ClockStartAsync(HubSettings settings, DemoSetting world, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddLogging().AddHub(settings, TimeProvider.System).BuildServiceProvider();
        await using var db = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync(cancellationToken);
        await db.BringUpToDateAsync(cancellationToken);
        var last = await db.Batches.MaxAsync(b => (DateTimeOffset?)b.CreatedAt, cancellationToken);
        return last is { } l && l >= world.Start ? l.AddMilliseconds(1) : world.Start;
    }

    public static async Task<SimulatorServer> StartSourcesAsync(decimal scale, TimeProvider clock, CancellationToken cancellationToken, int year = 2024)
    {
        var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { World = new DemoWorldOptions { Scale = scale, Year = year }, Credentials = Credentials }, clock, cancellationToken);

        // The source file refers to the secret; the value is this process's own.
        Environment.SetEnvironmentVariable(DemoCredentials.PasswordVariable, simulator.Credentials.Password);
        return simulator;
    }

    /// <summary>The bundled catalogue with the demo's made-up agency codes and sources. The world of 2025 has a plan of its own and no others: those of 2024 are over.</summary>
    /// <param name="simulator">Base address of the simulated sources.</param>
    /// <param name="year">Which world.</param>
    /// <param name="withOthers">Whether the sources beside the one for procedures are configured, and what people enter.</param>
    public static CatalogueFiles Catalogue(string simulator, int year = 2024, bool withOthers = true)
    {
        var world = DemoSetting.Of(year);
        var files = CatalogueFiles.Load(Path.Combine(AppContext.BaseDirectory, "catalogue"));
        var made = new List<CatalogueFile> { new(DemoAliases.FileName, DemoAliases.Yaml(world.Cast)) };
        if (world == DemoSetting.Of2025)
        {
            made.Add(new(DemoPlans.FileName, DemoPlans.Yaml(files.Find(DemoPlans.ModelFileName)!)));
            files = new([.. files.All.Where(f => !f.Path.StartsWith("plans/", StringComparison.Ordinal))]);
        }

        made.Add(new(DemoSources.FileName, DemoSources.Yaml(simulator, world == DemoSetting.Of2024 ? null : world.FirstDate)));
        if (withOthers && world == DemoSetting.Of2024)
        {
            made.AddRange(DemoEntries.Files);
            made.Add(DemoSystems.Source);
            made.Add(DemoSystems.Register(new(DemoSystems.FileName, files.Find(DemoSystems.FileName)!)));
        }

        foreach (var source in withOthers ? DemoSourceList.Of(new DemoWorldOptions { Year = year }) : [])
        {
            made.Add(new($"sources/{source.Id}.yaml", source.Yaml($"{simulator}/{source.Id}")));
            made.Add(new($"aliases/{source.Id}.yaml", source.Aliases()));
        }

        return files.With(new CatalogueFiles(made));
    }

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

        await DemoEntries.RecordAsync(pull, catalogue, cancellationToken);
        await pull.WaitUntilRecordedAsync(null, cancellationToken);
    }, services.GetRequiredService<IDbContextFactory<HubDbContext>>(), say, cancellationToken);
}
