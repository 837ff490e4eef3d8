using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Tests.Stores;
using IntegrationHub.Testing;
using IntegrationHub.Testing.Conformance;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.Store.Tests.Figures;

/// <summary>The cases of contracts/conformance through recorder, stored sums and stored figures.</summary>
public abstract class ConformanceSuite(Database database) : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _opened = [];

    // Questions about the same deliveries and plans are asked of one store: they differ in what is asked, not in what was recorded.
    private readonly List<(ConformanceWorld World, Task<Recorded> Recorded)> _recorded = [];

    public static TheoryData<string> Ids => [.. ConformanceCases.Ids()];

    [Theory]
    [MemberData(nameof(Ids))]
    public Task Case_holds_for_figures_from_the_store(string id) => ConformanceCheck.RunAsync(ConformanceCases.Read(id), FiguresFor);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var opened in Enumerable.Reverse(_opened))
        {
            await opened.DisposeAsync();
        }
    }

    private sealed record Recorded(TestStore Store, IReadOnlyList<(string? From, ActiveCatalogue Catalogue)> Versions, IReadOnlyDictionary<string, DateTimeOffset> Known);

    private async Task<IFigures> FiguresFor(ConformanceWorld world)
    {
        if (_recorded.FirstOrDefault(r => ReferenceEquals(r.World.Case, world.Case) && Equals(r.World.Expectation.Target, world.Expectation.Target)).Recorded is not { } recording)
        {
            _recorded.Add((world, recording = RecordAsync(world)));
        }

        var (store, versions, known) = await recording;
        var active = versions[^1].Catalogue;

        // As the progress route does: the versions that were valid at the asked instants, and sums only where they are those of the active one.
        var (definitions, geography) = (VersionAt(world.Expectation.DefinitionAt), VersionAt(world.Expectation.GeographyAt));
        var summed = definitions == active && geography == active ? null : (await store.FigureCatalogues.OfAsync(active, default)).All.Select(f => f.Id).ToHashSet();
        var catalogue = summed is null ? await store.FigureCatalogues.OfAsync(active, default) : await store.FigureCatalogues.OfAsync(definitions, geography, default);
        var db = store.Open();
        _opened.Add(db);
        var own = await store.Codes.NumberAsync(CodeTable.Scope, "own", default);
        var knowledge = new Knowledge(world.Expectation.DataAt is { } at ? known[at] : null, summed);
        return store.PlanFigures.Figures(db, catalogue, [world.Expectation.Unit], world.Today, own, world.Period, world.View, knowledge);

        ActiveCatalogue VersionAt(string? at) => versions.Last(v => v.From is null || world.IsKnown(v.From, at)).Catalogue;
    }

    private async Task<Recorded> RecordAsync(ConformanceWorld world)
    {
        var versions = Versions(world);
        var start = world.Labels.Count > 0 ? world.InstantAt(world.Labels[0]) : null;
        var clock = new FakeClock(start ?? VietnamDay.StartOf(world.Today).AddHours(8));
        var store = await TestStore.CreateAsync(database, clock);
        _opened.Add(store);
        var known = await RecordAsync(world, store, clock, versions);

        var active = versions[^1].Catalogue;
        await store.SumBuilder.EnsureAsync(await store.FigureCatalogues.OfAsync(active, default), default);
        var texts = new StoreTexts(store, active);
        Assert.Equal(await texts.SumsFromCellsAsync(), await texts.SumsAsync());
        return new(store, versions, known);
    }

    /// <summary>The catalogue of the case and its amendments, each with the label from which it counts.</summary>
    private static List<(string? From, ActiveCatalogue Catalogue)> Versions(ConformanceWorld world)
    {
        var first = world.Labels.Count > 0 ? world.Labels[0] : null;
        return
        [
            .. world.Case.Amendments.Select(a => a.At).Prepend(null).Index().Select(v => (v.Item, new ActiveCatalogue(
                v.Index + 1,
                new ConformanceWorld(world.Case, world.Expectation with { DefinitionAt = v.Item ?? first, GeographyAt = v.Item ?? first, DataAt = null }).Catalogue, [], new CatalogueFiles([])))),
        ];
    }

    /// <summary>Records every delivery, also those after the instant of the question.</summary>
    /// <returns>For each label the instant as of which its delivery is known.</returns>
    private static async Task<IReadOnlyDictionary<string, DateTimeOffset>> RecordAsync(
        ConformanceWorld world, TestStore store, FakeClock clock, List<(string? From, ActiveCatalogue Catalogue)> versions)
    {
        var known = new Dictionary<string, DateTimeOffset>();
        var pages = Pages(world);
        await SourcePage.ArchiveAsync(store, pages.Select(p => p.Page).DistinctBy(p => p.Batch));
        foreach (var label in world.Labels)
        {
            clock.Set(world.InstantAt(label) ?? clock.GetUtcNow());
            var catalogue = versions.Last(v => v.From is null || world.IsKnown(v.From, label)).Catalogue;
            var texts = new StoreTexts(store, catalogue);
            var before = await StateAsync(store, texts);
            foreach (var (_, page) in pages.Where(p => p.Label == label))
            {
                await store.RecordAsync(page, catalogue);
            }

            if (world.Case.Effects.FirstOrDefault(e => e.At == label) is { } effect)
            {
                var after = await StateAsync(store, texts);
                Assert.Equal(effect.Changed, before.Figures != after.Figures);
                Assert.Equal(effect.History, after.Deliveries);
            }

            await using var db = store.Open();
            known[label] = world.InstantAt(label) ?? await db.Batches.MaxAsync(b => b.RecordedAt) ?? clock.GetUtcNow();
        }

        return known;
    }

    /// <summary>All that must stay as it is when nothing changed: sums, ledger, history, events.</summary>
    private static async Task<(string Figures, int Deliveries)> StateAsync(TestStore store, StoreTexts texts)
    {
        await using var db = store.Open();
        return ($"{string.Join(';', await texts.SumsAsync())} {await db.Ledger.CountAsync()} {await db.Revisions.CountAsync()} {await db.Outbox.CountAsync()}",
            await db.Batches.CountAsync(b => b.State == BatchState.Recorded));
    }

    /// <summary>One page for each instant of delivery. A snapshot states all that its unit knows of the period by then.</summary>
    private static List<(string Label, SourcePage Page)> Pages(ConformanceWorld world)
    {
        UnitDelivery[] delivered = [.. world.Delivered.Select(d => new UnitDelivery(d.Unit, ConformanceWorld.OnField, d.Days.From.DayNumber, d.Days.To.DayNumber))];
        var arrived = new List<WorldObservation>();
        var pages = new List<(string Label, SourcePage Page)>();
        var deliveries = new Dictionary<string, SourcePage>();
        foreach (var (number, delivery) in world.AllObservations.GroupBy(o => o.At).Index())
        {
            if (delivery.First().Delivery is { } again && deliveries.TryGetValue(again, out var same))
            {
                pages.Add((delivery.Key, same));
                continue;
            }

            arrived.AddRange(delivery);
            var page = new SourcePage(ConformanceWorld.FeedName,
            [
                .. delivery.GroupBy(o => (o.Unit, o.Interval)).Select(record => new Revision(
                    $"{record.Key.Unit}|{record.Key.Interval.From:yyyy-MM-dd}|{record.Key.Interval.To:yyyy-MM-dd}", number + 1,
                    Values(world, [.. arrived.Where(o => (o.Unit, o.Interval) == record.Key)], record.Max(o => o.Seq)), record.Max(o => o.Seq))),
            ])
            {
                Delivered = number == 0 ? delivered : [],
            };
            pages.Add((delivery.Key, page));
            deliveries[delivery.First().Delivery ?? delivery.Key] = page;
        }

        return pages;
    }

    /// <summary>What a record says in one of its revisions: the newest of each metric, up to that revision where they are numbered.</summary>
    private static List<Value> Values(ConformanceWorld world, List<WorldObservation> record, int seq) =>
    [
        .. record.Where(o => seq == 0 || o.Seq <= seq).GroupBy(o => o.Metric).Select(g => g.OrderBy(o => o.Seq).Last()).Where(o => o.Amount is not null)
            .Select(o => new Value(o.Unit, o.Metric, o.Interval.From, o.Interval.To, Scaled(world.Catalogue.Metrics[o.Metric], o.Amount!.Value))),
    ];

    private static long Scaled(Metric metric, decimal amount)
    {
        for (var i = 0; i < metric.Scale; i++)
        {
            amount *= 10;
        }

        return decimal.IsInteger(amount) ? (long)amount : throw new FormatException($"'{metric.Code}' keeps {metric.Scale} digits.");
    }
}

public sealed class SqliteConformanceTests() : ConformanceSuite(Database.Sqlite);

public sealed class PostgreSqlConformanceTests() : ConformanceSuite(Database.PostgreSql);
