using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;

namespace IntegrationHub.Collect.Normalizing;

/// <summary>
/// Which unit an agency code of a source means on a day. The table decides; spelling rules are only hints in messages. Sources go on
/// using codes of units that have ended: these mean the unit that has taken over by then.
/// </summary>
public sealed class AgencyDirectory
{
    private readonly Dictionary<string, List<AgencyAlias>> aliases;
    private readonly Succession succession;

    public AgencyDirectory(HubCatalogue catalogue, string source, string connector)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        succession = new Succession(catalogue.Units, catalogue.Successions);
        aliases = catalogue.Aliases
            .Where(a => a.Source == source || a.Source == connector)
            .GroupBy(a => Key(a.Code), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
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
        if (!aliases.TryGetValue(Key(code), out var candidates))
        {
            return false;
        }

        var alias = candidates.Find(a => a.Validity.Contains(day));
        unit = alias?.Unit is { } named ? succession.SuccessorOn(named, day) ?? named : null;
        return alias is not null;
    }

    private static string Key(string code) => code.Trim().ToUpperInvariant();
}
