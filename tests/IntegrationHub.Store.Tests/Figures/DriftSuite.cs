using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using IntegrationHub.Store.Tests.Stores;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;
using Database = IntegrationHub.Store.Tests.Stores.Database;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;

namespace IntegrationHub.Store.Tests.Figures;

/// <summary>A source that no longer keeps to its contract freezes what needs it; a held count waits; corrections of reported months are told.</summary>
public abstract class DriftSuite(Database database)
{
    [Fact]
    public async Task Figure_whose_source_drifted_keeps_its_last_good_value_with_a_mark_until_the_records_are_good_again()
    {
        await using var world = await RecordedStore.CreateAsync(database, Clock());
        await RunAsync(world, 20, [.. Enumerable.Range(0, 20).Select(i => Case($"c{i:00}", 100, i % 2 == 0 ? "A1" : "B1", Day(3, 1), online: i < 10))],
            [Read("A1", Day(3, 1), Day(3, 9)), Read("B1", Day(3, 1), Day(3, 9))]);
        var good = await RowAsync(world, "P");
        Assert.Equal(("10", "20"), (good.Numerator, good.Denominator));
        Assert.DoesNotContain(Marks.Frozen, good.Marks);

        // Most of a pull is refused in one place; what is good in it would move the figure.
        var drift = await RunAsync(world, 12, [Case("d00", 200, "A1", Day(3, 2)), Case("d01", 200, "A1", Day(3, 2))], [],
            [.. Enumerable.Range(2, 10).Select(i => Refused($"d{i:00}", 200, "A1", Day(3, 2)))]);
        var frozen = await RowAsync(world, "P");
        Assert.Equal((good.Numerator, good.Denominator, good.Percent), (frozen.Numerator, frozen.Denominator, frozen.Percent));
        Assert.Contains(Marks.Frozen, frozen.Marks);
        Assert.Contains("Frozen:office-1/cases:online", frozen.Reasons);
        Assert.Equal(10, frozen.Rejected);

        // Others go on: the drifted records are of A1 alone.
        await RunAsync(world, 1, [Case("e00", 250, "B1", Day(3, 3), online: true)], []);
        Assert.Equal(("6", "11"), Numbers(await RowAsync(world, "B1")));
        Assert.DoesNotContain(Marks.Frozen, (await RowAsync(world, "B1")).Marks);
        Assert.Equal(("10", "20"), Numbers(await RowAsync(world, "P")));

        // Refused again is the same drift: what was good before the first of them stays.
        await RunAsync(world, 10, [], [], [.. Enumerable.Range(2, 10).Select(i => Refused($"d{i:00}", 300, "A1", Day(3, 2)))]);
        Assert.Equal(("10", "20"), Numbers(await RowAsync(world, "P")));

        // The fields are back: exactly what it would have been.
        await RunAsync(world, 10, [.. Enumerable.Range(2, 10).Select(i => Case($"d{i:00}", 400, "A1", Day(3, 2), online: true))], []);
        var thawed = await RowAsync(world, "P");
        Assert.Equal(("21", "33"), Numbers(thawed));
        Assert.DoesNotContain(Marks.Frozen, thawed.Marks);
        Assert.NotEqual(drift, Guid.Empty);
        await world.AssertConsistentAsync();
    }

    [Fact]
    public async Task Frozen_as_known_then_is_frozen_for_ever()
    {
        await using var world = await RecordedStore.CreateAsync(database, Clock());
        await RunAsync(world, 10, [.. Enumerable.Range(0, 10).Select(i => Case($"c{i:00}", 100, "A1", Day(3, 1), online: i < 5))], [Read("A1", Day(3, 1), Day(3, 9))]);
        await RunAsync(world, 10, [Case("d00", 200, "A1", Day(3, 2))], [], [.. Enumerable.Range(1, 9).Select(i => Refused($"d{i:00}", 200, "A1", Day(3, 2)))]);
        var then = world.Store.Clock.GetUtcNow();
        ((FakeClock)world.Store.Clock).Advance(TimeSpan.FromMinutes(1));
        await RunAsync(world, 9, [.. Enumerable.Range(1, 9).Select(i => Case($"d{i:00}", 300, "A1", Day(3, 2), online: true))], []);
        Assert.Equal(("14", "20"), Numbers(await RowAsync(world, "A1")));
        var known = await RowAsync(world, "A1", new Knowledge(then, new HashSet<int>()));
        Assert.Equal(("5", "10"), Numbers(known));
        Assert.Contains(Marks.Frozen, known.Marks);
    }

    [Fact]
    public async Task What_was_recorded_before_the_drift_belongs_to_the_frozen_figure_also_when_its_run_began_later()
    {
        await using var world = await RecordedStore.CreateAsync(database, Clock());
        await RunAsync(world, 10, [.. Enumerable.Range(0, 10).Select(i => Case($"c{i:00}", 100, "A1", Day(3, 1), online: i < 5))], [Read("A1", Day(3, 1), Day(3, 9))]);
        var slow = await StartAsync(world, 10);
        await RunAsync(world, 2, [Case("d00", 150, "A1", Day(3, 1), online: true), Case("d01", 150, "A1", Day(3, 1), online: true)], []);
        await RecordAsync(world, slow, [Case("e00", 200, "A1", Day(3, 2))], [.. Enumerable.Range(1, 9).Select(i => Refused($"e{i:00}", 200, "A1", Day(3, 2)))]);
        var frozen = await RowAsync(world, "A1");
        Assert.Contains(Marks.Frozen, frozen.Marks);
        Assert.Equal(("7", "12"), Numbers(frozen));
    }

    [Fact]
    public async Task Drift_as_known_then_goes_by_what_was_recorded_then()
    {
        await using var world = await RecordedStore.CreateAsync(database, Clock());
        await RunAsync(world, 10, [.. Enumerable.Range(0, 10).Select(i => Case($"c{i:00}", 100, "A1", Day(3, 1), online: i < 5))], [Read("A1", Day(3, 1), Day(3, 9))]);

        // Five of fifteen at first, and most of the run only at its end.
        var first = await StartAsync(world, 30);
        await RecordAsync(world, first, [.. Enumerable.Range(0, 10).Select(i => Case($"d{i:00}", 200, "A1", Day(3, 2)))], [.. Enumerable.Range(10, 5).Select(i => Refused($"d{i:00}", 200, "A1", Day(3, 2)))], closes: false);
        var then = world.Store.Clock.GetUtcNow();
        ((FakeClock)world.Store.Clock).Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(world, first, [], [.. Enumerable.Range(15, 15).Select(i => Refused($"d{i:00}", 200, "A1", Day(3, 2)))], seq: 1);
        Assert.Equal(("5", "10"), Numbers(await RowAsync(world, "A1")));
        Assert.Contains(Marks.Frozen, (await RowAsync(world, "A1")).Marks);
        var known = await RowAsync(world, "A1", new Knowledge(then, new HashSet<int>()));
        Assert.DoesNotContain(Marks.Frozen, known.Marks);
        Assert.Equal(("5", "20"), Numbers(known));
    }

    [Fact]
    public async Task Refusals_that_are_settled_cost_nothing()
    {
        await using var world = await RecordedStore.CreateAsync(database, Clock());
        for (var pull = 0; pull < 2; pull++)
        {
            await RunAsync(world, 10, [], [], [.. Enumerable.Range(0, 10).Select(i => Refused($"d{i:00}", 200 + pull, "A1", Day(3, 2)))]);
        }

        await using var db = world.Store.Open();
        OpenRefusals.Read(db, null);
        var few = Cost();

        // The same ten, refused in a thousand pulls before.
        await db.Database.ExecuteSqlRawAsync("""
            INSERT INTO rejection (batch, run, source, stream, record, code, place, message, recorded_at, first_at, observed_at, state, settled_at, replay_requested, pending)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
            SELECT batch, run, source, stream, record, code, place, message, recorded_at - 1001 + i, recorded_at - 1000, observed_at, 'superseded', recorded_at - 1000 + i, replay_requested, pending
            FROM rejection, n WHERE state = 'superseded'
            """);
        Assert.Equal(10, OpenRefusals.Read(db, null).Count(r => r.DriftedSince is not null));
        Assert.True(Cost() < few * 2, "it reads what is settled");

        long Cost()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            OpenRefusals.Read(db, null);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public async Task Few_bad_records_and_a_first_load_freeze_nothing()
    {
        await using var world = await RecordedStore.CreateAsync(database, Clock());

        // Nothing was known before: there is nothing to keep.
        await RunAsync(world, 10, [Case("c00", 100, "A1", Day(3, 1), online: true)], [Read("A1", Day(3, 1), Day(3, 9))], [.. Enumerable.Range(1, 9).Select(i => Refused($"c{i:00}", 100, "A1", Day(3, 1)))]);
        Assert.Equal(("1", "1"), Numbers(await RowAsync(world, "A1")));
        Assert.DoesNotContain(Marks.Frozen, (await RowAsync(world, "A1")).Marks);
        await RunAsync(world, 10, [.. Enumerable.Range(1, 9).Select(i => Case($"c{i:00}", 200, "A1", Day(3, 1)))], []);

        // One poison record, or a share of a pull below half.
        await RunAsync(world, 20, [.. Enumerable.Range(0, 11).Select(i => Case($"d{i:00}", 300, "A1", Day(3, 2)))], [], [.. Enumerable.Range(11, 9).Select(i => Refused($"d{i:00}", 300, "A1", Day(3, 2)))]);
        var row = await RowAsync(world, "A1");
        Assert.Equal(("1", "21"), Numbers(row));
        Assert.Contains(Marks.Rejected, row.Marks);
        Assert.DoesNotContain(Marks.Frozen, row.Marks);
    }

    [Fact]
    public async Task Held_count_keeps_the_last_one_and_shows_its_mark()
    {
        await using var world = await RecordedStore.CreateAsync(database, Clock());
        await RunAsync(world, 2, [Survey("A1", 1, 100, ("asked", 10), ("content", 8)), Survey("A1", 2, 100, ("asked", 10), ("content", 6))], [], feed: Surveys);
        await RunAsync(world, 1, [], [], [Refused("A1|2", 200, "A1", Day(2, 1), OpenRefusals.Jump, "asked")], Surveys);
        var held = await RowAsync(world, "A1", indicator: "content-rate");
        Assert.Equal(("14", "20"), Numbers(held));
        Assert.Contains(Marks.Held, held.Marks);
        Assert.Contains("Held:office-1/surveys:asked", held.Reasons);
        await RunAsync(world, 1, [Survey("A1", 2, 200, ("asked", 1000), ("content", 6))], [], feed: Surveys);
        var accepted = await RowAsync(world, "A1", indicator: "content-rate");
        Assert.Equal(("14", "1010"), Numbers(accepted));
        Assert.DoesNotContain(Marks.Held, accepted.Marks);
    }

    [Fact]
    public async Task Corrections_of_reported_months_are_counted_and_told_each_by_itself()
    {
        await using var world = await RecordedStore.CreateAsync(database, Clock());
        await RunAsync(world, 2, [Survey("A1", 1, 100, ("asked", 10), ("content", 8)), Survey("A1", 2, 100, ("asked", 10), ("content", 6))], [], feed: Surveys);
        await using (var db = world.Store.Open())
        {
            Assert.DoesNotContain(db.Outbox, o => o.RoutingKey.StartsWith("restated."));
        }

        // January is reported, February is not yet on 10 March.
        var run = await RunAsync(world, 2, [Survey("A1", 1, 200, ("asked", 10), ("content", 5)), Survey("A1", 2, 200, ("asked", 10), ("content", 7))], [], feed: Surveys);
        await using (var db = world.Store.Open())
        {
            Assert.Equal(1, db.Runs.Single(r => r.Id == run).Restated);
            var told = db.Outbox.Where(o => o.RoutingKey.StartsWith("restated.")).AsEnumerable().Select(o => JsonDocument.Parse(o.Body).RootElement).ToList();
            Assert.Equal(["A", "A1", "P"], told.Select(t => t.GetProperty("data").GetProperty("unit").GetString()).Order(StringComparer.Ordinal));
            Assert.All(told, t => Assert.Equal("vn.integrationhub.indicator.restated.v1", t.GetProperty("type").GetString()));
            var data = told[0].GetProperty("data");
            Assert.Equal(("content-rate", "2024-M01", "Restated", "5", "8"), (
                data.GetProperty("indicator").GetString(), data.GetProperty("period").GetString(), data.GetProperty("reason").GetString(),
                data.GetProperty("numerator").GetString(), data.GetProperty("previous").GetProperty("numerator").GetString()));
            var computed = db.Outbox.Where(o => o.RoutingKey == "computed.province.content-rate.P").OrderBy(o => o.Id).AsEnumerable().Last();
            Assert.Equal("Restated", JsonDocument.Parse(computed.Body).RootElement.GetProperty("data").GetProperty("reason").GetString());
        }

        // Delivered again it is no correction.
        var again = await RunAsync(world, 1, [Survey("A1", 1, 300, ("asked", 10), ("content", 5))], [], feed: Surveys);
        await using var last = world.Store.Open();
        Assert.Equal(0, last.Runs.Single(r => r.Id == again).Restated);
    }

    private static (string?, string?) Numbers(ProgressRow row) => (row.Numerator, row.Denominator);

    private static RejectedRecord Refused(string record, long observedAt, string unit, DateOnly day, string code = "E_FIELD_MISSING", string place = "online") =>
        new() { Record = record, Code = code, Place = place, Message = "", Unit = unit, Day = day.DayNumber, ObservedAt = observedAt };

    private static async Task<Guid> RunAsync(
        RecordedStore world, int fetched, IReadOnlyList<Revision> revisions, IReadOnlyList<UnitDelivery> delivered, IReadOnlyList<RejectedRecord>? refused = null, string feed = Cases)
    {
        var run = await StartAsync(world, fetched, feed);
        await world.RecordAsync(new SourcePage(feed, revisions) { Run = run, Delivered = delivered, Rejected = refused ?? [] });
        return run;
    }

    private static async Task<Guid> StartAsync(RecordedStore world, int fetched, string feed = Cases)
    {
        ((FakeClock)world.Store.Clock).Advance(TimeSpan.FromSeconds(1));
        var run = Guid.NewGuid();
        await using var db = world.Store.Open();
        db.Add(new Run { Id = run, Source = "office-1", Stream = feed.Split('/')[1], Kind = "pull", StartedAt = world.Store.Clock.GetUtcNow(), Fetched = fetched });
        await db.SaveChangesAsync();
        return run;
    }

    private static Task RecordAsync(RecordedStore world, Guid run, IReadOnlyList<Revision> revisions, IReadOnlyList<RejectedRecord> refused, int seq = 0, bool closes = true) =>
        world.RecordAsync(new SourcePage(Cases, revisions) { Run = run, Seq = seq, ClosesRun = closes, Rejected = refused });

    private static async Task<ProgressRow> RowAsync(RecordedStore world, string unit, Knowledge knowledge = default, string indicator = "online-rate")
    {
        var catalogue = await world.Store.FigureCatalogues.OfAsync(world.Active, default);
        await world.Store.Codes.LoadAsync(default);
        await world.Store.Slots.LoadAsync(default);
        var own = await world.Store.Codes.NumberAsync(CodeTable.Scope, "own", default);
        await using var db = world.Store.Open();
        return world.Store.PlanFigures.Evaluator(db, catalogue, [unit], Today, own, knowledge: knowledge).Row(indicator, new PlanQuery("province", unit, null, null, Today, Scope.Subtree))!;
    }
}

public sealed class SqliteDriftTests() : DriftSuite(Database.Sqlite);

public sealed class PostgreSqlDriftTests() : DriftSuite(Database.PostgreSql);
