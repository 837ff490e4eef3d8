using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Sources;
using IntegrationHub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.EndToEnd.Tests.Fixture;

/// <summary>A whole hub with the smallest catalogue and one source behind real HTTP: monthly counts of six communes, which a test changes as it likes.</summary>
internal sealed class SurveyHub : IAsyncDisposable
{
    public static readonly string[] Communes = ["c1", "c2", "c3", "c4", "c5", "c6"];

    public const string Mapping = """
        stream: counts
        version: 1
        kind: snapshots
        title: { vi: "Khảo sát", en: "Survey" }
        key: [commune, month]
        agency: commune
        period: month
        fields:
          commune: agency
          month: month
          asked: count
          content: count?
        values:
          survey.asked: asked
          survey.content: content
        request:
          path: counts
          query: { since: "{from}", until: "{to}", skip: "{offset}", max: "{limit}" }
          paging: { by: offset, size: 4, end: short }
        """;

    private readonly StackServers servers;
    private readonly WebApplication source;
    private readonly WebApplication app;

    private SurveyHub(StackServers servers, WebApplication source, WebApplication app, FakeClock clock, JsonArray rows) =>
        (this.servers, this.source, this.app, Clock, Rows) = (servers, source, app, clock, rows);

    public FakeClock Clock { get; }

    /// <summary>What the source answers.</summary>
    public JsonArray Rows { get; }

    /// <summary>Span and offset of every request.</summary>
    public required List<string> Asked { get; init; }

    /// <summary>Status that the source answers for an offset.</summary>
    public required Dictionary<string, int> Fails { get; init; }

    /// <summary>How far the source's own clock is off, by its answers; null: it tells the real time.</summary>
    public TimeSpan? SourceOff { get; set; }

    public IServiceProvider Services => app.Services;

    public Uri Url => new(app.Urls.First());

    public StackServers Servers => servers;

    public JsonObject this[string commune, int month] => Rows.Select(r => r!.AsObject()).Single(r => (string?)r["commune"] == commune && (string?)r["month"] == $"2024-{month:00}");

    public static async Task<SurveyHub> StartAsync(Stack stack = Stack.SqliteAndInMemoryBus, Func<CatalogueFile, CatalogueFile>? change = null, bool scheduled = false)
    {
        var clock = new FakeClock();
        var rows = FirstRows(firstMonth: 9);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var source = builder.Build();
        var asked = new List<string>();
        var fails = new Dictionary<string, int>();
        SurveyHub? hub = null;
        source.Run(http =>
        {
            if (hub?.SourceOff is { } off)
            {
                http.Response.Headers.Date = (clock.GetUtcNow() + off).ToString("R", CultureInfo.InvariantCulture);
            }

            var query = http.Request.Query;
            lock (asked)
            {
                asked.Add($"{query["since"]}..{query["until"]} {query["skip"]}");
            }

            if (fails.TryGetValue(query["skip"].ToString(), out var status))
            {
                http.Response.StatusCode = status;
                return Task.CompletedTask;
            }

            return http.Response.WriteAsync(Answer(rows, query));
        });
        await source.StartAsync();
        var servers = await StackServers.StartAsync(stack);
        var app = HubHost.Build(servers.Settings(), clock, scheduled);
        await HubHost.PrepareAsync(app.Services, new CatalogueFiles(Catalogue(source.Urls.Single()).All.Select(change ?? (f => f))), CancellationToken.None);
        await app.StartAsync();
        return hub = new SurveyHub(servers, source, app, clock, rows) { Asked = asked, Fails = fails };
    }

    /// <summary>A count of each commune for each month up to November.</summary>
    public static JsonArray FirstRows(int firstMonth) =>
        [.. Communes.SelectMany((c, i) => Enumerable.Range(firstMonth, 12 - firstMonth).Select(m => Row(c, m, 1000 + (100 * i), 500 + (10 * m))))];

    /// <summary>What the source answers to a request.</summary>
    public static string Answer(JsonArray rows, IQueryCollection query)
    {
        var (from, to) = (query["since"].ToString()[..7], query["until"].ToString()[..7]);
        var found = rows.Where(r => string.CompareOrdinal((string?)r!["month"], from) >= 0 && string.CompareOrdinal((string?)r["month"], to) <= 0)
            .Skip(int.Parse(query["skip"]!, CultureInfo.InvariantCulture)).Take(int.Parse(query["max"]!, CultureInfo.InvariantCulture));
        return $"[{string.Join(',', found.Select(r => r!.ToJsonString()))}]";
    }

    public static JsonObject Row(string commune, int month, int asked, int content) => new()
    {
        ["commune"] = commune, ["month"] = string.Create(CultureInfo.InvariantCulture, $"2024-{month:00}"), ["asked"] = asked, ["content"] = content,
    };

    public async Task<Run> PullAsync(bool acceptRegress = false)
    {
        Clock.Sleep(TimeSpan.FromSeconds(59));
        Clock.Advance(TimeSpan.FromSeconds(1));
        return await OrderAsync((pull, source, catalogue) => pull.TryPullAsync(source, catalogue, new(AcceptRegress: acceptRegress), () => null, CancellationToken.None));
    }

    public Task<Run> BackfillAsync(DateOnly from, DateOnly to) =>
        OrderAsync((pull, source, catalogue) => pull.TryPullAsync(source, catalogue, new(from, to), () => null, CancellationToken.None));

    public Task<Run> ReplayAsync(bool accept = false, bool all = false) => OrderAsync(
        (pull, source, catalogue) => pull.TryReplayAsync(source, catalogue, null, all ? "counts" : null, CancellationToken.None, accept));

    public Task ApplyAsync(params CatalogueFile[] files) => Services.GetRequiredService<CatalogueStore>().ApplyAsync(new CatalogueFiles(files), "test", CancellationToken.None);

    public async Task<ProgressRow> RowAsync(string unit = "province") =>
        (await Services.GetRequiredService<PlanFigures>().ProgressAsync(new ProgressQuery("plan", unit), CancellationToken.None)).Rows.Single();

    public async Task<T> QueryAsync<T>(Func<HubDbContext, Task<T>> query)
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        return await query(db);
    }

    public Task<List<RejectionRow>> OpenAsync() => QueryAsync(db => db.Rejections.AsNoTracking().Where(r => r.State == "open").OrderBy(r => r.Record).ToListAsync());

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await source.DisposeAsync();
        servers.Dispose();
    }

    /// <returns>The run; one without state when nothing was to be done.</returns>
    private async Task<Run> OrderAsync(Func<DirectPull, SourceDefinition, ActiveCatalogue, Task<IReadOnlyList<Guid>?>> order)
    {
        var pull = new DirectPull(Services);
        var catalogue = (await Services.GetRequiredService<CatalogueStore>().CurrentAsync(CancellationToken.None))!;
        var ids = (await order(pull, catalogue.Sources.Single(), catalogue))!;
        await pull.WaitUntilRecordedAsync(ids, CancellationToken.None);
        return await pull.RunsAsync(ids, CancellationToken.None) is [.., var last] ? last : new Run { Id = Guid.Empty, Source = "", Stream = "", Kind = "", StartedAt = default };
    }

    public static CatalogueFiles Catalogue(string url) => new(
    [
        new("orgunits.yaml", "units:\n  - { id: province, class: committee, level: province, name: Tỉnh }\n"
            + string.Concat(Communes.Select(c => $"  - {{ id: {c}, class: commune, level: commune, parent: province, name: Xã {c} }}\n"))),
        new("metrics.yaml", """
            feeds:
              - { name: rest/counts, kind: snapshots, grain: month }
            metrics:
              - { code: survey.asked, name: Được hỏi, kind: flow, unit: person, feeds: { rest/counts: {} }, authorities: [{ feed: rest/counts }] }
              - { code: survey.content, name: Hài lòng, kind: flow, unit: person, subsetOf: survey.asked, feeds: { rest/counts: {} }, authorities: [{ feed: rest/counts }] }

            """),
        new("indicators.yaml", "indicators:\n  - { code: content-rate, name: Tỷ lệ hài lòng, kind: ratio, formula: \"ratio(survey.content, survey.asked)\" }\n"),
        new("succession.yaml", "events: []\n"),
        new("calendars.yaml", "holidays: []\n"),
        new("plans/plan.yaml", """
            id: plan
            title: Kế hoạch
            owner: province
            year: 2024
            rows:
              - { row: "1", indicator: content-rate, origin: table, title: Hài lòng, clause: Bảng, target: { op: ">", value: 40, asWritten: trên 40% } }

            """),
        new("aliases/survey.yaml", "aliases:\n" + string.Concat(Communes.Select(c => $"  - {{ code: {c}, unit: {c} }}\n"))),
        new("sources/survey.yaml", $"id: survey\nconnector: rest\nname: Khảo sát\nstreams: [counts]\noptions:\n  baseUrl: {url}\n"),
        new("mappings/rest/counts.map.yaml", Mapping),
    ]);
}
