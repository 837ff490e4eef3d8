using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
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

    public Uri Address => new(app.Urls.First());

    /// <param name="withOthers">Also the sources beside the one for procedures; most tests are about the line, and one source is enough for it.</param>
    public static async Task<RehearsedHub> StartAsync(Stack stack, decimal scale = 0.002m, int year = 2024, bool withOthers = false)
    {
        var servers = await StackServers.StartAsync(stack);
        var clock = new ShiftedClock(DemoSetting.Of(year).Start);
        var source = await DemoRun.StartSourcesAsync(scale, clock, CancellationToken.None, year);
        return await JoinAsync(servers, source, clock, withOthers);
    }

    /// <summary>One more hub on the same store, bus and source.</summary>
    public Task<RehearsedHub> JoinAsync() => JoinAsync(servers, Source, new ShiftedClock(Source.World.Setting.Start));

    public Task SynchronizeAsync() => DemoRun.SynchronizeAsync(Services, _ => { }, CancellationToken.None);

    public async Task<IReadOnlyList<ProgressRow>> RowsAsync(string unit, string? period = null) =>
        (await Services.GetRequiredService<PlanFigures>().ProgressAsync(new ProgressQuery(Plan, unit, period), CancellationToken.None)).Rows;

    /// <summary>The rows of many units from one evaluator: what the progress route computes, without asking it hundreds of times.</summary>
    public Task<IReadOnlyDictionary<string, IReadOnlyList<ProgressRow>>> RowsAsync(IReadOnlyCollection<string> units) => RowsAsync(units, Plan, null, View.AsWas);

    public async Task<IReadOnlyDictionary<string, IReadOnlyList<ProgressRow>>> RowsAsync(
        IReadOnlyCollection<string> units, string plan, Period? period, View view, Func<PlanRow, bool>? only = null)
    {
        var active = (await Services.GetRequiredService<CatalogueStore>().CurrentAsync(CancellationToken.None))!;
        var catalogue = await Services.GetRequiredService<FigureCatalogues>().OfAsync(active, CancellationToken.None);
        var codes = Services.GetRequiredService<CodeTable>();
        await codes.LoadAsync(CancellationToken.None);
        await Services.GetRequiredService<SlotTable>().LoadAsync(CancellationToken.None);
        var today = VietnamDay.Of(Services.GetRequiredService<TimeProvider>().GetUtcNow());
        var own = await codes.NumberAsync(CodeTable.Scope, "own", CancellationToken.None);
        return await QueryAsync(db =>
        {
            var evaluator = Services.GetRequiredService<PlanFigures>().Evaluator(db, catalogue, units, today, own, period, view);
            return Task.FromResult<IReadOnlyDictionary<string, IReadOnlyList<ProgressRow>>>(
                units.ToDictionary(u => u, u => evaluator.Rows(new(plan, u, period, null, today, Scope.Subtree) { Only = only })));
        });
    }

    public async Task<ProgressRow> RowAsync(string indicator, string unit) =>
        (await RowsAsync(unit)).Single(r => (r.Part ?? r.Indicator) == indicator && (r.Part is not null || r.Kind != "composite"));

    public async Task<T> QueryAsync<T>(Func<HubDbContext, Task<T>> query)
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        return await query(db);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await Source.DisposeAsync();
        servers.Dispose();
    }

    private static async Task<RehearsedHub> JoinAsync(StackServers servers, SimulatorServer source, ShiftedClock clock, bool withOthers = false)
    {
        var app = HubHost.Build(servers.Settings(), clock, scheduled: false);
        await HubHost.PrepareAsync(app.Services, DemoRun.Catalogue(source.BaseUrl, source.World.Setting.Year, withOthers), CancellationToken.None);
        await app.StartAsync();
        return new RehearsedHub(app, servers, source);
    }
}
