using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Explain;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Model;

namespace IntegrationHub.Store.Plans;

/// <summary>One figure, evaluated from wherever it is looked at.</summary>
internal sealed class MovementSteps(HubDbContext db, PlanFigures figures, int ownScope, string indicator, string unit, Scope scope)
{
    // No stored sum may be used: sums hold all days and all that has come.
    private static readonly HashSet<int> None = [];

    private readonly Dictionary<(Standpoint From, Period Period, string Code, View View), Pair> known = [];

    public Pair At(Standpoint from, Period period) => Pair(from, period, indicator, from.View);

    /// <summary>Between two instants: the second standpoint's data are let in before its geography, and that before its definitions.</summary>
    /// <param name="withData">The first standpoint with the data of the second.</param>
    /// <param name="withGeography">The same with the geography of the second as well.</param>
    public Movement? BetweenInstants(Period period, Standpoint first, Standpoint withData, Standpoint withGeography, Standpoint second)
    {
        var before = At(first, period);
        List<(MoveCause, Pair)> steps = [];

        // A distinct count of a year that goes on is not corrected by its next count.
        if (first.Knowledge.At is { } since && !(IsOfPeriod(first) && period.To > first.Today))
        {
            var then = withData with { Today = first.Today, View = first.View };
            steps.Add((MoveCause.Corrections, At(then with { Knowledge = new(withData.Knowledge.At, None) { CorrectedSince = since } }, period)));
            steps.Add((MoveCause.LateArrivals, At(then with { Knowledge = new(withData.Knowledge.At, None) }, period)));
        }

        steps.Add((MoveCause.NewActivity, At(withData with { View = first.View }, period)));
        steps.Add((MoveCause.Geography, At(withGeography, period)));
        steps.Add((MoveCause.Definition, At(second, period)));
        return Movement.Between(before, steps);
    }

    /// <summary>
    /// Between two periods, seen from one standpoint: the newer period stays as it is, the older one is seen as the newer one is (in its
    /// units and by its definition), then in its own units, then by its own definition. Null when a redefinition without bridge lies between.
    /// </summary>
    public Movement? BetweenPeriods(Standpoint from, Period older, Period newer)
    {
        var (now, then) = (At(from, newer), At(from, older));
        if (CodeFor(from, older, newer) is not { } code)
        {
            return null;
        }

        var view = ViewOf(from, older, newer);
        return Movement.Between(now,
        [
            (MoveCause.NewActivity, view == from.View && code == indicator ? then : Pair(from, older, code, view)),
            (MoveCause.Geography, code == indicator ? then : Pair(from, older, code, from.View)),
            (MoveCause.Definition, then),
        ])?.Reversed();
    }

    // As was, the units of the older period are carried to the newest day of the newer one. Where one period is a part of the other
    // each day belongs to the same units in both.
    private View ViewOf(Standpoint from, Period older, Period newer)
    {
        var last = (newer.To < from.Today ? newer.To : from.Today).AddDays(-1);
        var isNested = newer.From <= older.From || newer.To == older.To;
        return from.View.IsAsNow || isNested || last < older.To || from.Catalogue.Tree.IsSameIn(unit, scope, older.Interval, View.AsNow(last)) ? from.View : View.AsNow(last);
    }

    /// <summary>The indicator as it is defined in the newer period, for days of the older one; null when that cannot be said.</summary>
    private string? CodeFor(Standpoint from, Period older, Period newer)
    {
        if (from.Catalogue.Definitions.Find(indicator) is not { } definition)
        {
            return indicator;
        }

        var breaks = MetricBridges.BreaksOf(definition).Where(b => b > older.From && b < newer.To && b < from.Today).ToList();
        var after = breaks.Where(b => b >= older.To).ToList();
        if (after.Count == 0)
        {
            return indicator;
        }

        var code = MetricBridges.CodeOf(indicator, new(after[0], after[^1]));
        return after.Count == breaks.Count && from.Catalogue.Definitions.Find(code) is { IsCounted: true } ? code : null;
    }

    private bool IsOfPeriod(Standpoint from) => from.Catalogue.Definitions.Find(indicator)?.Measure is MeasureKind.NonAdditive;

    private Pair Pair(Standpoint from, Period period, string code, View view)
    {
        if (!known.TryGetValue((from, period, code, view), out var pair))
        {
            known[(from, period, code, view)] = pair = figures
                .Evaluator(db, from.Catalogue, [unit], from.Today, ownScope, period, view, from.Knowledge).PairOf(code, unit, scope, period);
        }

        return pair;
    }
}
