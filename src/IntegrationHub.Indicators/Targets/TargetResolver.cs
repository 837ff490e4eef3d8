using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Targets;

public sealed record ResolvedTarget(Target Target, Plan Plan);

/// <param name="Own">Null: no plan has a target.</param>
/// <param name="Mandate">Of the nearest plan above the one that Own is from; null when there is none.</param>
public sealed record Resolution(ResolvedTarget? Own, ResolvedTarget? Mandate, bool IsWeaker);

/// <summary>
/// Which target judges a figure: in the asked plan the one for the unit, else its class, else its level, else for all; else the same
/// four in the plan above, and so on. A period is judged by the target that is valid on its last day.
/// </summary>
public sealed class TargetResolver(HubCatalogue catalogue, OrgTree tree, View view = default)
{
    private const int MaxPlans = 16;

    public Resolution Resolve(string plan, string indicator, string unit, Scope scope, Period period)
    {
        var hits = new List<ResolvedTarget>();
        foreach (var above in Chain(plan).TakeWhile(_ => hits.Count < 2))
        {
            if (Hit(above, indicator, unit, scope, period, isTakenUp: hits.Count > 0) is { } hit)
            {
                hits.Add(hit);
            }
        }

        var isPercent = catalogue.Indicators.GetValueOrDefault(indicator)?.Kind is null or RowKind.Ratio;
        return new(
            hits is [var own, ..] ? own : null,
            hits is [_, var mandate] ? mandate : null,
            hits is [var mine, var theirs] && TargetStrength.IsWeaker(mine.Target, theirs.Target, isPercent));
    }

    /// <summary>The plan of a unit: its own, else that of the nearest unit above it that has one.</summary>
    public Plan? NearestPlan(string unit, int year, DateOnly day) => tree.PathAt(unit, day)
        .Select(u => catalogue.Plans.Values.FirstOrDefault(p => p.Owner == u && p.Year == year)).FirstOrDefault(p => p is not null);

    /// <summary>The plan and those above it, nearest first.</summary>
    public IReadOnlyList<Plan> Chain(string plan)
    {
        var chain = new List<Plan>();
        for (var id = plan; id is not null && chain.Count < MaxPlans && catalogue.Plans.TryGetValue(id, out var found); id = found.Parent)
        {
            chain.Add(found);
        }

        return chain;
    }

    /// <param name="isTakenUp">A plan below has a target for the indicator: what this plan asks of all is its mandate, even where it names only its own level.</param>
    private ResolvedTarget? Hit(Plan plan, string indicator, string unit, Scope scope, Period period, bool isTakenUp)
    {
        var lastDay = period.To.AddDays(-1);
        var target = plan.Rows
            .SelectMany(r => r.Parts.Select(p => (Row: r, p.Indicator, Target: (Target?)p.Target)).Prepend((Row: r, r.Indicator, r.Target)))
            .Where(c => c.Indicator == indicator && c.Target is { Operator: not TargetOperator.None } t && t.Validity.Contains(lastDay) && Applies(t, c.Row, plan, unit, scope, period, isTakenUp))
            .Select(c => c.Target!).MinBy(t => Rank(t.Selector));
        return target is null ? null : new(target, plan);
    }

    private static int Rank(TargetSelector? selector) => selector switch
    {
        { Unit: not null } => 0,
        { Class: not null } => 1,
        { Level: not null } => 2,
        _ => 3,
    };

    private bool Applies(Target target, PlanRow row, Plan plan, string unit, Scope scope, Period period, bool isTakenUp)
    {
        // The state of the unit at the end of the period, or when it ended within the period, its last; as now that of the view's day.
        var day = view.At ?? period.To.AddDays(-1);
        var version = tree.VersionIn(unit, period.Interval, view);
        return target.Selector switch
        {
            { Unit: { } only } => unit == only && scope.Kind is not ScopeKind.Level,
            { Class: { } only } => tree.Find(unit)?.Class == only && scope.Kind is not ScopeKind.Level,
            { Level: { } only } => IsOfLevel(only, unit, version, scope, day),
            _ => (isTakenUp && scope.Kind is ScopeKind.Subtree) || IsCovered(row, plan, unit, version, scope, day),
        };
    }

    // Thresholds per level are for own values and level slices; a subtree mixes levels, except that of a unit without children.
    private bool IsOfLevel(Level level, string unit, UnitVersion? version, Scope scope, DateOnly day) => scope.Kind switch
    {
        ScopeKind.Level => scope.Level == level,
        ScopeKind.Own => version?.Level == level,
        _ => version?.Level == level && tree.IsLeafAt(unit, day),
    };

    // The levels of a row say whose own verdicts are formed; a subtree is judged when it has units that the row is about.
    private bool IsCovered(PlanRow row, Plan plan, string unit, UnitVersion? version, Scope scope, DateOnly day) => scope.Kind switch
    {
        ScopeKind.Level => row.Levels.Contains(scope.Level!.Value),
        ScopeKind.Own => version is not null && row.Levels.Contains(version.Level),
        _ => unit == plan.Owner || row.Levels.Count == 0 || tree.SubtreeAt(unit, day).Any(u => tree.LevelOf(u, day) is { } level && row.Levels.Contains(level)),
    };
}
