using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using static IntegrationHub.Indicators.Tests.Worlds;

namespace IntegrationHub.Indicators.Tests.Properties;

/// <summary>One change; which units it is about and its day are counted from what is there by then, so that every series of changes is possible.</summary>
public readonly record struct Change(int Kind, int First, int Second, int Days, int Tenths);

/// <summary>A tuple as it was delivered, in one version of a unit.</summary>
public sealed record Delivered(string Unit, int Version, Interval Interval, decimal? N, decimal? D)
{
    public bool IsValid => N is { } n && D is { } d && n <= d;
}

/// <summary>
/// A province whose units merge, split, move and end in the course of 2026, with figures for every month. It keeps its own account of
/// who holds what whom has done: what the engine says is compared with that, and they share no code.
/// </summary>
internal sealed class ChangingWorld
{
    private static readonly DateOnly Start = new(2026, 1, 1);

    /// <summary>Day after the last of the year that all of it plays in.</summary>
    public static readonly DateOnly End = new(2027, 1, 1);

    private readonly Dictionary<string, List<UnitVersion>> _versions = [];
    private readonly Dictionary<string, string> _classes = [];
    private readonly List<string> _communes = [];
    private readonly List<string> _districts = ["A", "B", "D"];
    private readonly List<SuccessionEvent> _events = [];
    private readonly HashSet<string> _changedTerritories = [];
    private readonly HashSet<string> _changedUnits = [];
    private int _born;

    public ChangingWorld(IEnumerable<Change> changes, int seed)
    {
        Begin("P", Level.Province, null, null);
        Begin("S", Level.Province, "P", null);
        foreach (var district in _districts)
        {
            Begin(district, Level.District, "P", null);
        }

        foreach (var (commune, district) in new[] { ("A1", "A"), ("A2", "A"), ("A3", "A"), ("B1", "B"), ("B2", "B"), ("D1", "D"), ("D2", "D") })
        {
            BeginCommune(commune, district, null);
        }

        var day = Start;
        foreach (var change in changes)
        {
            day = day.AddDays(1 + (change.Days % 60));
            if (day >= End)
            {
                // Views are asked as of the end of the year: what comes later is none of theirs.
                break;
            }

            Apply(change, day);
        }

        Catalogue = CatalogueOf(_versions.Select(v => new OrgUnit(v.Key, _classes[v.Key], v.Value))) with { Successions = _events };
        Tree = new OrgTree(Catalogue);
        Deliveries = [.. Deliver(new Random(seed))];
    }

    public HubCatalogue Catalogue { get; }

    public OrgTree Tree { get; }

    public IReadOnlyList<Delivered> Deliveries { get; }

    /// <summary>For every unit that is there in the end: whose versions' work it has, and how much of it.</summary>
    public Dictionary<string, Dictionary<(string Unit, int Version), decimal>> Holdings { get; } = [];

    /// <summary>Units that have the same ones below them in all views.</summary>
    public IEnumerable<string> SameTerritories => _districts.Where(d => !_changedTerritories.Contains(d)).Prepend("P");

    public IEnumerable<string> SameUnits => _versions.Keys.Where(u => !_changedUnits.Contains(u));

    public CellFigures Figures(View view, DateOnly today)
    {
        var cells = Deliveries.SelectMany(d => new[] { ("n", d.N), ("d", d.D) }.Where(c => c.Item2 is not null).Select(c => new Cell(Snapshots, c.Item1, d.Unit, d.Interval, c.Item2!.Value, Scope.Own)));
        return new(new IndicatorDefinitions(Catalogue), Tree, Expectations(Catalogue), today, cells, [], view: view);
    }

    private void Apply(Change change, DateOnly day)
    {
        var (one, other) = (_communes[change.First % _communes.Count], _communes[change.Second % _communes.Count]);
        switch (change.Kind % 8)
        {
            case 0 when one != other:
                TakeOver(SuccessionKind.Merge, day, [one, other], [(BeginCommune(NewName(), ParentOf(one), day), 1)]);
                break;
            case 1 when one != other:
                TakeOver(SuccessionKind.Merge, day, [one, other], [(other, 1)]);
                break;
            case 2:
                TakeOver(SuccessionKind.Split, day, [one], [(BeginCommune(NewName(), ParentOf(one), day), change.Tenths / 10m), (BeginCommune(NewName(), ParentOf(other), day), 1 - (change.Tenths / 10m))]);
                break;
            case 3:
                TakeOver(SuccessionKind.Split, day, [one], [(one, change.Tenths / 10m), (BeginCommune(NewName(), ParentOf(one), day), 1 - (change.Tenths / 10m))]);
                break;
            case 4:
                Move(one, ParentOf(other), day);
                break;
            case 5 when _communes.Count > 2:
                TakeOver(SuccessionKind.Abolish, day, [one], []);
                break;
            case 6 when _districts.Count > 1:
                EndDistrict(_districts[change.First % _districts.Count], change, day);
                break;
            default:
                TakeOver(SuccessionKind.Rename, day, [one], [(BeginCommune(NewName(), ParentOf(one), day), 1)]);
                break;
        }
    }

    private void EndDistrict(string district, Change change, DateOnly day)
    {
        _districts.Remove(district);
        string[] places = ["P", .. _districts];
        var place = places[change.Second % places.Length];
        foreach (var commune in _communes.Where(c => ParentOf(c) == district).ToList())
        {
            Move(commune, place, day);
        }

        TakeOver(change.Tenths % 3 == 0 ? SuccessionKind.Abolish : SuccessionKind.Transfer, day, [district], change.Tenths % 3 == 0 ? [] : [("S", 1)]);
    }

    private void Move(string commune, string place, DateOnly day)
    {
        _changedTerritories.UnionWith([ParentOf(commune), place]);
        EndVersion(commune, day);
        Begin(commune, Level.Commune, place, day);
    }

    private void TakeOver(SuccessionKind kind, DateOnly day, string[] from, (string Unit, decimal Share)[] to)
    {
        _changedTerritories.UnionWith(from.Concat(to.Select(t => t.Unit)).Select(ParentOf).Distinct().ToList() is { Count: > 1 } several ? several : []);
        var parents = from.Select(u => (Unit: u, Parent: ParentOf(u))).ToList();
        var held = from.SelectMany(u => Holdings[u]).ToList();
        foreach (var (unit, parent) in parents)
        {
            EndVersion(unit, day);
            Holdings[unit] = [];
            if (to.Any(t => t.Unit == unit))
            {
                Begin(unit, Level.Commune, parent, day);
            }
            else
            {
                _communes.Remove(unit);
                Holdings.Remove(unit);
            }
        }

        foreach (var (unit, share) in to)
        {
            _changedUnits.Add(unit);
            foreach (var (of, part) in held)
            {
                Holdings[unit][of] = Holdings[unit].GetValueOrDefault(of) + (part * share);
            }
        }

        _events.Add(new(day, kind, from, [.. to.Select(t => t.Unit)], "")
        {
            Shares = kind is SuccessionKind.Split ? [.. to.Select(t => new SuccessionShare(t.Unit, t.Share))] : [],
        });
    }

    private string BeginCommune(string unit, string parent, DateOnly? day)
    {
        _communes.Add(unit);
        Begin(unit, Level.Commune, parent, day);
        return unit;
    }

    private void Begin(string unit, Level level, string? parent, DateOnly? day)
    {
        _classes[unit] = Levels.Word(level);
        _versions.TryAdd(unit, []);
        _versions[unit].Add(new(new(day, null), parent, level, new(unit)));
        Holdings.TryAdd(unit, []);
        Holdings[unit][(unit, _versions[unit].Count - 1)] = 1;
    }

    private void EndVersion(string unit, DateOnly day)
    {
        _changedUnits.Add(unit);
        _versions[unit][^1] = _versions[unit][^1] with { Validity = new(_versions[unit][^1].Validity.From, day) };
    }

    private string ParentOf(string unit) => _versions[unit][^1].Parent!;

    private string NewName() => $"N{++_born}";

    // Some tuples are missing, some have one side only, some are impossible.
    private IEnumerable<Delivered> Deliver(Random random)
    {
        foreach (var (unit, versions) in _versions)
        {
            foreach (var (number, version) in versions.Index())
            {
                var validity = new Interval(version.Validity.From ?? Start, version.Validity.To ?? End);
                foreach (var month in Enumerable.Range(0, 12).Select(m => new Interval(Start.AddMonths(m), Start.AddMonths(m + 1)).Intersect(validity)).Where(m => !m.IsEmpty))
                {
                    var d = random.Next(0, 40);
                    var n = random.Next(0, d + 1);
                    yield return random.Next(20) switch
                    {
                        0 or 1 => new(unit, number, month, null, null),
                        2 => new(unit, number, month, null, d),
                        3 => new(unit, number, month, d + 5, d),
                        _ => new(unit, number, month, n, d),
                    };
                }
            }
        }
    }
}
