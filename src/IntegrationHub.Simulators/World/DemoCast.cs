using System.Collections.Frozen;
using System.Globalization;

namespace IntegrationHub.Simulators.World;

/// <param name="Index">Position in <see cref="DemoCast.All"/>; not stable when the list grows, never part of a random seed.</param>
/// <param name="Code">New form, top-down: <c>H02.36.07</c>. Synthetic.</param>
/// <param name="OldCode">Old form, bottom-up and padded: <c>000.07.36.H02</c>.</param>
/// <param name="Parent">The unit above, at last.</param>
public sealed record DemoUnit(int Index, string Id, DemoLevel Level, string Class, string Name, string Code, string OldCode, string Parent)
{
    public ulong Hash { get; } = DemoRandom.Hash(Id);

    /// <summary>First day on which the agency is there, in days of <see cref="WorldTime"/>.</summary>
    public int FirstDay { get; init; } = int.MinValue;

    /// <summary>First day on which it no longer is.</summary>
    public int EndDay { get; init; } = int.MaxValue;

    /// <summary>The unit above until 31 December 2024, where another one was above it then.</summary>
    public string? ParentIn2024 { get; init; }

    /// <summary>Who goes on with its open dossiers, under their old codes. Null: nobody is known, and they rest.</summary>
    public DemoUnit? Successor { get; internal set; }

    /// <summary>From this day on nothing happens to its dossiers any more.</summary>
    public int RestDay => EndDay == int.MaxValue ? int.MaxValue : Successor?.RestDay ?? EndDay;

    /// <summary>What it is competent for, and of that what people ask it for; indexes into <see cref="Procedures.All"/>.</summary>
    internal Competence Competence => field ??= Procedures.CompetenceOf(this);

    public bool IsThereAllOf(int fromDay, int endDay) => FirstDay <= fromDay && endDay <= EndDay;

    public string ParentOn(int day) => ParentIn2024 is not null && day < DemoCast.FirstReform ? ParentIn2024 : Parent;

    // A unit is itself: what is found out about it later changes neither.
    public bool Equals(DemoUnit? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Index;

    /// <summary>Whose work it is on a day: its own, or from its end on that of who took over.</summary>
    public DemoUnit HolderOn(int day) => day >= EndDay && Successor is not null ? Successor.HolderOn(day) : this;
}

public enum DemoLevel
{
    Province,
    District,
    Commune,
}

/// <summary>A province's own code: no dossiers, only roll-up rows of the agencies whose codes begin with it.</summary>
public sealed record DemoProvince(string Id, string Code, string OldCode, int FirstDay = int.MinValue, int EndDay = int.MaxValue);

/// <summary>Every agency that has cases in a world, at whatever time: departments, district committees, communes.</summary>
public sealed class DemoCast
{
    public static readonly int FirstReform = WorldTime.DayOf(new DateOnly(2025, 1, 1));
    public static readonly int SecondReform = WorldTime.DayOf(new DateOnly(2025, 7, 1));

    private readonly FrozenDictionary<string, DemoUnit> _byId;
    private readonly FrozenDictionary<string, DemoUnit> _byCode;

    private DemoCast(string file, params IReadOnlyList<DemoProvince> provinces)
    {
        (All, Provinces) = (Load(file), provinces);
        _byId = All.ToFrozenDictionary(u => u.Id);
        _byCode = All.SelectMany(u => new[] { (u.Code, u), (u.OldCode, u) }).ToFrozenDictionary(p => p.Item1, p => p.u);
    }

    public static DemoCast Of2024 { get; } = new("units.csv", new DemoProvince("ubnd-tinh-bac-giang", "H02", "000.00.00.H02"));

    public static DemoCast Of2025 { get; } = new("units-2025.csv",
        new DemoProvince("ubnd-tinh-bac-giang", "H02", "000.00.00.H02", EndDay: SecondReform),
        new DemoProvince("ubnd-tinh-bac-ninh", "H05", "000.00.00.H05", EndDay: SecondReform),
        new DemoProvince("ubnd-tinh-bac-ninh-2025", "H02", "000.00.00.H02", FirstDay: SecondReform));

    public IReadOnlyList<DemoUnit> All { get; }

    public IReadOnlyList<DemoProvince> Provinces { get; }

    public DemoUnit? Find(string id) => _byId.GetValueOrDefault(id);

    public DemoUnit Get(string id) => _byId[id];

    /// <summary>By agency code in either form.</summary>
    public DemoUnit? FindByCode(string code) => _byCode.GetValueOrDefault(code);

    public bool IsProvince(string code) => Provinces.Any(p => code == p.Code || code == p.OldCode);

    // Of 2024: id;level;class;name;code;parent. Of 2025 also parentIn2024;from;to;successor.
    private static DemoUnit[] Load(string file)
    {
        using var stream = typeof(DemoCast).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        var units = new List<DemoUnit>();
        var successors = new List<string?>();
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            string?[] cells = [.. line.Split(';').Select(c => c.Length == 0 ? null : c)];
            var code = cells[4]!;
            units.Add(new DemoUnit(units.Count, cells[0]!, ParseLevel(cells[1]!), cells[2]!, cells[3]!, code, OldForm(code), cells[5]!)
            {
                ParentIn2024 = cells.ElementAtOrDefault(6),
                FirstDay = DayOf(cells.ElementAtOrDefault(7)) ?? int.MinValue,
                EndDay = DayOf(cells.ElementAtOrDefault(8)) ?? int.MaxValue,
            });
            successors.Add(cells.ElementAtOrDefault(9));
        }

        foreach (var (unit, successor) in units.Zip(successors).Where(p => p.Second is not null))
        {
            unit.Successor = units.Single(u => u.Id == successor);
        }

        return [.. units];
    }

    private static int? DayOf(string? text) => text is null ? null : WorldTime.DayOf(DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static DemoLevel ParseLevel(string text) => text switch
    {
        "province" => DemoLevel.Province,
        "district" => DemoLevel.District,
        "commune" => DemoLevel.Commune,
        _ => throw new InvalidDataException($"unknown level {text}"),
    };

    private static string OldForm(string code)
    {
        var groups = code.Split('.');
        return groups.Length == 2 ? $"000.00.{groups[1]}.{groups[0]}" : $"000.{groups[2]}.{groups[1]}.{groups[0]}";
    }
}
