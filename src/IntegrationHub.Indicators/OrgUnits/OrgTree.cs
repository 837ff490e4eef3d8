using System.Collections.Concurrent;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.OrgUnits;

/// <summary>
/// The tree of units at any day. Between two days on which some version begins or ends the tree stays the same; such a stretch is an
/// epoch, and the children of an epoch are indexed when first needed.
/// </summary>
public sealed class OrgTree
{
    // A circle among parents is an error of the catalogue that lint names; here it must not hang.
    private const int MaxDepth = 32;

    // Members of all remembered answers together; a few megabytes.
    private const int MostRemembered = 100_000;

    private readonly IReadOnlyDictionary<string, OrgUnit> _units;
    private readonly DateOnly[] _boundaries;
    private readonly ConcurrentDictionary<int, ILookup<string, string>> _children = new();
    // Anybody may ask for any day; each is all units with their shares.
    private readonly Remembered<DateOnly, CarriedUnits> _carried = new(most: 16, _ => 0);
    private readonly ConcurrentDictionary<(string Unit, int Epoch), IReadOnlyList<string>> _classes = new();
    private readonly Remembered<(string Unit, Scope Scope, Interval Span), IReadOnlyList<Member>> _members = new(MostRemembered, m => m.Count);

    public OrgTree(IReadOnlyDictionary<string, OrgUnit> units, IReadOnlyList<SuccessionEvent>? successions = null)
    {
        _units = units;
        Succession = new(units, successions ?? []);
        _boundaries = [.. units.Values.SelectMany(u => u.Versions).SelectMany(v => new[] { v.Validity.From, v.Validity.To }).OfType<DateOnly>().Distinct().Order()];
    }

    public OrgTree(HubCatalogue catalogue)
        : this(catalogue.Units, catalogue.Successions)
    {
    }

    public Succession Succession { get; }

    /// <summary>The days on which something in the tree changes.</summary>
    internal IReadOnlyList<DateOnly> Boundaries => _boundaries;

    public OrgUnit? Find(string unit) => _units.GetValueOrDefault(unit);

    public UnitVersion? VersionAt(string unit, DateOnly day) => Find(unit)?.At(day);

    /// <summary>The unit first, the root last; empty when the unit is not valid on that day.</summary>
    public IReadOnlyList<string> PathAt(string unit, DateOnly day)
    {
        var path = new List<string>();
        for (var at = unit; at is not null && path.Count < MaxDepth;)
        {
            if (VersionAt(at, day) is not { } version)
            {
                break;
            }

            path.Add(at);
            at = version.Parent;
        }

        return path;
    }

    /// <summary>The unit and all below it on that day, parents before children; empty when the unit is not valid.</summary>
    public IReadOnlyList<string> SubtreeAt(string unit, DateOnly day)
    {
        if (VersionAt(unit, day) is null)
        {
            return [];
        }

        var children = ChildrenOf(day);
        var found = new List<string> { unit };
        var seen = new HashSet<string>(StringComparer.Ordinal) { unit };
        for (var at = 0; at < found.Count; at++)
        {
            found.AddRange(children[found[at]].Where(seen.Add));
        }

        return found;
    }

    /// <summary>What <see cref="SubtreeAt"/> has after the unit itself, one by one: for those who stop at the first that they look for.</summary>
    public IEnumerable<string> BelowAt(string unit, DateOnly day)
    {
        var children = ChildrenOf(day);
        var seen = new HashSet<string>(StringComparer.Ordinal) { unit };
        var open = new Queue<string>([unit]);
        while (open.TryDequeue(out var at))
        {
            foreach (var child in children[at].Where(seen.Add))
            {
                open.Enqueue(child);
                yield return child;
            }
        }
    }

    /// <summary>The classes of the unit and all below it on that day, each once.</summary>
    public IReadOnlyList<string> ClassesAt(string unit, DateOnly day) => _classes.GetOrAdd((unit, EpochOf(day)), _ => [.. SubtreeAt(unit, day).Select(u => Find(u)!.Class).Distinct()]);

    public IReadOnlyList<string> ChildrenAt(string unit, DateOnly day) => [.. ChildrenOf(day)[unit]];

    public bool IsLeafAt(string unit, DateOnly day) => !ChildrenOf(day)[unit].Any();

    /// <summary>Whether no unit begins, ends or changes within the span; at its first day it may.</summary>
    public bool IsSteadyIn(Interval span) => !_boundaries.Any(b => b > span.From && b < span.To);

    public Level? LevelOf(string unit, DateOnly day) => VersionAt(unit, day)?.Level;

    /// <summary>Central and external bodies and groups of units are in the tree and never in coverage.</summary>
    public bool IsExpected(string unit, DateOnly day) => Find(unit) is { } found && found.At(day) is { } version && IsExpected(found, version);

    /// <summary>The version in which a unit is asked about: as was its last in the span, as now that of the view's day; null is out of validity.</summary>
    public UnitVersion? VersionIn(string unit, Interval span, View view = default) =>
        view.At is { } at ? VersionAt(unit, at) : Find(unit)?.Versions.LastOrDefault(v => v.Validity.Overlaps(new(span.From, span.To)));

    /// <summary>The units of a scope that have a figure of their own in the view, in the order of their ids.</summary>
    public IReadOnlyList<string> UnitsIn(string unit, Scope scope, Interval span, View view = default) => view.At is not { } at
        ? [.. Members(unit, scope, span).Select(m => m.Unit.Id).Distinct(StringComparer.Ordinal)]
        : [.. (scope.Kind is ScopeKind.Own ? [unit] : SubtreeAt(unit, at)).Where(u => IsExpected(u, at) && (scope.Kind is not ScopeKind.Level || LevelOf(u, at) == scope.Level)).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Whose cells a figure counts, when, and how much of them. As now these are the cells of all predecessors; each keeps the version
    /// that it had, because that is what was expected of it.
    /// </summary>
    public IReadOnlyList<Member> Members(string unit, Scope scope, Interval span, View view) => view.At is { } at
        ? _carried.Of(at, day => new CarriedUnits(this, _units.Values, day)).Members(unit, scope, span)
        : Members(unit, scope, span);

    /// <summary>Whether the view counts the same cells as the units' own time did.</summary>
    public bool IsSameIn(string unit, Scope scope, Interval span, View view) => !view.IsAsNow || Members(unit, scope, span, view).SequenceEqual(Members(unit, scope, span));

    /// <summary>
    /// Who belongs to a scope of a unit, and when: one entry for each unit, version and unbroken stretch of days. Units that never
    /// report are left out. The order is that of the ids, so that results do not depend on the order of a catalogue.
    /// </summary>
    public IReadOnlyList<Member> Members(string unit, Scope scope, Interval span) => _members.Of((unit, scope, span), k => FindMembers(k.Unit, k.Scope, k.Span));

    private List<Member> FindMembers(string unit, Scope scope, Interval span)
    {
        var open = new Dictionary<string, Member>(StringComparer.Ordinal);
        var members = new List<Member>();
        foreach (var epoch in EpochsOf(span))
        {
            foreach (var id in scope.Kind is ScopeKind.Own ? [unit] : SubtreeAt(unit, epoch.From))
            {
                var found = Find(id);
                if (found?.At(epoch.From) is not { } version || !IsExpected(found, version) || (scope.Kind is ScopeKind.Level && version.Level != scope.Level))
                {
                    continue;
                }

                if (open.TryGetValue(id, out var member) && member.Span.To == epoch.From && ReferenceEquals(member.Version, version))
                {
                    open[id] = member with { Span = new(member.Span.From, epoch.To) };
                    continue;
                }

                if (member is not null)
                {
                    members.Add(member);
                }

                open[id] = new(found, version, epoch);
            }
        }

        members.AddRange(open.Values);
        return [.. members.OrderBy(m => m.Unit.Id, StringComparer.Ordinal).ThenBy(m => m.Span.From)];
    }

    internal static bool IsExpected(OrgUnit unit, UnitVersion version) =>
        Levels.IsReporting(version.Level) && !unit.Class.EndsWith("-group", StringComparison.Ordinal);

    private IEnumerable<Interval> EpochsOf(Interval span)
    {
        var from = span.From;
        foreach (var boundary in _boundaries.Where(b => b > span.From && b < span.To))
        {
            yield return new(from, boundary);
            from = boundary;
        }

        if (from < span.To)
        {
            yield return new(from, span.To);
        }
    }

    private int EpochOf(DateOnly day)
    {
        var found = Array.BinarySearch(_boundaries, day);
        return found >= 0 ? found + 1 : ~found;
    }

    private ILookup<string, string> ChildrenOf(DateOnly day) =>
        _children.GetOrAdd(EpochOf(day), _ => _units.Values
            .Select(u => (u.Id, u.At(day)?.Parent)).Where(u => u.Parent is not null)
            .ToLookup(u => u.Parent!, u => u.Id, StringComparer.Ordinal));
}

/// <param name="Unit">The unit whose cells are counted.</param>
/// <param name="Span">Days on which the unit, in this version, is in the scope.</param>
public sealed record Member(OrgUnit Unit, UnitVersion Version, Interval Span)
{
    /// <summary>How much of the unit's amounts is counted; less than the whole only across a split.</summary>
    public UnitShare Share { get; init; } = UnitShare.Whole;
}
