using System.CommandLine;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Commands.Plans;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Host.Commands;

internal static class DemoCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var once = new Option<bool>("--once") { Description = "Synchronize every source once, print the plan's current view and exit." };
        var quarters = new Option<bool>("--quarters") { Description = "With --once: print Q1, H1, 9M and the year as well." };
        var scale = new Option<decimal>("--scale") { Description = "Volume of the simulated world; 1 is a province's year of about 700,000 dossiers.", DefaultValueFactory = _ => 0.05m };
        var port = new Option<int?>("--port") { Description = "Port of the page and the API on 127.0.0.1; without it what HUB_URLS says, else 8080." };
        var plan = new Option<string>("--plan") { Description = "The plan to print.", DefaultValueFactory = _ => "bac-giang-2024" };
        var unit = new Option<string?>("--unit") { Description = "Print the plan for this unit instead of its owner." };
        var format = Formats.Option();
        var command = new Command("demo", "Play the demo world: simulated sources on loopback, the five real plans, all roles in one process.")
        {
            once, quarters, scale, port, plan, unit, format,
        };
        return command.Does(environment, (call, cancellationToken) => RunAsync(
            new DemoOptions(call.Get(once), call.Get(quarters), call.Get(scale), call.Get(port), call.Get(plan)!, call.Get(unit), call.IsJson(format)),
            call, cancellationToken));
    }

    private static async Task<int> RunAsync(DemoOptions options, Invocation call, CancellationToken cancellationToken)
    {
        using var data = DemoData.Open();
        var settings = data.Settings(options.Port, options.Once);
        var clock = new ShiftedClock(await DemoRun.ClockStartAsync(settings, cancellationToken));
        await using var sources = await DemoRun.StartSourcesAsync(options.Scale, clock, cancellationToken);
        await using var app = HubHost.Build(settings, clock, scheduled: !options.Once, isDemo: true);
        await HubHost.PrepareAsync(app.Services, DemoRun.Catalogue(sources.BaseUrl), cancellationToken);
        await app.StartAsync(cancellationToken);
        if (!options.Once)
        {
            call.Error.WriteLine($"IntegrationHub demo: open {app.Urls.First()}/   (the demo's clock shows 20/12/2024; stop with Ctrl+C)");
            await app.WaitForShutdownAsync(cancellationToken);
            return ExitCodes.Success;
        }

        await DemoRun.SynchronizeAsync(app.Services, call.Error.WriteLine, cancellationToken);
        var plans = app.Services.GetRequiredService<PlanFigures>();
        foreach (var period in options.Quarters ? new[] { null, "2024-Q1", "2024-H1", "2024-9M", "2024" } : [null])
        {
            var progress = await plans.ProgressAsync(new ProgressQuery(options.Plan, options.Unit, period), cancellationToken);
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

    private sealed record DemoOptions(bool Once, bool Quarters, decimal Scale, int? Port, string Plan, string? Unit, bool IsJson);
}
