using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.EndToEnd.Tests.Fixture;

/// <summary>A whole hub in this process over real servers, with a small simulated province behind real HTTP.</summary>
public sealed class RehearsedHub : IAsyncDisposable
{
    public const string Plan = "bac-giang-2024";

    private readonly WebApplication app;
    private readonly StackServers servers;

    private RehearsedHub(WebApplication app, StackServers servers, SimulatorServer source) => (this.app, this.servers, Source) = (app, servers, source);

    public SimulatorServer Source { get; }

    public IServiceProvider Services => app.Services;

    public StackServers Servers => servers;

    public static async Task<RehearsedHub> StartAsync(Stack stack, decimal scale = 0.004m)
    {
        var servers = await StackServers.StartAsync(stack);
        var clock = new ShiftedClock(DemoRun.Start);
        var source = await DemoRun.StartSourcesAsync(scale, clock, CancellationToken.None);
        return await JoinAsync(servers, source, clock);
    }

    /// <summary>One more hub on the same store, bus and source.</summary>
    public Task<RehearsedHub> JoinAsync() => JoinAsync(servers, Source, new ShiftedClock(DemoRun.Start));

    public Task SynchronizeAsync() => DemoRun.SynchronizeAsync(Services, _ => { }, CancellationToken.None);

    public async Task<IReadOnlyList<ProgressRow>> RowsAsync(string unit, string? period = null) =>
        (await Services.GetRequiredService<PlanFigures>().ProgressAsync(new ProgressQuery(Plan, unit, period), CancellationToken.None)).Rows;

    public async Task<ProgressRow> RowAsync(string indicator, string unit) =>
        (await RowsAsync(unit)).Single(r => (r.Part ?? r.Indicator) == indicator && (r.Part is not null || r.Kind != "composite"));

    public async Task<T> QueryAsync<T>(Func<HubDbContext, Task<T>> query)
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        return await query(db);
    }

    /// <summary>Every figure of every unit without the instants of recording, to compare two states.</summary>
    public async Task<IReadOnlyList<string>> FiguresAsync()
    {
        var figures = new List<string>();
        foreach (var unit in DemoUnits.All.Select(u => u.Id).Append(DemoUnits.Province))
        {
            figures.AddRange((await RowsAsync(unit)).Select(r =>
                $"{unit} {r.Indicator} {r.Part} {r.Numerator}/{r.Denominator} {r.Percent} {r.Display} {r.Verdict} {r.Status} {r.Coverage} {r.Rejected} {r.Period}"));
        }

        return figures;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await Source.DisposeAsync();
        servers.Dispose();
    }

    private static async Task<RehearsedHub> JoinAsync(StackServers servers, SimulatorServer source, ShiftedClock clock)
    {
        var app = HubHost.Build(servers.Settings(), clock, scheduled: false);
        await HubHost.PrepareAsync(app.Services, DemoRun.Catalogue(source), CancellationToken.None);
        await app.StartAsync();
        return new RehearsedHub(app, servers, source);
    }
}
