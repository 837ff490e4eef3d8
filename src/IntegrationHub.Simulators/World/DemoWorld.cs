using System.Collections.Concurrent;
using System.Globalization;

namespace IntegrationHub.Simulators.World;

public sealed record DemoWorldOptions
{
    /// <summary>2024, or 2025 with the reforms of that year.</summary>
    public int Year { get; init; } = 2024;

    public ulong Seed { get; init; } = 2024;

    /// <summary>1 is the year of a province, about 700,000 dossiers; 0.05 about 35,000.</summary>
    public decimal Scale { get; init; } = 0.05m;

    /// <summary>Whether closed dossiers change 1 to 30 days later. Nothing else depends on it.</summary>
    public bool LateCorrections { get; init; } = true;
}

public delegate void DossierVisitor(in Dossier dossier);

/// <summary>
/// All dossiers filed from December of the year before to the end of its year. Nothing is stored: each dossier is a pure function of seed, unit, day and
/// number, so a world of a million takes no memory, and the scale only decides how many of them there are.
/// </summary>
public sealed class DemoWorld
{
    private readonly UnitProfile[] _profiles;
    private readonly DossierMaker[] _makers;
    private readonly ConcurrentDictionary<DossierKey, DossierChange[]> _corrections = new();
    private int _version;

    public DemoWorld(DemoWorldOptions options)
    {
        Options = options;
        Setting = DemoSetting.Of(options.Year);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Scale, 10m);
        var scale = (long)(options.Scale * 1_000_000m);
        _profiles = [.. Cast.All.Select(unit => new UnitProfile(Setting, options.Seed, unit, scale))];
        _makers = [.. Cast.All.Select(unit => new DossierMaker(options.Seed, unit, _profiles[unit.Index], Setting.Calendar, options.LateCorrections))];
    }

    public DemoWorldOptions Options { get; }

    public DemoSetting Setting { get; }

    public DemoCast Cast => Setting.Cast;

    /// <summary>Rises with each correction from outside, so that computed figures can be kept until then.</summary>
    public int Version => Volatile.Read(ref _version);

    public UnitProfile ProfileOf(DemoUnit unit) => _profiles[unit.Index];

    /// <summary>Every dossier that will ever be filed.</summary>
    public long CountAll() => Cast.All.Sum(unit => (long)CountOf(unit));

    public int CountOf(DemoUnit unit) => Enumerable.Range(0, Setting.LastDay + 1).Sum(_profiles[unit.Index].CountOn);

    /// <summary>The dossiers filed at the unit from one day to another, both inclusive, in the order of their codes.</summary>
    public void Visit(DemoUnit unit, int fromDay, int toDay, DossierVisitor visitor)
    {
        for (var day = Math.Max(0, fromDay); day <= Math.Min(toDay, Setting.LastDay); day++)
        {
            var count = _profiles[unit.Index].CountOn(day);
            for (var number = 1; number <= count; number++)
            {
                Make(unit, day, number, out var dossier);
                visitor(dossier);
            }
        }
    }

    public void VisitAll(DossierVisitor visitor)
    {
        foreach (var unit in Cast.All)
        {
            Visit(unit, 0, Setting.LastDay, visitor);
        }
    }

    /// <summary>By code, with the agency in either form.</summary>
    public bool TryFind(string code, out Dossier dossier)
    {
        dossier = default;
        var parts = code.Split('-');
        if (parts.Length != 3
            || Cast.FindByCode(parts[0]) is not { } unit
            || !DateOnly.TryParseExact(parts[1], "yyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number < 1 || number > _profiles[unit.Index].CountOn(WorldTime.DayOf(date)))
        {
            return false;
        }

        Make(unit, WorldTime.DayOf(date), number, out dossier);
        return true;
    }

    /// <summary>Changes one dossier from outside; the changes stay for the life of this world.</summary>
    public void Correct(DossierKey key, params IReadOnlyList<DossierChange> changes)
    {
        _corrections.AddOrUpdate(key, _ => Check(key, [.. changes]), (_, before) => Check(key, [.. before, .. changes]));
        Interlocked.Increment(ref _version);
    }

    private static DossierChange[] Check(DossierKey key, DossierChange[] changes) =>
        changes.Length <= 16 ? changes : throw new InvalidOperationException($"dossier {key} was corrected too often");

    private void Make(DemoUnit unit, int day, int number, out Dossier dossier)
    {
        _makers[unit.Index].Make(day, number, out dossier);
        if (!_corrections.IsEmpty && _corrections.TryGetValue(dossier.Key, out var corrections))
        {
            foreach (var change in corrections)
            {
                dossier.Insert(change);
            }
        }
    }
}
