using IntegrationHub.Contracts;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Sources;
using IntegrationHub.Store.Tests.Stores;
using Xunit;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;

namespace IntegrationHub.Store.Tests.Figures;

/// <summary>When a day counts, what a refusal and a withdrawal do; after every scenario the sums are those of the cells.</summary>
public abstract class DeliverySuite(Database database)
{
    private static readonly DateOnly First = Day(1, 10);

    [Fact]
    public async Task Day_counts_only_once_it_was_delivered()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Cases, [Case("a", 1, "A1", First, online: true), Case("b", 1, "A1", First)]));
        await AssertPairAsync(world, "A1", 0, 0, 0);

        await world.RecordAsync(new(Cases, []) { Delivered = [Read("A1", First, First.AddDays(1))] });
        await AssertPairAsync(world, "A1", 1, 2, 1);
        await AssertPairAsync(world, "P", 1, 2, 1);
        await AssertPairAsync(world, "B", 0, 0, 0);
    }

    [Fact]
    public async Task Delivered_day_without_cases_is_a_zero_and_not_missing()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Cases, []) { Delivered = [Read("A1", First, First.AddDays(3))] });
        await AssertPairAsync(world, "A1", 0, 0, 3);
    }

    [Fact]
    public async Task Case_that_comes_after_the_delivery_counts_at_once()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Cases, []) { Delivered = [Read("A1", First, First.AddDays(1))] });
        await world.RecordAsync(new(Cases, [Case("a", 1, "A1", First)]));
        await AssertPairAsync(world, "A1", 0, 1, 1);
        await world.RecordAsync(new(Cases, [Case("a", 2, "A1", First, online: true)]));
        await AssertPairAsync(world, "A1", 1, 1, 1);
    }

    [Fact]
    public async Task Same_day_delivered_again_adds_nothing()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        var page = new SourcePage(Cases, [Case("a", 1, "A1", First)]) { Delivered = [Read("A1", First, First.AddDays(2)), Read("A1", First.AddDays(1), First.AddDays(4))] };
        await world.RecordAsync(page);
        await world.RecordAsync(page with { Batch = Guid.NewGuid(), Run = Guid.NewGuid() });
        await AssertPairAsync(world, "A1", 0, 1, 4);
        Assert.Equal(4, (await world.Texts.DeliveredAsync()).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Unit_of_two_agency_codes_is_delivered_once_whether_or_not_the_feed_has_an_indicator(bool isCounted)
    {
        var declared = Declared();
        await using var world = await RecordedStore.CreateAsync(database, catalogue: isCounted ? declared : declared with { Catalogue = declared.Catalogue with { Indicators = new Dictionary<string, Indicator>(), Plans = new Dictionary<string, Plan>() } });
        await world.RecordAsync(new(Cases, []) { Delivered = [.. Communes.SelectMany(u => new[] { Read(u, First, First.AddDays(3)), Read(u, First, First.AddDays(2)) })] });
        Assert.Equal(3 * Communes.Count, (await world.Texts.DeliveredAsync()).Count);

        await using var db = world.Store.Open();
        var source = new SourceDefinition("office-a", "office", new("Office"), [], null, true, new Dictionary<string, SourceOption>());
        Assert.Equal(First.AddDays(2), await new ConfirmedDays(world.Store.Codes).OfAsync(db, world.Active, source, "cases", Today, default));
    }

    [Fact]
    public async Task Delivery_waits_for_the_earlier_pages_of_its_run()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        var run = Guid.NewGuid();
        var first = new SourcePage(Cases, [Case("a", 1, "A1", First, online: true)]) { Run = run, Seq = 0, ClosesRun = false };
        var last = new SourcePage(Cases, [Case("b", 1, "A1", First)]) { Run = run, Seq = 1, Delivered = [Read("A1", First, First.AddDays(1))] };
        await world.ArchiveAsync(first, last);
        await world.RecordAgainAsync(last);
        await AssertPairAsync(world, "A1", 0, 0, 0, [last]);
        Assert.Empty(await world.Texts.DeliveredAsync());

        await world.RecordAgainAsync(first);
        await AssertPairAsync(world, "A1", 1, 2, 1);
    }

    [Fact]
    public async Task Today_never_counts_whatever_a_source_says()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Cases, [Case("a", 1, "A1", Today.AddDays(-1)), Case("b", 1, "A1", Today), Case("c", 1, "A1", Today.AddDays(1))])
        {
            Delivered = [Read("A1", Today.AddDays(-1), Today.AddDays(2))],
        });
        Assert.Equal(["office/cases receivedOn A1 2024-03-09"], await world.Texts.DeliveredAsync());
        await AssertPairAsync(world, "A1", 0, 1, 1);
    }

    [Fact]
    public async Task Date_fields_are_delivered_each_by_itself()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Cases, [Case("a", 1, "A1", First, online: true, done: First, early: true)]) { Delivered = [Read("A1", First, First.AddDays(1))] });
        await AssertPairAsync(world, "A1", 1, 1, 1);
        await AssertPairAsync(world, "A1", 0, 0, 0, indicator: "early-rate");
        await world.RecordAsync(new(Cases, []) { Delivered = [Read("A1", First, First.AddDays(1), OnCompletion)] });
        await AssertPairAsync(world, "A1", 1, 1, 1, indicator: "early-rate");
        await AssertPairAsync(world, "A1", 1, 1, 1, indicator: "backlog");
    }

    [Fact]
    public async Task Moved_unit_counts_for_the_district_of_each_day()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Cases, [Case("a", 1, "M", Moved.AddDays(-1), online: true), Case("b", 1, "M", Moved), Case("c", 1, "M", Moved)])
        {
            Delivered = [Read("M", Moved.AddDays(-1), Moved.AddDays(1))],
        });
        await AssertPairAsync(world, "A", 1, 1, 1);
        await AssertPairAsync(world, "B", 0, 2, 1);
        await AssertPairAsync(world, "P", 1, 3, 2);
    }

    [Fact]
    public async Task Case_whose_date_and_unit_were_corrected_leaves_nothing_behind()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Cases, [Case("a", 1, "A1", First, online: true)]) { Delivered = [Read("A1", First, First.AddDays(1)), Read("B1", First, First.AddDays(40))] });
        await world.RecordAsync(new(Cases, [Case("a", 2, "B1", First.AddDays(30), online: true)]));
        await AssertPairAsync(world, "A1", 0, 0, 1);
        await AssertPairAsync(world, "A", 0, 0, 1);
        await AssertPairAsync(world, "B", 1, 1, 40);
    }

    [Fact]
    public async Task Withdrawn_case_is_gone_and_its_day_stays_delivered()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Cases, [Case("a", 1, "A1", First, online: true), Case("b", 1, "A1", First)]) { Delivered = [Read("A1", First, First.AddDays(1))] });
        await world.RecordAsync(new(Cases, [new("a", 2, null)]));
        await AssertPairAsync(world, "A1", 0, 1, 1);
        await world.RecordAsync(new(Cases, [Case("a", 1, "A1", First, online: true)]));
        await AssertPairAsync(world, "A1", 0, 1, 1);
        await world.RecordAsync(new(Cases, [Case("a", 3, "A1", First, online: true)]));
        await AssertPairAsync(world, "A1", 1, 2, 1);
    }

    [Fact]
    public async Task Refused_case_leaves_the_good_ones_counting_and_weighs_one()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Cases, [Case("a", 1, "A1", First, online: true), Case("b", 1, "A1", First)])
        {
            Delivered = [.. Communes.Select(u => Read(u, Day(1, 1), Today))],
            Rejected = [Refused("c", "A1", First)],
        });
        var pair = await AssertPairAsync(world, "A1", 1, 2, Days);
        Assert.Equal((1, 1m), (pair.Rejected, pair.MissingWeight));
        Assert.Equal(1, (await PairAsync(world, "P")).Rejected);
        Assert.Equal(0, (await PairAsync(world, "B1")).Rejected);
        await world.Texts.AssertAnnouncedAreFreshAsync();
    }

    [Fact]
    public async Task Refused_case_that_is_accepted_later_weighs_nothing_any_more()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Cases, [Case("a", 1, "A1", First, online: true)])
        {
            Delivered = [.. Communes.Select(u => Read(u, Day(1, 1), Today))], Rejected = [Refused("c", "A1", First), Refused(null, "A1", First)],
        });
        Assert.Equal(2, (await PairAsync(world, "A1")).Rejected);
        await world.RecordAsync(new(Cases, [Case("c", 2, "A1", First)]));
        var pair = await AssertPairAsync(world, "A1", 1, 2, Days);
        Assert.Equal((1, 1m), (pair.Rejected, pair.MissingWeight));
        await world.Texts.AssertAnnouncedAreFreshAsync();
    }

    [Fact]
    public async Task Refused_case_that_comes_again_unchanged_is_announced_as_settled()
    {
        // The good revision was recorded first; a broken one in between is refused, and then the good one comes again.
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Cases, [Case("c", 1, "A1", First)]) { Delivered = [.. Communes.Select(u => Read(u, Day(1, 1), Today))] });
        await world.RecordAsync(new(Cases, []) { Rejected = [Refused("c", "A1", First)] });
        Assert.Equal(1, (await PairAsync(world, "P")).Rejected);
        await world.Texts.AssertAnnouncedAreFreshAsync();

        await world.RecordAsync(new(Cases, [Case("c", 3, "A1", First)]));
        Assert.Equal(0, (await PairAsync(world, "P")).Rejected);
        await world.Texts.AssertAnnouncedAreFreshAsync();
    }

    [Fact]
    public async Task Refused_case_of_unknown_unit_weighs_at_the_root_alone()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Cases, [Case("a", 1, "A1", First, online: true)])
        {
            Delivered = [.. Communes.Select(u => Read(u, Day(1, 1), Today))], Rejected = [Refused("c", null, null)],
        });
        Assert.Equal(1, (await PairAsync(world, "P")).Rejected);
        Assert.Equal(0, (await PairAsync(world, "A1")).Rejected);
        Assert.Equal(0, (await PairAsync(world, "A")).Rejected);
        await world.Texts.AssertAnnouncedAreFreshAsync();
    }

    [Fact]
    public async Task Refused_snapshot_leaves_its_tuple_missing()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Surveys, [Survey("A1", 1, 1, ("asked", 100), ("content", 80))]) { Rejected = [Refused("A2|1", "A2", Day(1, 1))] });
        var pair = await AssertPairAsync(world, "A", 80, 100, 1, indicator: "content-rate");
        Assert.Equal(0, pair.Rejected);
        Assert.Contains("A2", pair.MissingUnits);
        Assert.Equal(0, (await PairAsync(world, "A2", "content-rate")).Received);
    }

    [Fact]
    public async Task Snapshot_that_turns_impossible_takes_its_whole_tuple_back()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Surveys, [Survey("A1", 1, 1, ("asked", 100), ("content", 80)), Survey("A2", 1, 1, ("asked", 50), ("content", 50))]));
        await AssertPairAsync(world, "A", 130, 150, 2, indicator: "content-rate");
        await world.RecordAsync(new(Surveys, [Survey("A1", 1, 2, ("asked", 70), ("content", 80))]));
        await AssertPairAsync(world, "A", 50, 50, 1, indicator: "content-rate");
        await world.RecordAsync(new(Surveys, [Survey("A1", 1, 3, ("asked", 90), ("content", 80)), Survey("A2", 1, 3, ("asked", 50))]));
        await AssertPairAsync(world, "A", 80, 90, 1, indicator: "content-rate");
    }

    [Fact]
    public async Task Withdrawn_snapshot_is_missing_again()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Surveys, [Survey("A1", 1, 1, ("asked", 0), ("content", 0))]));
        await AssertPairAsync(world, "A1", 0, 0, 1, indicator: "content-rate");
        await world.RecordAsync(new(Surveys, [new("A1|1", 2, null)]));
        await AssertPairAsync(world, "A1", 0, 0, 0, indicator: "content-rate");
        await world.Texts.AssertAnnouncedAreFreshAsync();
    }

    [Fact]
    public async Task Roll_up_row_of_a_source_moves_no_sum()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        var month = Survey("A1", 1, 1, ("asked", 100), ("content", 80));
        await world.RecordAsync(new(Surveys, [month, new("A|1|subtree", 1, [.. month.Values!.Select(v => v with { Unit = "A", Scope = "subtree", Amount = v.Amount * 3 })])]));
        await AssertPairAsync(world, "A", 80, 100, 1, indicator: "content-rate");
    }

    private static int Days => Today.DayNumber - Day(1, 1).DayNumber;

    private static RejectedRecord Refused(string? record, string? unit, DateOnly? day) =>
        new() { Record = record, Code = "E_VALUE", Place = "x", Message = "bad", Unit = unit, Day = day?.DayNumber };

    private static async Task<Pair> AssertPairAsync(
        RecordedStore world, string unit, decimal n, decimal d, int received, IEnumerable<SourcePage>? recorded = null, string indicator = "online-rate")
    {
        await world.AssertConsistentAsync(recorded);
        var pair = await PairAsync(world, unit, indicator);
        Assert.Equal((n, d, received), (pair.N, pair.D, pair.Received));
        return pair;
    }

    private static async Task<Pair> PairAsync(RecordedStore world, string unit, string indicator = "online-rate")
    {
        await world.Store.Slots.LoadAsync(default);
        await using var db = world.Store.Open();
        var catalogue = await world.Store.FigureCatalogues.OfAsync(world.Active, default);
        var own = await world.Store.Codes.NumberAsync(CodeTable.Scope, "own", default);
        var period = Period.Of(new(Day(1, 1), indicator == "content-rate" ? Day(3, 1) : Today), Indicators.Catalogue.CalendarKind.Gregorian);
        return world.Store.PlanFigures.Figures(db, catalogue, [unit], Today, own, period).Pair(new(indicator, unit, Scope.Subtree, period));
    }
}

public sealed class SqliteDeliveryTests() : DeliverySuite(Database.Sqlite);

public sealed class PostgreSqlDeliveryTests() : DeliverySuite(Database.PostgreSql);
