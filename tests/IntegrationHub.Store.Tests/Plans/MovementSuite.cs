using System.Numerics;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Tests.Stores;
using Xunit;
using static IntegrationHub.Store.Tests.Stores.MovingWorld;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;

namespace IntegrationHub.Store.Tests.Plans;

/// <summary>Why a figure moved: the causes of known changes, and over random ones that nothing is left over.</summary>
public abstract class MovementSuite(Database database)
{
    private const string None = "corrections 0, lateArrivals 0, newActivity 0, geography 0, definition 0";

    protected static TheoryData<int> Numbers(int count) => [.. Enumerable.Range(1, count)];

    [Fact]
    public async Task Late_correction_after_the_report_is_all_corrections()
    {
        await using var world = await MovingWorld.CreateAsync(database, Local(2026, 3, 20, 9));
        await world.RecordAsync(OfAdminQuarter(120));
        world.Clock.Set(Local(2026, 4, 2, 9));
        await world.RecordAsync(new SourcePage(Cases, [Count("A1", new(2026, 1, 5), 90, 200, observedAt: 2)]));

        var moved = await world.WhyAsync(new("online-rate", "P", "2026-Q1", "2026-03-21", CalendarKind.Admin));

        Assert.Equal(("1420", "2000", "71.0"), (moved.From.Numerator, moved.From.Denominator, moved.From.Display));
        Assert.Equal(("1390", "2000", "69.5"), (moved.To.Numerator, moved.To.Denominator, moved.To.Display));
        Assert.Equal(("-3/2", "-1.5", "0"), (moved.Points, moved.Display, moved.Residual));
        Assert.Equal("corrections -3/2, lateArrivals 0, newActivity 0, geography 0, definition 0", Causes(moved));
        Assert.True(moved.From.AsOf < Local(2026, 3, 21, 0) && moved.To.AsOf > Local(2026, 4, 2, 8));

        // Asked from the past about what came later: the same steps taken back.
        var back = await world.WhyAsync(new("online-rate", "P", "2026-Q1", "2026-04-03", CalendarKind.Admin) { Known = new(Local(2026, 3, 21, 0)) });
        Assert.Equal(("3/2", "69.5", "71.0"), (back.Points, back.From.Display, back.To.Display));
        Assert.Equal("corrections 3/2, lateArrivals 0, newActivity 0, geography 0, definition 0", Causes(back));
    }

    [Fact]
    public async Task What_was_missing_and_comes_is_a_late_arrival_even_beside_a_correction()
    {
        await using var world = await MovingWorld.CreateAsync(database);
        await world.RecordAsync(new SourcePage(Cases, [Count("A1", Day(1, 10), 50, 100)]) { Delivered = [Read("A1", Day(1, 10), Day(1, 11))] });
        var then = Now(world);
        await world.RecordAsync(new SourcePage(Cases, [Count("A1", Day(1, 10), 60, 100, observedAt: 2), Count("A2", Day(1, 10), 90, 100)])
        {
            Delivered = [Read("A2", Day(1, 10), Day(1, 11))],
        });

        var moved = await world.WhyAsync(new("online-rate", "A", "2024-M01", Text(then)));

        // 50/100, corrected 60/100, with what came late 150/200.
        Assert.Equal("corrections 10, lateArrivals 15, newActivity 0, geography 0, definition 0", Causes(moved));
        Assert.Equal(("25", "0"), (moved.Points, moved.Residual));
    }

    [Fact]
    public async Task Days_that_had_not_ended_then_are_new_activity()
    {
        await using var world = await MovingWorld.CreateAsync(database);
        await world.RecordAsync(new SourcePage(Cases, [Count("A1", Day(3, 5), 50, 100)]) { Delivered = [Read("A1", Day(3, 1), Day(3, 10))] });
        var then = Now(world);
        world.Clock.Advance(TimeSpan.FromDays(5));
        await world.RecordAsync(new SourcePage(Cases, [Count("A1", Day(3, 12), 100, 100)]) { Delivered = [Read("A1", Day(3, 10), Day(3, 15))] });

        var moved = await world.WhyAsync(new("online-rate", "A", "2024-M03", Text(then)));

        Assert.Equal("corrections 0, lateArrivals 0, newActivity 25, geography 0, definition 0", Causes(moved));
    }

    [Fact]
    public async Task Another_formula_is_definition_and_a_move_recorded_later_is_geography()
    {
        await using var world = await MovingWorld.CreateAsync(database);
        await world.RecordAsync(TransferQuarter());
        var before = Now(world);
        await world.ApplyAsync(Files(moved: Day(2, 1)));
        var after = Now(world);
        await world.ApplyAsync(Files(moved: Day(2, 1), formula: AtOnce));

        // A had all of M, 130/160; since the move 90/120. B had 50/100; since then 90/140.
        var ofA = await world.WhyAsync(new("online-rate", "A", "2024-Q1", Text(before)) { Known = new(null, after, after) });
        Assert.Equal(("130/160", "90/120"), (Pair(ofA.From), Pair(ofA.To)));
        Assert.Equal("corrections 0, lateArrivals 0, newActivity 0, geography -25/4, definition 0", Causes(ofA));
        var ofB = await world.WhyAsync(new("online-rate", "B", "2024-Q1", Text(before)) { Known = new(null, after, after) });
        Assert.Equal(("50/100", "90/140"), (Pair(ofB.From), Pair(ofB.To)));
        Assert.Equal("corrections 0, lateArrivals 0, newActivity 0, geography 100/7, definition 0", Causes(ofB));

        // The province does not move by the transfer, only by the formula: 180/260, then 26/260.
        var ofP = await world.WhyAsync(new("online-rate", "P", "2024-Q1", Text(before)));
        Assert.Equal(("180/260", "26/260"), (Pair(ofP.From), Pair(ofP.To)));
        Assert.Equal("corrections 0, lateArrivals 0, newActivity 0, geography 0, definition -770/13", Causes(ofP));
        var both = await world.WhyAsync(new("online-rate", "A", "2024-Q1", Text(before)));
        Assert.StartsWith("corrections 0, lateArrivals 0, newActivity 0, geography -25/4, definition -", Causes(both), StringComparison.Ordinal);
        Assert.Equal("0", both.Residual);
    }

    [Fact]
    public async Task Between_two_periods_a_move_is_told_from_new_activity()
    {
        await using var world = await MovingWorld.CreateAsync(database);
        await world.ApplyAsync(Files(moved: Day(2, 1)));
        await world.RecordAsync(TransferQuarter());

        // January A with M 50/70 and without it 40/50; February and March without it 40/50.
        var moved = await world.WhyAsync(new("online-rate", "A", "2024-02-01..2024-03-10", "2024-M01"));
        Assert.Equal(("50/70", "40/50"), (Pair(moved.From), Pair(moved.To)));
        Assert.Equal("corrections 0, lateArrivals 0, newActivity 0, geography 60/7, definition 0", Causes(moved));

        // The quarter holds the month: each day belongs to the same units in both.
        var nested = await world.WhyAsync(new("online-rate", "A", "2024-Q1", "2024-M01"));
        Assert.Equal("corrections 0, lateArrivals 0, newActivity 25/7, geography 0, definition 0", Causes(nested));
        var back = await world.WhyAsync(new("online-rate", "A", "2024-M01", "2024-Q1"));
        Assert.Equal("corrections 0, lateArrivals 0, newActivity -25/7, geography 0, definition 0", Causes(back));
        Assert.Equal(("90/120", "50/70"), (Pair(back.From), Pair(back.To)));
    }

    [Fact]
    public async Task Nothing_moves_by_itself()
    {
        await using var world = await MovingWorld.CreateAsync(database);
        await world.RecordAsync(TransferQuarter());

        Assert.Equal(None, Causes(await world.WhyAsync(new("online-rate", "P", "2024-Q1", Text(world.Clock.GetUtcNow())))));
        Assert.Equal(None, Causes(await world.WhyAsync(new("online-rate", "P", "2024-Q1", "2024-Q1"))));
    }

    [Fact]
    public async Task Without_a_figure_there_is_no_difference()
    {
        await using var world = await MovingWorld.CreateAsync(database);
        var before = Now(world);
        await world.RecordAsync(TransferQuarter());

        var moved = await world.WhyAsync(new("online-rate", "P", "2024-Q1", Text(before)));

        Assert.Equal((null, null, "69.2", "—"), (moved.Points, moved.Residual, moved.To.Display, moved.From.Display));
        Assert.Empty(moved.Parts);
        Assert.Equal(["NotDelivered"], moved.Reasons);
    }

    [Theory]
    [InlineData("online-rate", "P", "2024-Q1", "soon", "bad-against")]
    [InlineData("online-rate", "P", "soon", "2024-Q2", "bad-period")]
    [InlineData("online-rate", "X", "2024-Q1", "2024-Q2", "unknown-unit")]
    [InlineData("other", "P", "2024-Q1", "2024-Q2", "unknown-indicator")]
    [InlineData("both", "P", "2024-Q1", "2024-Q2", "no-percentage")]
    [InlineData("online-rate", "P", "2024-Q1", "2020-01-01", "no-catalogue-then")]
    public async Task Question_without_an_answer_says_what_is_wrong(string indicator, string unit, string period, string against, string code)
    {
        await using var world = await MovingWorld.CreateAsync(database);
        var refused = await Assert.ThrowsAsync<ProgressQueryException>(() => world.WhyAsync(new(indicator, unit, period, against)));
        Assert.Equal(code, refused.Code);
    }

    protected async Task AssertNothingIsLeftOverAsync(int number)
    {
        var random = new Random(number);
        await using var world = await MovingWorld.CreateAsync(database, Local(2024, 2, 10, 8));
        await world.RecordAsync(new SourcePage(Cases, [.. Communes.Select(u => Count(u, Day(1, 10), random.Next(1, 30), 30))]) { Delivered = [.. Communes.Select(u => Read(u, Day(1, 10), Day(1, 11)))] });
        List<DateTimeOffset> seen = [Now(world)];
        var (moved, formula) = ((DateOnly?)null, Online);
        for (var change = 2; change < 14; change++)
        {
            world.Clock.Advance(TimeSpan.FromDays(random.Next(0, 4)));
            if (random.Next(4) == 0)
            {
                (moved, formula) = random.Next(3) > 0 ? (Day(1, random.Next(5, 25)), formula) : (moved, formula == Online ? "ratio(received, received)" : Online);
                await world.ApplyAsync(Files(moved, formula));
            }
            else
            {
                await world.RecordAsync(AnyPage(random, change, DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime)));
            }

            seen.Add(Now(world));
        }

        var causes = new HashSet<string>();
        string[] others = [.. seen.Select(Text), "2024-M01", "2024-02-01..2024-03-01"];
        foreach (var (unit, against) in new[] { "P", "A", "B" }.SelectMany(u => others.Select(o => (u, o))))
        {
            var known = random.Next(2) == 0 ? KnownAt.Now : new KnownAt(seen[random.Next(seen.Count)]);
            var why = await world.WhyAsync(new("online-rate", unit, "2024-Q1", against) { Known = known });
            if (why.Points is null)
            {
                Assert.True(why.From.Percent is null || why.To.Percent is null);
                Assert.EndsWith("03-01", against, StringComparison.Ordinal);
                continue;
            }

            Assert.Equal("0", why.Residual);
            Assert.Equal(5, why.Parts.Count);
            Assert.Equal(Points(why.To) - Points(why.From), Fraction.Parse(why.Points));
            Assert.Equal(Fraction.Parse(why.Points), why.Parts.Select(p => Fraction.Parse(p.Points)).Aggregate((a, b) => a + b));
            causes.UnionWith(why.Parts.Where(p => p.Points != "0").Select(p => p.Cause));
        }

        Assert.True(causes.Count > 2, $"only {string.Join(", ", causes)}");
    }

    /// <summary>Counts of a few days, some of them stated before; some of the days are read completely with it.</summary>
    private static SourcePage AnyPage(Random random, int observedAt, DateOnly today)
    {
        var days = Enumerable.Range(0, 4).Select(_ => (Unit: Communes[random.Next(4)], Day: random.Next(3) == 0 ? Day(1, 10) : Day(1, 1).AddDays(random.Next(today.DayOfYear - 1)))).Distinct().ToList();
        return new(Cases, [.. days.Select(d => Count(d.Unit, d.Day, random.Next(0, 40), 40, observedAt))])
        {
            Delivered = [.. days.Where(_ => random.Next(4) > 0).Select(d => Read(d.Unit, d.Day, d.Day.AddDays(1)))],
        };
    }

    private static Fraction Points(MovementEnd end) => new Fraction(100, 1) * Fraction.Parse($"{end.Numerator}/{end.Denominator}");

    private static string Causes(FigureMovement moved) => string.Join(", ", moved.Parts.Select(p => $"{p.Cause} {p.Points}"));

    private static string Pair(MovementEnd end) => $"{end.Numerator}/{end.Denominator}";

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What is done after it is done later.</summary>
    private static DateTimeOffset Now(MovingWorld world)
    {
        var now = world.Clock.GetUtcNow();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        return now;
    }

    private static DateTimeOffset Local(int year, int month, int day, int hour) => new(year, month, day, hour, 0, 0, TimeSpan.FromHours(7));

    /// <summary>15 December to 14 March: 1420 of 2000 with 120 of 200 in one commune.</summary>
    private static SourcePage OfAdminQuarter(long online) => new(Cases,
    [
        Count("A1", new(2026, 1, 5), online, 200), Count("A2", new(2025, 12, 15), 500, 700), Count("B1", new(2026, 3, 14), 700, 1000), Count("M", new(2026, 2, 1), 100, 100),
    ])
    {
        Delivered = [.. Communes.Select(u => Read(u, new(2025, 12, 15), new(2026, 3, 15)))],
    };

    /// <summary>M 10/20 in January and 40/40 after it; the rest of A 80/100 and of B 50/100. Nobody was early but for 26 cases of A1.</summary>
    private static SourcePage TransferQuarter() => new(Cases,
    [
        Count("M", Day(1, 10), 10, 20), Count("M", Day(2, 10), 20, 20), Count("M", Day(3, 5), 20, 20),
        Count("A1", Day(1, 10), 40, 50), Count("A1", Day(2, 10), 40, 50), Count("B1", Day(2, 10), 50, 100),
        new("early", 1, [new("A1", "early", Day(2, 10), Day(2, 11), 26)]),
    ])
    {
        Delivered = [.. Communes.Select(u => Read(u, Day(1, 1), Day(3, 10)))],
    };

    private readonly record struct Fraction(BigInteger N, BigInteger D)
    {
        public static Fraction Parse(string text) => text.Split('/') is [var n, var d] ? new(BigInteger.Parse(n), BigInteger.Parse(d)) : new(BigInteger.Parse(text), 1);

        public static Fraction operator +(Fraction a, Fraction b) => new((a.N * b.D) + (b.N * a.D), a.D * b.D);

        public static Fraction operator -(Fraction a, Fraction b) => new((a.N * b.D) - (b.N * a.D), a.D * b.D);

        public static Fraction operator *(Fraction a, Fraction b) => new(a.N * b.N, a.D * b.D);

        public bool Equals(Fraction other) => N * other.D == other.N * D;

        public override int GetHashCode() => 0;
    }
}

public sealed class SqliteMovementTests() : MovementSuite(Database.Sqlite)
{
    public static TheoryData<int> Runs => Numbers(3);

    [Theory]
    [MemberData(nameof(Runs))]
    public Task Nothing_is_left_over(int run) => AssertNothingIsLeftOverAsync(run);
}

public sealed class PostgreSqlMovementTests() : MovementSuite(Database.PostgreSql)
{
    public static TheoryData<int> Runs => Numbers(1);

    [Theory]
    [MemberData(nameof(Runs))]
    public Task Nothing_is_left_over(int run) => AssertNothingIsLeftOverAsync(run);
}
