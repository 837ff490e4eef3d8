using System.CommandLine;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Commands.Plans;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Host.Commands;

internal static class DemoCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var once = new Option<bool>("--once") { Description = "Synchronize every source once, print the plan's current view and exit." };
        var quarters = new Option<bool>("--quarters") { Description = "With --once: print Q1, H1, 9M and the year as well." };
        var scale = new Option<decimal>("--scale") { Description = "Volume of the simulated world; 1 is a province's year of about 700,000 dossiers.", DefaultValueFactory = _ => 0.05m };
        var world = new Option<string>("--world") { Description = "2024: the year of the printed plans. 2025: the year of the reforms, from 1 July one province without districts.", DefaultValueFactory = _ => "2024" };
        world.AcceptOnlyFromAmong([.. DemoSetting.All.Select(s => $"{s.Year}")]);
        var port = new Option<int?>("--port") { Description = "Port of the page and the API on 127.0.0.1; without it what HUB_URLS says, else 8080." };
        var plan = new Option<string?>("--plan") { Description = "The plan to print; the province's if left out." };
        var unit = new Option<string?>("--unit") { Description = "Print the plan for this unit instead of its owner." };
        var only = new Option<string[]>("--source") { Description = "Play only these sources, for example tthc-bac-giang; all of the world if left out.", AllowMultipleArgumentsPerToken = true };
        var view = new Option<string?>("--view") { Description = "With --once: as-was (if left out), as-now or as-now:2025-06-30." };
        var format = Formats.Option();
        var command = new Command("demo", "Play a demo world: simulated sources on loopback, the real plans (of 2025 a made-up one), all roles in one process.")
        {
            once, quarters, scale, world, port, plan, unit, only, view, format,
        };
        return command.Does(environment, (call, cancellationToken) => RunAsync(
            new DemoOptions(call.Get(once), call.Get(quarters), call.Get(scale), DemoSetting.All.Single(s => $"{s.Year}" == call.Get(world)), call.Get(port), call.Get(plan), call.Get(unit), call.Get(only) ?? [], call.Get(view), call.IsJson(format)),
            call, cancellationToken));
    }

    private static async Task<int> RunAsync(DemoOptions options, Invocation call, CancellationToken cancellationToken)
    {
        using var data = DemoData.Open();
        var settings = data.Settings(options.Port, options.Once);
        var clock = new ShiftedClock(await DemoRun.ClockStartAsync(settings, options.World, cancellationToken));
        await using var sources = await DemoRun.StartSourcesAsync(options.Scale, clock, cancellationToken, options.World.Year);
        await using var app = HubHost.Build(settings, clock, scheduled: !options.Once, isDemo: true);
        var catalogue = Catalogue(sources.BaseUrl, options);
        await HubHost.PrepareAsync(app.Services, catalogue, cancellationToken);

        // The simulated sources are at other addresses with each start, also for a source that was changed on the page before.
        await app.Services.GetRequiredService<CatalogueStore>().EditAsync(
            new CatalogueEdit(new CatalogueFiles(catalogue.All.Where(f => f.Path.StartsWith("sources/", StringComparison.Ordinal))), Environment.UserName), cancellationToken);
        await HubHost.StartAsync(app, cancellationToken);
        if (options.World == DemoSetting.Of2024)
        {
            await DemoEntries.EnterAsync(app.Services, cancellationToken);
        }

        if (!options.Once)
        {
            call.Error.WriteLine($"IntegrationHub demo: open {app.Urls.First()}/   (the demo's clock shows {options.World.Start:dd'/'MM'/'yyyy}; stop with Ctrl+C)");
            call.Error.WriteLine($"Faults of the sources: GET {sources.BaseUrl}/_faults/list shows them; POST {sources.BaseUrl}/_faults {{\"source\":\"doanh-nghiep\",\"fault\":\"F5\"}} switches one on, DELETE {sources.BaseUrl}/_faults all off");
            await app.WaitForShutdownAsync(cancellationToken);
            return ExitCodes.Success;
        }

        await DemoRun.SynchronizeAsync(app.Services, call.Error.WriteLine, cancellationToken);
        var plans = app.Services.GetRequiredService<PlanFigures>();
        foreach (var period in options.Quarters ? Periods(options.World.Year) : [null])
        {
            Progress progress;
            try
            {
                progress = await plans.ProgressAsync(new ProgressQuery(options.Plan ?? DemoRun.PlanOf(options.World), options.Unit, period) { View = options.View }, cancellationToken);
            }
            catch (ProgressQueryException e) when (period is not null && e.Code == "out-of-validity")
            {
                // Of the quarters of a year with a reform a unit has only some.
                call.Error.WriteLine(e.Message);
                continue;
            }

            if (options.IsJson)
            {
                call.PrintJson(progress);
            }
            else
            {
                ProgressTable.Write(progress, call.Out, call.Width);
            }
        }

        await app.StopAsync(cancellationToken);
        return ExitCodes.Success;
    }

    private static CatalogueFiles Catalogue(string simulator, DemoOptions options)
    {
        var files = DemoRun.Catalogue(simulator, options.World.Year);
        var known = files.All.Select(f => f.Path).Where(p => p.StartsWith("sources/", StringComparison.Ordinal)).Select(p => p["sources/".Length..^".yaml".Length]).ToList();
        if (options.Only.Except(known).FirstOrDefault() is { } unknown)
        {
            throw new CommandException($"the world has no source '{unknown}'; it has {string.Join(", ", known)}", ExitCodes.Usage);
        }

        var left = options.Only.Count == 0 ? [] : known.Except(options.Only).SelectMany(id => new[] { $"sources/{id}.yaml", $"aliases/{id}.yaml" }).ToHashSet(StringComparer.Ordinal);
        return new CatalogueFiles(files.All.Where(f => !left.Contains(f.Path)));
    }

    private static IEnumerable<string?> Periods(int year) => [null, $"{year}-Q1", $"{year}-H1", $"{year}-9M", $"{year}"];

    private sealed record DemoOptions(bool Once, bool Quarters, decimal Scale, DemoSetting World, int? Port, string? Plan, string? Unit, IReadOnlyList<string> Only, string? View, bool IsJson);
}
