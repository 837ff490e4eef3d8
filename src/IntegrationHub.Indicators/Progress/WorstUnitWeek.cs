using System.Globalization;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Progress;

/// <summary>"Two items a week": each unit and each whole week, Monday to Sunday, is judged by itself, and the worst of them is the answer.</summary>
internal sealed class WorstUnitWeek(OrgTree tree, IFigures figures)
{
    /// <param name="Pair">The amount of the worst; missing units and weeks make it incomplete.</param>
    /// <param name="Reason">Which it is, as <c>WorstUnitWeek:unit:2024-03-04</c>.</param>
    internal sealed record Found(Pair Pair, string Reason);

    /// <summary>Null while no week of the period has ended.</summary>
    public Found? Of(IndicatorDefinition definition, string unit, Scope scope, Period period, Target? target)
    {
        var all = Weeks(period.Interval).SelectMany(week => tree.Members(unit, scope, week.Interval).Where(m => m.Span == week.Interval)
            .Select(m => (Unit: m.Unit.Id, Week: week, Pair: figures.Pair(new(definition.Code, m.Unit.Id, Scope.Own, week)))))
            .Where(f => f.Pair.Expected > 0).ToList();
        var known = all.Where(f => f.Pair is { AnythingDelivered: true } pair && pair.Received == pair.Expected).ToList();
        if (known.Count == 0)
        {
            return null;
        }

        var worst = known.OrderByDescending(f => Badness(f.Pair, target)).First();
        return new(
            worst.Pair with
            {
                // A unit or week of which nothing is known may be worse still; a target that is missed already stays missed.
                Expected = all.Count,
                Received = known.Count,
                IsBounded = false,
                IsWorst = true,
                MissingUnits = [.. all.Where(f => f.Pair.Received < f.Pair.Expected).Select(f => f.Unit).Distinct().Order(StringComparer.Ordinal)],
            },
            string.Create(CultureInfo.InvariantCulture, $"{nameof(WorstUnitWeek)}:{worst.Unit}:{worst.Week.From:yyyy-MM-dd}"));
    }

    private static decimal Badness(Pair pair, Target? target) => target switch
    {
        { Operator: TargetOperator.AtMost or TargetOperator.Less } => pair.N,
        { Operator: TargetOperator.Equal, Threshold: { } wanted } => Math.Abs(pair.N - wanted),
        { Operator: TargetOperator.Between, Threshold: { } low, UpperThreshold: { } high } => Math.Max(low - pair.N, pair.N - high),
        _ => -pair.N,
    };

    private IEnumerable<Period> Weeks(Interval span)
    {
        var monday = span.From.AddDays((8 - (int)span.From.DayOfWeek) % 7);
        for (var at = monday; at.AddDays(7) <= span.To && at.AddDays(7) <= figures.Today; at = at.AddDays(7))
        {
            yield return Period.Of(new(at, at.AddDays(7)), CalendarKind.Gregorian);
        }
    }
}
