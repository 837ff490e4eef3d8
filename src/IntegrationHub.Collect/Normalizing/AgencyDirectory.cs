using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Collect.Normalizing;

/// <summary>
/// Which unit an agency code of a source means on a day. The table decides; spelling rules are only hints in messages. Sources go on
/// using codes of units that have ended: these mean the unit that has taken over by then.
/// </summary>
public sealed class AgencyDirectory
{
    private readonly Dictionary<string, List<AgencyAlias>> aliases;
    private readonly IReadOnlyDictionary<string, OrgUnit> units;
    private readonly Succession succession;

    // A source that changes its codes is refused record by record: the known ones are taken apart once.
    private readonly Lazy<List<(string[] Groups, AgencyAlias Alias)>> spelled;

    public AgencyDirectory(HubCatalogue catalogue, string source, string connector)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        units = catalogue.Units;
        succession = new Succession(catalogue.Units, catalogue.Successions);
        aliases = catalogue.Aliases
            .Where(a => a.Source == source || a.Source == connector)
            .GroupBy(a => AgencyCodes.Key(a.Code), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        spelled = new(() => [.. aliases.Values.Select(list => list.Find(a => a.Unit is not null)).OfType<AgencyAlias>().Select(a => (AgencyCodes.Groups(a.Code), a))]);
        Codes = [.. aliases.Values.Select(list => list[0].Code).Order(StringComparer.Ordinal)];
    }

    /// <summary>All codes, in ordinal order.</summary>
    public IReadOnlyList<string> Codes { get; }

    /// <summary>
    /// False when the code is in no table. A known code without a unit does not count (<paramref name="unit"/> null). A unit that is not
    /// valid on the day has ended without a single successor: nobody can say whose the record is.
    /// </summary>
    public bool TryResolve(string code, DateOnly day, out string? unit)
    {
        unit = null;
        if (!aliases.TryGetValue(AgencyCodes.Key(code), out var candidates))
        {
            return false;
        }

        foreach (var alias in candidates)
        {
            if (alias.Validity.Contains(day))
            {
                unit = alias.Unit is { } named ? succession.SuccessorOn(named, day) ?? named : null;
                return true;
            }
        }

        return false;
    }

    /// <summary>What an unknown code is by its spelling: the same groups in the other order or with other zeros, else the nearest agency above it.</summary>
    /// <returns>Words for a person who adds an alias, never used to resolve anything; null when nothing is like it.</returns>
    public string? Proposal(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        var groups = AgencyCodes.Groups(code);
        for (var count = groups.Length; count > 0; count--)
        {
            if (spelled.Value.Find(s => s.Groups.AsSpan().SequenceEqual(groups.AsSpan(0, count))).Alias is { } known)
            {
                return count == groups.Length ? $"by its spelling it is '{known.Code}', unit '{known.Unit}'" : $"by its spelling it is below '{known.Code}', unit '{known.Unit}'";
            }
        }

        return null;
    }

    /// <summary>Who has what a unit did that has ended: the units it was split into, or the one it was below. A person has to choose.</summary>
    public IReadOnlyList<string> Heirs(string unit, DateOnly day) =>
        units.GetValueOrDefault(unit)?.Versions.LastOrDefault(v => v.Validity.To <= day)?.Validity.To is { } ended ? [.. succession.Landings(unit, ended.AddDays(-1), day).Select(l => l.Unit)] : [];
}
