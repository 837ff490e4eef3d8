using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.OrgUnits;

/// <summary>What every unit has ever done, carried to the units of one day. Made once per day that is asked for.</summary>
internal sealed class CarriedUnits
{
    private readonly OrgTree _tree;
    private readonly DateOnly _day;
    private readonly ILookup<string, Strand> _byLanding;

    public CarriedUnits(OrgTree tree, IEnumerable<OrgUnit> units, DateOnly day)
    {
        (_tree, _day) = (tree, day);
        _byLanding = units.SelectMany(StrandsOf).ToLookup(s => s.Landing.Unit, StringComparer.Ordinal);
    }

    public IReadOnlyList<Member> Members(string unit, Scope scope, Interval span)
    {
        var counted = (scope.Kind is ScopeKind.Own ? [unit] : _tree.SubtreeAt(unit, _day)).SelectMany(u => _byLanding[u])
            .Where(s => IsIn(scope, s.Landing))
            .GroupBy(s => s.Member).Select(g => g.Key with { Share = g.Select(s => s.Landing.Share).Aggregate((a, b) => a + b), Span = g.Key.Span.Intersect(span) })
            .Where(m => !m.Span.IsEmpty).OrderBy(m => m.Unit.Id, StringComparer.Ordinal).ThenBy(m => m.Span.From);
        var members = new List<Member>();
        foreach (var member in counted)
        {
            // An event that gives the unit's work to somebody within the scope changes nothing here.
            if (members is [.., var last] && ReferenceEquals(last.Version, member.Version) && last.Span.To == member.Span.From && last.Share.Equals(member.Share))
            {
                members[^1] = last with { Span = new(last.Span.From, member.Span.To) };
            }
            else
            {
                members.Add(member);
            }
        }

        return members;
    }

    private bool IsIn(Scope scope, Landing landing) => scope.Kind switch
    {
        ScopeKind.Own => landing.Guest is null,
        ScopeKind.Level => (landing.Guest ?? _tree.LevelOf(landing.Unit, _day)) == scope.Level,
        _ => true,
    };

    // Within a version it is always the same ones who take over, except where an event of the unit itself lies between.
    private IEnumerable<Strand> StrandsOf(OrgUnit unit)
    {
        foreach (var version in unit.Versions.Where(v => OrgTree.IsExpected(unit, v)))
        {
            var (from, end) = (version.Validity.From ?? DateOnly.MinValue, version.Validity.To ?? DateOnly.MaxValue);
            foreach (var cut in _tree.Succession.DaysOf(unit.Id).Where(d => d > from && d < end).Append(end))
            {
                var member = new Member(unit, version, new(from, cut));
                foreach (var landing in _tree.Succession.Landings(unit.Id, from, _day))
                {
                    yield return new(member, landing);
                }

                from = cut;
            }
        }
    }

    private sealed record Strand(Member Member, Landing Landing);
}
