using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Record;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;

namespace IntegrationHub.Store.Tests.Figures;

/// <summary>What leaves the hub: an event for each row that looks different now, and only then.</summary>
public abstract class AnnouncementSuite(Database database)
{
    private static readonly (string, long)[] Counts = [("asked", 100), ("content", 90)];

    [Fact]
    public async Task Changed_rows_are_announced_for_the_unit_and_all_above_it()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Surveys, [Survey("A1", 1, 1, Counts)]));

        var events = (await Outgoing.AllAsync(world.Store)).Where(e => e.Data["indicator"]!.GetValue<string>() == "content-rate").ToList();
        Assert.Equal(
            ["district/content-rate/A", "district/content-rate/A1", "province/content-rate/A", "province/content-rate/A1", "province/content-rate/P"],
            events.Select(e => e.Subject).Order(StringComparer.Ordinal));
        Assert.All(events, e => Assert.Null(e.Previous));
        Assert.All(events, e => Assert.Equal("90.0", e.Display));
        Assert.Contains(events, e => e.RoutingKey == "computed.province.content-rate.P");
        await world.Texts.AssertAnnouncedAreFreshAsync();
    }

    [Fact]
    public async Task Second_change_names_the_row_before()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Surveys, [.. Communes.SelectMany(u => new[] { Survey(u, 1, 1, Counts), Survey(u, 2, 1, Counts) })]));
        var before = (await Outgoing.AllAsync(world.Store)).Count;
        await world.RecordAsync(new(Surveys, [Survey("A1", 1, 2, ("asked", 100), ("content", 20)), Survey("A1", 2, 2, ("asked", 9900), ("content", 19))]));

        var events = (await Outgoing.AllAsync(world.Store)).Skip(before).Where(e => e.Subject.Contains("content-rate", StringComparison.Ordinal)).ToList();
        Assert.Equal(5, events.Count);
        Assert.All(events, e => Assert.NotEqual("90.0", e.Display));
        Assert.All(events, e => Assert.Equal("90.0", e.Previous!["display"]!.GetValue<string>()));
        Assert.All(events.Where(e => e.Subject.EndsWith("/A1", StringComparison.Ordinal)), e =>
            Assert.Equal(("NotMet", "Met"), (e.Data["verdict"]!.GetValue<string>(), e.Previous!["verdict"]!.GetValue<string>())));
        await world.Texts.AssertAnnouncedAreFreshAsync();
    }

    [Fact]
    public async Task Same_batch_again_makes_no_event()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        var page = new SourcePage(Surveys, [Survey("A1", 1, 1, Counts)]);
        await world.RecordAsync(page);
        var events = await Outgoing.AllAsync(world.Store);
        Assert.Equal(RecordOutcome.AlreadyRecorded, await world.RecordAgainAsync(page));
        Assert.Equal(RecordOutcome.Recorded, await world.RecordAsync(page with { Batch = Guid.NewGuid(), Run = Guid.NewGuid() }));
        Assert.Equal(RecordOutcome.Recorded, await world.RecordAsync(new(Surveys, [Survey("A1", 1, 9, Counts)])));
        Assert.Equal(events.Count, (await Outgoing.AllAsync(world.Store)).Count);
    }

    [Fact]
    public async Task Cases_of_a_day_that_was_not_delivered_are_not_announced()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Cases, [Case("a", 1, "A1", Day(1, 10), online: true)]));
        Assert.Empty(await Outgoing.AllAsync(world.Store));
        Assert.Empty(await world.Texts.AnnouncedAsync());
    }

    [Fact]
    public async Task Day_that_was_delivered_just_now_is_not_announced_as_missing()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Cases, [Case("a", 1, "A1", Day(1, 10), online: true)]) { Delivered = [.. Communes.Select(u => Read(u, Day(1, 1), Today))] });
        var rate = (await Outgoing.AllAsync(world.Store)).Single(e => e.Subject == "province/online-rate/P");
        Assert.Equal("100.0", rate.Display);
        Assert.Equal("Met", rate.Data["verdict"]!.GetValue<string>());
        Assert.Empty(rate.Data["missingUnits"]!.AsArray());
        await world.Texts.AssertAnnouncedAreFreshAsync();
    }

    [Fact]
    public async Task Indicator_that_a_plan_prints_in_several_lines_is_announced_once()
    {
        var declared = Declared();
        var province = declared.Catalogue.Plans["province"];
        var levels = new[] { Level.Province, Level.District, Level.Commune };
        var active = declared with
        {
            Catalogue = declared.Catalogue with
            {
                Plans = new Dictionary<string, Plan>
                {
                    ["province"] = province with { Rows = [.. levels.Select(l => province.Rows[3] with { No = l.ToString(), Title = l.ToString(), Levels = [l] })] },
                },
            },
        };
        await using var world = await RecordedStore.CreateAsync(database, catalogue: active);
        await world.RecordAsync(new(Surveys, [Survey("A1", 1, 1, Counts)]));
        await world.RecordAsync(new(Surveys, [Survey("A1", 2, 1, ("asked", 10), ("content", 1))]));

        var events = await Outgoing.AllAsync(world.Store);
        Assert.Equal(6, events.Count);
        Assert.Equal(3, events.Select(e => e.Subject).Distinct().Count());
    }

    [Fact]
    public async Task Pages_of_a_long_run_are_announced_together_and_none_is_forgotten_when_the_run_is_broken_off()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        var run = Guid.NewGuid();
        var first = new SourcePage(Surveys, [Survey("A1", 1, 1, Counts)]) { Run = run, Seq = 0, ClosesRun = false };
        var second = new SourcePage(Surveys, [Survey("B1", 1, 1, Counts)]) { Run = run, Seq = 1, ClosesRun = false };
        var third = new SourcePage(Surveys, [Survey("A1", 1, 2, ("asked", 100), ("content", 20))]) { Run = run, Seq = 2, ClosesRun = false };
        await world.ArchiveAsync(first, second, third);
        await world.RecordAgainAsync(first);
        var announced = await Outgoing.AllAsync(world.Store);
        Assert.Contains(announced, e => e.Subject == "province/content-rate/A1");

        await world.RecordAgainAsync(second);
        await world.RecordAgainAsync(third);
        Assert.Equal(announced.Count, (await Outgoing.AllAsync(world.Store)).Count);
        Assert.Equal(2, await KeptAsync());

        // The rest of that run never comes; the next one has nothing new of these units.
        await world.RecordAsync(new(Surveys, [Survey("M", 1, 1, Counts)]));
        var later = (await Outgoing.AllAsync(world.Store)).Skip(announced.Count).ToList();
        Assert.Equal("90.0", later.Single(e => e.Subject == "province/content-rate/B1").Display);
        Assert.Equal(("20.0", "90.0"), later.Single(e => e.Subject == "province/content-rate/A1") is var e ? (e.Display, e.Previous!["display"]!.GetValue<string>()) : default);
        Assert.Equal(0, await KeptAsync());
        await world.Texts.AssertAnnouncedAreFreshAsync();

        async Task<int> KeptAsync()
        {
            await using var db = world.Store.Open();
            return await db.Batches.CountAsync(b => b.Touched != null);
        }
    }

    [Fact]
    public async Task Short_runs_one_after_the_other_are_announced_together_with_the_last_that_waits()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        SourcePage Of(string unit) => new(Cases, [Case(unit, 1, unit, Day(1, 10), online: true)]) { Delivered = [Read(unit, Day(1, 1), Today)] };
        var (first, second, third) = (Of("A1"), Of("B1"), Of("M"));
        await world.ArchiveAsync(first, second, third);
        await world.RecordAgainAsync(first);
        var announced = await Outgoing.AllAsync(world.Store);
        Assert.Contains(announced, e => e.Subject == "province/online-rate/A1");

        // Its run is whole, but the source's next page is there already.
        await world.RecordAgainAsync(second);
        Assert.Equal(announced.Count, (await Outgoing.AllAsync(world.Store)).Count);
        await world.RecordAgainAsync(third);
        var later = (await Outgoing.AllAsync(world.Store)).Skip(announced.Count).ToList();
        Assert.Equal(("100.0", "100.0"), (later.Single(e => e.Subject == "province/online-rate/B1").Display, later.Single(e => e.Subject == "province/online-rate/M").Display));
        await world.Texts.AssertAnnouncedAreFreshAsync();
    }

    [Fact]
    public async Task Parked_page_does_not_keep_the_end_of_its_run_from_being_announced()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        var run = Guid.NewGuid();
        var first = new SourcePage(Surveys, [Survey("A1", 1, 1, Counts)]) { Run = run, Seq = 0, ClosesRun = false };
        var parked = new SourcePage(Surveys, [Survey("M", 1, 1, Counts)]) { Run = run, Seq = 1, ClosesRun = false };
        var last = new SourcePage(Surveys, [Survey("B1", 1, 1, Counts)]) { Run = run, Seq = 2 };
        await world.ArchiveAsync(first, parked, last);
        await world.RecordAgainAsync(first);
        await using (var db = world.Store.Open())
        {
            await db.Batches.Where(b => b.Seq == 1).ExecuteUpdateAsync(set => set.SetProperty(b => b.State, BatchState.Parked));
        }

        await world.RecordAgainAsync(last);
        Assert.Contains(await Outgoing.AllAsync(world.Store), e => e.Subject == "province/content-rate/B1");
    }

    [Fact]
    public async Task Event_has_the_instant_of_its_batch()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Surveys, [Survey("A1", 1, 1, Counts)]));
        await using var db = world.Store.Open();
        var recorded = await db.Batches.Select(b => b.RecordedAt).SingleAsync();
        Assert.All(await db.Outbox.Select(o => o.RecordedAt).ToListAsync(), at => Assert.Equal(recorded, at));
        Assert.All(await db.ComputedValues.Select(o => o.RecordedAt).ToListAsync(), at => Assert.Equal(recorded, at));
        Assert.All(await Outgoing.AllAsync(world.Store), e => Assert.Equal(recorded, e.Data["recordedAt"]!.GetValue<DateTimeOffset>()));
    }
}

public sealed class SqliteAnnouncementTests() : AnnouncementSuite(Database.Sqlite);

public sealed class PostgreSqlAnnouncementTests() : AnnouncementSuite(Database.PostgreSql);
