using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Store.Catalogue;

/// <param name="Because">code: the same code in another spelling; code-below: below a known code; unit-code: the unit's own code; name: its name is like it.</param>
/// <param name="Likeness">From 1 to 100.</param>
public sealed record UnitProposal(string Unit, string Name, string Because, string? Known, int Likeness);

/// <summary>Which units an unknown agency code could mean. Words for a person who decides; nothing is ever resolved by them.</summary>
public sealed class UnitProposals
{
    private const int Least = 55;
    private const int Most = 5;

    // What kind of body it is stands in nearly every name: it tells units apart only where all else is equal.
    private static readonly HashSet<string> Kinds = ["ubnd", "uy", "ban", "nhan", "dan", "xa", "phuong", "thi", "tran", "huyen", "quan", "thanh", "pho", "tp", "tx", "tt", "tinh", "so", "phong", "va", "cua"];

    private readonly List<(AgencyAlias Alias, string[] Groups)> codes;
    private readonly List<(OrgUnit Unit, string Name, HashSet<string> Telling, HashSet<string> All)> names;
    private readonly ILookup<string, string> ownCodes;
    private readonly HubCatalogue catalogue;
    private readonly DateOnly today;

    public UnitProposals(HubCatalogue catalogue, string source, string connector, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        (this.catalogue, this.today) = (catalogue, today);
        codes = [.. catalogue.Aliases.Where(a => a.Unit is not null && (a.Source == source || a.Source == connector)).Select(a => (a, AgencyCodes.Groups(a.Code)))];
        var there = catalogue.Units.Values.Where(u => u.At(today) is not null).ToList();
        names = [.. there.SelectMany(u => NamesOf(u, today).Select(n => (u, n, Telling(n), PlainLetters.Words(n).ToHashSet())))];
        ownCodes = there.Where(u => u.At(today)!.Code is not null).ToLookup(u => AgencyCodes.Key(u.At(today)!.Code!), u => u.Id);
    }

    /// <summary>The likeliest first; empty when nothing is like it.</summary>
    public IReadOnlyList<UnitProposal> For(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        var found = new List<UnitProposal>();
        var groups = AgencyCodes.Groups(code);
        for (var count = groups.Length; count > 0 && found.Count == 0; count--)
        {
            var (length, whole) = (count, count == groups.Length);
            found.AddRange(codes.Where(c => c.Groups.AsSpan().SequenceEqual(groups.AsSpan(0, length)))
                .Select(c => Of(c.Alias.Unit!, whole ? "code" : "code-below", c.Alias.Code, whole ? 95 : 60)));
        }

        found.AddRange(ownCodes[AgencyCodes.Key(code)].Select(u => Of(u, "unit-code", null, 90)));
        var (telling, all) = (Telling(code), PlainLetters.Words(code).ToHashSet());
        if (telling.Count > 0)
        {
            found.AddRange(names.Select(n => (n.Unit, n.Name, Likeness: Likeness(telling, n.Telling, all, n.All))).Where(n => n.Likeness >= Least)
                .OrderByDescending(n => n.Likeness).Take(Most).Select(n => Of(n.Unit.Id, "name", n.Name, n.Likeness)));
        }

        return [.. found.OrderByDescending(f => f.Likeness).ThenBy(f => f.Unit, StringComparer.Ordinal).DistinctBy(f => f.Unit).Take(Most)];
    }

    private UnitProposal Of(string unit, string because, string? known, int likeness) =>
        new(unit, catalogue.Units.GetValueOrDefault(unit) is { } found ? (found.At(today) ?? found.Latest).Name.Vi : unit, because, known, likeness);

    /// <summary>Twice what both have, of all that either has; the words of the kind of body decide among equals.</summary>
    private static int Likeness(HashSet<string> left, HashSet<string> right, HashSet<string> allLeft, HashSet<string> allRight)
    {
        if (right.Count == 0)
        {
            return 0;
        }

        var (both, together) = (left.Count(w => right.Contains(w) || right.Any(r => IsNear(w, r))), left.Count + right.Count);
        var (bothAll, togetherAll) = (allLeft.Count(allRight.Contains), allLeft.Count + allRight.Count);
        return (both * 2 * 80 / together) + (bothAll * 2 * 10 / togetherAll);
    }

    // One letter mistyped in a word that is long enough to be recognized.
    private static bool IsNear(string a, string b) => a.Length >= 4 && a.Length == b.Length && a.Zip(b).Count(p => p.First != p.Second) == 1;

    private static HashSet<string> Telling(string name) => [.. PlainLetters.Words(name).Where(w => !Kinds.Contains(w))];

    private static IEnumerable<string> NamesOf(OrgUnit unit, DateOnly today)
    {
        var version = unit.At(today)!;
        return new[] { version.Name.Vi, version.Name.En, version.ShortName }.Concat(unit.OtherNames).OfType<string>().Distinct(StringComparer.Ordinal);
    }
}
