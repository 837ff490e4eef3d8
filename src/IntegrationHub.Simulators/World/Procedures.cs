using System.Globalization;

namespace IntegrationHub.Simulators.World;

/// <param name="Fee">In đồng; 0 where the procedure has none.</param>
/// <param name="Days">Working days within which it is to be settled.</param>
/// <param name="PayableOnline">Whether its fee can be paid on a portal at all.</param>
/// <param name="Dormant">Offered, and never asked for.</param>
public sealed record Procedure(
    int Index, string Code, string Name, string FieldCode, string FieldName, int Days, int Fee, bool PayableOnline, bool Dormant)
{
    public bool HasFee => Fee > 0;
}

/// <param name="All">What a unit is competent for, as indexes into <see cref="Procedures.All"/>.</param>
/// <param name="Asked">What of it people ask for, the most frequent first.</param>
internal sealed record Competence(int[] All, int[] Asked);

/// <summary>
/// The administrative procedures and who is competent for which. Departments have lists of their own; districts share one list,
/// communes another, and both share the certifications, so distinct counts of a roll-up are less than the sum of its units.
/// </summary>
public static class Procedures
{
    private static readonly List<Procedure> List = [];
    private static readonly int[] Shared = Add(30, "Chứng thực", 1, feeOf: 700);
    private static readonly int[] OfCommunes = Add(110, "Hộ tịch - địa chính cấp xã", 5, feeOf: 350);
    private static readonly int[] OfDistricts = Add(250, "Thủ tục cấp huyện", 15, feeOf: 450);

    // Departments are the same in both worlds, and so are their lists.
    private static readonly Dictionary<string, int[]> OfDepartments = DemoUnits.All.Where(u => u.Level == DemoLevel.Province)
        .ToDictionary(u => u.Id, u => Add(60 + (int)(u.Hash % 50), u.Name, 12, feeOf: 450));

    public static IReadOnlyList<Procedure> All => List;

    /// <summary>What the unit is competent for, as indexes into <see cref="All"/>.</summary>
    public static ReadOnlySpan<int> Of(DemoUnit unit) => unit.Competence.All;

    /// <summary>What people ask the unit for, the most frequent first.</summary>
    public static ReadOnlySpan<int> AskedOf(DemoUnit unit) => unit.Competence.Asked;

    internal static Competence CompetenceOf(DemoUnit unit)
    {
        var all = unit.Level switch
        {
            DemoLevel.Province => OfDepartments[unit.Id],
            DemoLevel.District => Keep(unit, [.. Shared, .. OfDistricts]),
            // Since there are no districts, their procedures are the communes'.
            _ when unit.FirstDay >= DemoCast.SecondReform => Keep(unit, [.. Shared, .. OfCommunes, .. OfDistricts]),
            _ => Keep(unit, [.. Shared, .. OfCommunes]),
        };
        return new(all, [.. all.Where(p => !List[p].Dormant)]);
    }

    private static int[] Add(int count, string field, int days, int feeOf)
    {
        var first = List.Count;
        for (var n = 0; n < count; n++)
        {
            var index = List.Count;
            var random = DemoRandom.For(0x54544843, (ulong)index);
            var number = 1000 + index * 7 + random.Below(7);
            List.Add(new Procedure(
                index,
                string.Create(CultureInfo.InvariantCulture, $"{1 + index % 3}.{number:D6}"),
                string.Create(CultureInfo.InvariantCulture, $"Thủ tục mô phỏng số {n + 1} ({field})"),
                string.Create(CultureInfo.InvariantCulture, $"LV{first:D4}"),
                field,
                days == 1 ? random.Below(2) : random.Between(1, days * 2),
                random.Permille(feeOf) ? 5_000 * random.Between(1, 10) : 0,
                random.Permille(880),
                n >= 10 && random.Permille(110)));
        }

        return [.. Enumerable.Range(first, count)];
    }

    // A few procedures of the common list are missing at each unit, never the ten most asked-for.
    private static int[] Keep(DemoUnit unit, int[] list) =>
        [.. list.Where((p, position) => position < 10 || DemoRandom.For(unit.Hash, (ulong)p).Next() % 100 >= 6)];
}
