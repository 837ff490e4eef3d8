using System.Collections.Frozen;

namespace IntegrationHub.Simulators.World;

/// <param name="Index">Position in <see cref="DemoUnits.All"/>; not stable when the list grows, never part of a random seed.</param>
/// <param name="Code">New form, top-down: <c>H02.36.07</c>. Synthetic.</param>
/// <param name="OldCode">Old form, bottom-up and padded: <c>000.07.36.H02</c>.</param>
public sealed record DemoUnit(int Index, string Id, DemoLevel Level, string Class, string Name, string Code, string OldCode, string Parent)
{
    public ulong Hash { get; } = DemoRandom.Hash(Id);
}

public enum DemoLevel
{
    Province,
    District,
    Commune,
}

/// <summary>Every agency that has cases: departments, district committees, communes. The province's own code has roll-up rows only.</summary>
public static class DemoUnits
{
    public const string Province = "ubnd-tinh-bac-giang";
    public const string ProvinceCode = "H02";
    public const string ProvinceOldCode = "000.00.00.H02";

    public static IReadOnlyList<DemoUnit> All { get; } = Load();

    private static readonly FrozenDictionary<string, DemoUnit> ById = All.ToFrozenDictionary(u => u.Id);

    private static readonly FrozenDictionary<string, DemoUnit> ByCode =
        All.SelectMany(u => new[] { (u.Code, u), (u.OldCode, u) }).ToFrozenDictionary(p => p.Item1, p => p.u);

    public static DemoUnit? Find(string id) => ById.GetValueOrDefault(id);

    public static DemoUnit Get(string id) => ById[id];

    /// <summary>By agency code in either form.</summary>
    public static DemoUnit? FindByCode(string code) => ByCode.GetValueOrDefault(code);

    private static DemoUnit[] Load()
    {
        using var stream = typeof(DemoUnits).Assembly.GetManifestResourceStream("units.csv")!;
        using var reader = new StreamReader(stream);
        var units = new List<DemoUnit>();
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(';');
            units.Add(new DemoUnit(units.Count, cells[0], ParseLevel(cells[1]), cells[2], cells[3], cells[4], OldForm(cells[4]), cells[5]));
        }

        return [.. units];
    }

    private static DemoLevel ParseLevel(string text) => text switch
    {
        "province" => DemoLevel.Province,
        "district" => DemoLevel.District,
        "commune" => DemoLevel.Commune,
        _ => throw new InvalidDataException($"units.csv: unknown level {text}"),
    };

    private static string OldForm(string code)
    {
        var groups = code.Split('.');
        return groups.Length == 2 ? $"000.00.{groups[1]}.{groups[0]}" : $"000.{groups[2]}.{groups[1]}.{groups[0]}";
    }
}
