using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Store.Plans;

/// <summary>The units that a table of a plan can be asked for, below one.</summary>
internal static class PlanUnits
{
    /// <summary>The unit and all below it that report, in the order of their ids after it. A unit that was not there in the period has no table of it.</summary>
    /// <param name="isWithBelow">False: the unit alone.</param>
    public static List<string> Below(Standpoint standpoint, string unit, Period? period, bool isWithBelow = true)
    {
        var (tree, span) = (standpoint.Catalogue.Tree, SpanOf(standpoint, period));
        IEnumerable<string> below = isWithBelow
            ? tree.Members(unit, Scope.Subtree, span, standpoint.View).Where(m => tree.IsExpected(m.Unit.Id, m.Span.From)).Select(m => m.Unit.Id).Order(StringComparer.Ordinal)
            : [];
        return [.. below.Prepend(unit).Distinct(StringComparer.Ordinal).Where(u => tree.VersionIn(u, span, standpoint.View) is not null)];
    }

    /// <summary>The same, each after the one above it. Where a unit moved within the period, it stands where it was last.</summary>
    public static IEnumerable<(string Unit, UnitVersion Version, int Depth)> InTree(Standpoint standpoint, string top, IReadOnlyList<string> units, Period? period)
    {
        var (tree, span) = (standpoint.Catalogue.Tree, SpanOf(standpoint, period));
        var versions = units.ToDictionary(u => u, u => tree.VersionIn(u, span, standpoint.View)!, StringComparer.Ordinal);
        var children = units.Where(u => u != top).ToLookup(u => versions[u].Parent is { } parent && versions.ContainsKey(parent) ? parent : top, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return From(top, 0);

        IEnumerable<(string Unit, UnitVersion Version, int Depth)> From(string unit, int depth) => seen.Add(unit)
            ? children[unit].SelectMany(c => From(c, depth + 1)).Prepend((unit, versions[unit], depth))
            : [];
    }

    private static Interval SpanOf(Standpoint standpoint, Period? period) => period?.Interval ?? Interval.Day(standpoint.Today);
}
