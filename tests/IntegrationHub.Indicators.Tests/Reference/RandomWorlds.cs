using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using static IntegrationHub.Indicators.Tests.Worlds;

namespace IntegrationHub.Indicators.Tests.Reference;

/// <summary>A world of one kind of metrics, with units that move, begin and end, and deliveries with every defect there is; the same for the same number.</summary>
internal sealed class RandomWorlds
{
    public static readonly string[] Kinds = ["flow", "daily", "unbounded", "stock", "average", "counter", "counter-flow", "totals", "break", "amount"];

    private readonly Random _random;
    private readonly string _kind;

    private RandomWorlds(int seed) => (_random, _kind) = (new Random(seed), Kinds[seed % Kinds.Length]);

    /// <summary>A question about a world.</summary>
    public sealed record Question(ReferenceWorld World, string Kind, string Formula, string Unit, Scope Scope, Indicators.Periods.Period Period)
    {
        public CellFigures Engine => Figures(
            World.Catalogue, World.Today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), World.Cells,
            World.Delivered.Select(d => new DeliveredDay(Records, "day", d.Unit, d.Day)), [.. World.Expected]);

        public Pair Answer => Engine.Pair(new("x", Unit, Scope, Period));

        public ReferenceFigure Reference => new ReferenceCalculator(World).Of(Formula, Unit, Scope, Period);

        public override string ToString() => $"{Kind}: {Formula} of {Unit} {Scope} in {Period} on {World.Today:yyyy-MM-dd}, expected {string.Join(' ', World.Expected)}"
            + string.Concat(World.Cells.Select(c => $"\n  {c.Unit} {c.Metric} {c.Interval.From:yyyy-MM-dd} {c.Interval.To:yyyy-MM-dd} {c.Amount}"));
    }

    public static Question Of(int seed) => new RandomWorlds(seed).Make();

    private Question Make()
    {
        var units = Units();
        var metrics = Metrics();
        var formula = _kind switch
        {
            "unbounded" => "ratio(n + 2*m, d)",
            "counter-flow" => "ratio(n, m)",
            "amount" => Pick("n + d", "2*d - n", "n"),
            _ => "ratio(n, d)",
        };
        var catalogue = CatalogueOf(units, metrics, [Indicator("x", formula, _kind == "amount" ? RowKind.Count : RowKind.Ratio)]);
        var months = Enumerable.Range(0, 11).Select(i => Grains.Of(Grain.Month, CalendarKind.Gregorian, new DateOnly(2023, 10, 1).AddMonths(i))).ToList();
        var (cells, delivered) = _kind == "daily" ? Daily(units) : (Monthly(units, metrics, months), []);
        var expected = units.Where(_ => _random.Next(6) > 0).Select(u => u.Id).Prepend("A1").ToHashSet();
        var today = new DateOnly(2024, 1, 1).AddDays(_random.Next(220));
        var period = _kind == "daily"
            ? Range(new DateOnly(2024, 1, 20).AddDays(_random.Next(20)), _random.Next(1, 30))
            : Period(Pick("2024-M01", "2024-M02", "2024-M03", "2024-M04", "2024-Q1", "2024-Q2", "2024-H1", "2023-M12"));
        var scope = Pick(Scope.Own, Scope.Subtree, Scope.Subtree, Scope.Slice(Level.Commune), Scope.Slice(Level.District));
        return new(new(catalogue, _kind == "daily", expected, cells, delivered, today), _kind, formula, Pick([.. units.Select(u => u.Id), "P", "A", "B"]), scope, period);
    }

    // A1 may move to B with what is below it, A2 may end and be followed by A3; mostly within a month.
    private List<OrgUnit> Units()
    {
        var (moves, ends) = (Day(), Day());
        var isStill = _kind.StartsWith("counter", StringComparison.Ordinal) || _random.Next(3) == 0;
        return
        [
            Unit("P", Level.Province, null), Unit("A", Level.District, "P"), Unit("B", Level.District, "P"), Unit("B1", Level.Commune, "B"),
            isStill ? Unit("A1", Level.Commune, "A") : new("A1", "commune", [new(new(null, moves), "A", Level.Commune, new("A1")), new(new(moves, null), "B", Level.Commune, new("A1"))]),
            Unit("A11", Level.Commune, "A1"),
            isStill ? Unit("A2", Level.Commune, "A") : new("A2", "commune", [new(new(null, ends), "A", Level.Commune, new("A2"))]),
            .. isStill ? Array.Empty<OrgUnit>() : [new("A3", "commune", [new(new(ends, null), "A", Level.Commune, new("A3"))])],
        ];

        DateOnly Day() => _random.Next(3) == 0 ? new DateOnly(2024, _random.Next(1, 6), 1) : new DateOnly(2024, 1, 1).AddDays(_random.Next(150));
    }

    private List<Metric> Metrics()
    {
        var (kind, feed) = (_kind switch
        {
            "stock" => MetricKind.StockLast,
            "average" => MetricKind.StockAverage,
            "counter" or "counter-flow" => MetricKind.RunningTotal,
            _ => MetricKind.Flow,
        }, _kind == "daily" ? Records : Snapshots);
        var (carry, totals) = (_random.Next(4), Roster());
        var versions = _kind == "break" ? Versions() : [];
        return
        [
            Metric("n", kind, _kind is "counter-flow" ? null : "d", feed: feed) with { CarryForward = carry, Totals = totals },
            Metric("d", kind, feed: feed) with { CarryForward = carry + _random.Next(2), Totals = totals, Versions = versions },
            Metric("m", MetricKind.Flow, feed: feed), Metric("b", kind, feed: feed), Metric("c", kind, feed: feed),
        ];

        IReadOnlyList<RosterEntry> Roster() => _kind == "totals" ? [new(null, null, [.. new[] { "A", "B", "A1", "P" }.Where(_ => _random.Next(2) == 0).DefaultIfEmpty("A")], Validity.Always)] : [];
    }

    private List<MetricVersion> Versions()
    {
        List<MetricVersion> versions = [new(new(2024, 2, 1), Bridge: Pick(null, "b", "b")), new(new(2024, 4, 1), IsComparable: _random.Next(4) == 0, Bridge: Pick(null, "c", "c"))];
        return _random.Next(3) == 0 ? [versions[1]] : versions;
    }

    private List<Cell> Monthly(List<OrgUnit> units, List<Metric> metrics, List<Interval> months)
    {
        var (cells, density) = (new List<Cell>(), _random.Next(4, 10));
        foreach (var (unit, version) in units.SelectMany(u => u.Versions.Select(v => (u.Id, v))))
        {
            var counted = metrics.ToDictionary(m => m.Code, _ => 0m);
            foreach (var month in months)
            {
                var cut = month.Intersect(new(version.Validity.From ?? DateOnly.MinValue, version.Validity.To ?? DateOnly.MaxValue));
                if (cut.IsEmpty)
                {
                    continue;
                }

                var d = _random.Next(12) == 0 ? 0m : _random.Next(-1, 100);
                foreach (var (metric, amount) in new[] { ("d", d), ("n", _random.Next(12) == 0 ? d + 1 : _random.Next((int)Math.Max(d, 0) + 1)), ("m", _random.Next(0, 60)), ("b", _random.Next(60, 120)), ("c", _random.Next(60, 120)) })
                {
                    var isCounter = metrics.First(m => m.Code == metric).Kind is MetricKind.RunningTotal;
                    counted[metric] = cut.From is { Month: 1, Day: 1 } ? amount : counted[metric] + amount;
                    if (_random.Next(10) < density)
                    {
                        cells.Add(new(Snapshots, metric, unit, cut, isCounter ? counted[metric] - (_random.Next(15) == 0 ? 90 : 0) : amount));
                    }
                }
            }
        }

        return cells;
    }

    private (List<Cell> Cells, HashSet<(string, DateOnly)> Delivered) Daily(List<OrgUnit> units)
    {
        var (cells, delivered) = (new List<Cell>(), new HashSet<(string, DateOnly)>());
        foreach (var unit in units)
        {
            var density = _random.Next(0, 10);
            for (var day = new DateOnly(2023, 12, 20); day < new DateOnly(2024, 3, 15); day = day.AddDays(1))
            {
                if (_random.Next(10) < density)
                {
                    delivered.Add((unit.Id, day));
                }

                if (_random.Next(3) == 0)
                {
                    var d = _random.Next(0, 9);
                    cells.Add(new(Records, "d", unit.Id, Interval.Day(day), d));
                    cells.Add(new(Records, "n", unit.Id, Interval.Day(day), _random.Next(0, d + (_random.Next(9) == 0 ? 2 : 1))));
                }
            }
        }

        return (cells, delivered);
    }

    private static Indicators.Periods.Period Range(DateOnly from, int days) => Indicators.Periods.Period.Of(new(from, from.AddDays(days)), CalendarKind.Gregorian);

    private T Pick<T>(params T[] from) => from[_random.Next(from.Length)];
}
