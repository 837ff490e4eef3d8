using IntegrationHub.Simulators.Faults;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Tthc;

internal sealed record SnapshotRow(string Kind, string Code, string Catalog, SnapshotCounts Counts)
{
    public bool BrokenText { get; init; }
}

/// <summary>The rows of one period: every agency, and the roll-ups mixed in between as the source does.</summary>
internal sealed class SnapshotRows(DemoWorld world, FaultBoard faults)
{
    public const string Leaf = "DonVi";
    public const string WholeProvince = "ToanTinh";
    public const string Departments = "SoBanNganh";
    public const string Districts = "QuanHuyen";
    public const string Communes = "XaPhuong";
    public const string Subtree = "TongDonViCon";

    private readonly SnapshotTables _tables = new(world);

    public IReadOnlyList<SnapshotRow> Of(SnapshotPeriod period, int now)
    {
        if (!period.HasRowsAt(now, world.Setting))
        {
            return [];
        }

        // A period is stated for who was there in all of it: of a year with a reform only for those whom it did not touch.
        var table = _tables.At(period.KnownAt(now));
        var there = world.Cast.All.Where(u => u.IsThereAllOf(period.FirstDay, period.EndDay)).ToList();
        var counts = there.ToDictionary(u => u, unit => table.Sum(unit, period.FirstMonth, period.Months));
        var provinces = world.Cast.Provinces.Where(p => p.FirstDay <= period.FirstDay && period.EndDay <= p.EndDay).ToList();
        var rows = provinces.Select(p => RollUp(WholeProvince, p.Code, "", u => IsUnder(u, p))).OfType<SnapshotRow>().ToList();
        foreach (var unit in there)
        {
            rows.Add(new SnapshotRow(Leaf, unit.Code, CatalogOf(unit.Level), counts[unit]));
            if (unit.Level == DemoLevel.District)
            {
                rows.Add(RollUp(Subtree, unit.Code, CatalogOf(unit.Level), u => u == unit || u.ParentOn(period.FirstDay) == unit.Id)!);
            }
        }

        foreach (var province in provinces)
        {
            Mix(3, RollUp(Departments, province.Code, "so-ban-nganh", u => IsUnder(u, province) && u.Level == DemoLevel.Province));
            Mix(30, RollUp(Districts, province.Code, "quan-huyen", u => IsUnder(u, province) && u.Level == DemoLevel.District));
            Mix(60, RollUp(Communes, province.Code, "xa-phuong", u => IsUnder(u, province) && u.Level == DemoLevel.Commune));
        }

        Spoil(rows, period);
        return rows;

        void Mix(int position, SnapshotRow? row)
        {
            if (row is not null)
            {
                rows.Insert(Math.Min(position, rows.Count), row);
            }
        }

        SnapshotRow? RollUp(string kind, string code, string catalog, Func<DemoUnit, bool> includes)
        {
            var included = there.Where(includes).ToList();
            var sum = new SnapshotCounts();
            included.ForEach(unit => sum.Include(counts[unit]));
            return included.Count == 0 ? null : new SnapshotRow(kind, code, catalog, sum);
        }
    }

    private static bool IsUnder(DemoUnit unit, DemoProvince province) => unit.Code.StartsWith(province.Code, StringComparison.Ordinal);

    private static string CatalogOf(DemoLevel level) => level switch
    {
        DemoLevel.Province => "so-ban-nganh",
        DemoLevel.District => "quan-huyen",
        _ => "xa-phuong",
    };

    private void Spoil(List<SnapshotRow> rows, SnapshotPeriod period)
    {
        if (faults.IsEmpty)
        {
            return;
        }

        // The counts of a leaf are its own object: roll-ups were summed before and keep the right figures.
        foreach (var fault in Taken(FaultKinds.NegativeCount))
        {
            LeafOf(fault).Counts[FieldOf(fault, SnapshotField.TiepNhanTrongKy)] = -Math.Abs(fault.Amount);
        }

        foreach (var fault in Taken(FaultKinds.PlantedDifference))
        {
            LeafOf(fault).Counts[FieldOf(fault, SnapshotField.HoSoDaXuLyXong)] += fault.Amount;
        }

        foreach (var fault in Taken(FaultKinds.NumeratorAboveDenominator))
        {
            var counts = LeafOf(fault).Counts;
            counts[SnapshotField.HoSoDaXuLyXongCoKetQuaDienTu] = counts[SnapshotField.HoSoDaXuLyXong] + Math.Abs(fault.Amount);
        }

        foreach (var fault in Taken(FaultKinds.SoLieuNotJson))
        {
            var row = LeafOf(fault);
            rows[rows.IndexOf(row)] = row with { BrokenText = true };
        }

        foreach (var fault in Taken(FaultKinds.UnknownAgency))
        {
            rows.Add(LeafOf(fault) with { Code = UnknownAgencyCode });
        }

        foreach (var fault in Taken(FaultKinds.MissingAgencyRow))
        {
            var code = UnitOf(fault).Code;
            rows.RemoveAll(r => r.Kind == Leaf && r.Code == code);
        }

        IReadOnlyList<Fault> Taken(string kind) => faults.TakeAll(kind, FaultEndpoints.Snapshots, f =>
            (f.LoaiThoiGian is null || f.LoaiThoiGian == period.Type) && (f.Ky is null || f.Ky == period.Number) && (f.Nam is null || f.Nam == period.Year));

        SnapshotRow LeafOf(Fault fault) => rows.First(r => r.Kind == Leaf && r.Code == UnitOf(fault).Code);

        DemoUnit UnitOf(Fault fault) => fault.Unit is null ? world.Cast.All[0] : world.Cast.Get(fault.Unit);
    }

    public const string UnknownAgencyCode = DemoUnits.ProvinceCode + ".99";

    private static SnapshotField FieldOf(Fault fault, SnapshotField otherwise) =>
        fault.Field is null ? otherwise : Enum.Parse<SnapshotField>(fault.Field);
}
