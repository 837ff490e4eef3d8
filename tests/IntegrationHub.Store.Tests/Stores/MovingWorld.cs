using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Plans;
using IntegrationHub.Testing;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;

namespace IntegrationHub.Store.Tests.Stores;

/// <summary>The small world as files that are applied, so that definitions and geography change at instants as they do in a hub. Here M is in A, until a move is applied; ids of files are lower-case.</summary>
internal sealed class MovingWorld(TestStore store, FakeClock clock) : IAsyncDisposable
{
    public const string Online = "ratio(online, received)";
    public const string AtOnce = "ratio(early, received)";


    public TestStore Store => store;

    public FakeClock Clock => clock;

    public static async Task<MovingWorld> CreateAsync(Database database, DateTimeOffset? now = null)
    {
        var clock = now is { } at ? new FakeClock(at) : SmallWorld.Clock();
        var world = new MovingWorld(await TestStore.CreateAsync(database, clock), clock);
        await world.ApplyAsync(Files());
        return world;
    }

    public async Task ApplyAsync(CatalogueFiles files)
    {
        await store.CatalogueStore.ApplyAsync(files, "test", default);
        clock.Advance(TimeSpan.FromMinutes(1));
    }

    public Task ArchiveAsync(IEnumerable<SourcePage> pages) => SourcePage.ArchiveAsync(store, pages.Select(Lower));

    public async Task RecordAsync(SourcePage page, bool isArchived = false)
    {
        if (!isArchived)
        {
            await ArchiveAsync([page]);
        }

        await RecordAsync(page, store);
        clock.Advance(TimeSpan.FromMinutes(1));
    }

    /// <summary>Records an archived page in another process.</summary>
    public static Task RecordAsync(SourcePage page, TestStore process) =>
        process.Recorder.RecordAsync(Lower(page).Message(), c => process.CatalogueStore.CurrentAsync(c), default);

    public Task<FigureMovement> WhyAsync(MovementQuery query) => store.Movements.ReadAsync(query with { Unit = Lower(query.Unit) }, default);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    /// <summary>A day's count of a unit.</summary>
    public static Revision Count(string unit, DateOnly day, long online, long received, long observedAt = 1, string? record = null) => new(
        record ?? $"{unit}|{day:yyyy-MM-dd}", observedAt, [new(unit, "online", day, day.AddDays(1), online), new(unit, "received", day, day.AddDays(1), received)]);

    public static CatalogueFiles Files(DateOnly? moved = null, string formula = Online) => new(
    [
        new("orgunits.yaml", $$"""
            units:
              - { id: p, class: province, level: province, name: P }
              - { id: a, class: district, level: district, parent: p, name: A }
              - { id: b, class: district, level: district, parent: p, name: B }
              - { id: a1, class: commune, level: commune, parent: a, name: A1 }
              - { id: a2, class: commune, level: commune, parent: a, name: A2 }
              - { id: b1, class: commune, level: commune, parent: b, name: B1 }
              - id: m
                class: commune
                versions:
                  {{(moved is { } day ? $"- {{ to: {day:yyyy-MM-dd}, level: commune, parent: a, name: M }}\n      - {{ from: {day:yyyy-MM-dd}, level: commune, parent: b, name: M }}" : "- { level: commune, parent: a, name: M }")}}

            """),
        new("metrics.yaml", "feeds:\n  - { name: office/cases, kind: records, grain: day }\n  - { name: office/surveys, kind: snapshots, grain: month }\nmetrics:\n" + string.Concat(
            Metric("received", Cases, OnReceipt), Metric("online", Cases, OnReceipt, "received"), Metric("early", Cases, OnReceipt, "received"),
            Metric("done", Cases, OnCompletion), Metric("asked", Surveys, null), Metric("content", Surveys, null, "asked"), Metric("planned", Surveys, null), Metric("spent", Surveys, null))),
        new("indicators.yaml", $$"""
            indicators:
              - { code: online-rate, name: Tỷ lệ, kind: ratio, formula: "{{formula}}" }
              - { code: content-rate, name: Tỷ lệ, kind: ratio, formula: "ratio(content, asked)" }
              - { code: both, name: Cả hai, kind: composite, formula: "all(@online-rate > 50, @content-rate > 50)" }

            """),
        new("plans/plan.yaml", """
            id: plan
            title: Kế hoạch
            owner: p
            year: 2024
            rows:
              - { row: "1", indicator: online-rate, origin: table, title: Trên 70%, clause: Bảng, target: { op: ">", value: 70, asWritten: trên 70% } }

            """),
        new("aliases/office.yaml", "aliases:\n" + string.Concat(Communes.Select(u => $"  - {{ code: {u}, unit: {Lower(u)} }}\n"))),
    ]);

    private static SourcePage Lower(SourcePage page) => page with
    {
        Revisions = [.. page.Revisions.Select(r => r with { Values = r.Values is null ? null : [.. r.Values.Select(v => v with { Unit = Lower(v.Unit) })] })],
        Delivered = [.. page.Delivered.Select(d => d with { Unit = Lower(d.Unit) })],
    };

    private static string Lower(string unit) => unit.ToLower(System.Globalization.CultureInfo.InvariantCulture);

    private static string Metric(string code, string feed, string? on, string? subsetOf = null) =>
        $"  - code: {code}\n    name: {code}\n    kind: flow\n    unit: dossier\n" + (subsetOf is null ? "" : $"    subsetOf: {subsetOf}\n")
        + $"    feeds: {{ {feed}: {{ {(on is null ? "" : $"on: {on}")} }} }}\n    authorities: [{{ feed: {feed} }}]\n    roster: [{{ units: [a1, a2, b1, m] }}]\n";
}
