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

    private readonly Lock _lock = new();
    private readonly List<SnapshotTable> _tables = [];

    public IReadOnlyList<SnapshotRow> Of(SnapshotPeriod period, int now)
    {
        if (!period.HasRowsAt(now))
        {
            return [];
        }

        var table = TableAt(period.KnownAt(now));
        var counts = DemoUnits.All.Select(unit => table.Sum(unit, period.FirstMonth, period.Months)).ToArray();
        var rows = new List<SnapshotRow> { RollUp(WholeProvince, DemoUnits.ProvinceCode, "", _ => true) };
        foreach (var unit in DemoUnits.All)
        {
            rows.Add(new SnapshotRow(Leaf, unit.Code, CatalogOf(unit.Level), counts[unit.Index]));
            if (unit.Level == DemoLevel.District)
            {
                rows.Add(RollUp(Subtree, unit.Code, CatalogOf(unit.Level), u => u == unit || u.Parent == unit.Id));
            }
        }

        rows.Insert(3, RollUp(Departments, DemoUnits.ProvinceCode, "so-ban-nganh", u => u.Level == DemoLevel.Province));
        rows.Insert(30, RollUp(Districts, DemoUnits.ProvinceCode, "quan-huyen", u => u.Level == DemoLevel.District));
        rows.Insert(60, RollUp(Communes, DemoUnits.ProvinceCode, "xa-phuong", u => u.Level == DemoLevel.Commune));
        Spoil(rows, period);
        return rows;

        SnapshotRow RollUp(string kind, string code, string catalog, Func<DemoUnit, bool> includes)
        {
            var sum = new SnapshotCounts();
            foreach (var unit in DemoUnits.All.Where(includes))
            {
                sum.Include(counts[unit.Index]);
            }

            return new SnapshotRow(kind, code, catalog, sum);
        }
    }

    private static string CatalogOf(DemoLevel level) => level switch
    {
        DemoLevel.Province => "so-ban-nganh",
        DemoLevel.District => "quan-huyen",
        _ => "xa-phuong",
    };

    private SnapshotTable TableAt(int asOf)
    {
        lock (_lock)
        {
            _tables.RemoveAll(t => t.Version != world.Version);
            var table = _tables.Find(t => t.ValidFrom <= asOf && asOf < t.ValidUntil);
            if (table is null)
            {
                table = new SnapshotTable(world, asOf);
                // The running one and those of frozen periods; a table is a few megabytes.
                if (_tables.Count == 4)
                {
                    _tables.RemoveAt(0);
                }

                _tables.Add(table);
            }

            return table;
        }
    }

    private void Spoil(List<SnapshotRow> rows, SnapshotPeriod period)
    {
        if (faults.IsEmpty)
        {
            return;
        }

        Change(FaultKinds.NegativeCount, (counts, fault) => counts[FieldOf(fault, SnapshotField.TiepNhanTrongKy)] = -Math.Abs(fault.Amount));
        Change(FaultKinds.NumeratorAboveDenominator, (counts, fault) =>
            counts[SnapshotField.HoSoDaXuLyXongCoKetQuaDienTu] = counts[SnapshotField.HoSoDaXuLyXong] + Math.Abs(fault.Amount));
        Change(FaultKinds.PlantedDifference, (counts, fault) => counts[FieldOf(fault, SnapshotField.HoSoDaXuLyXong)] += fault.Amount);
        if (Take(FaultKinds.SoLieuNotJson) is { } broken)
        {
            var at = LeafOf(broken);
            rows[at] = rows[at] with { BrokenText = true };
        }

        if (Take(FaultKinds.MissingAgencyRow) is { } missing)
        {
            rows.RemoveAt(LeafOf(missing));
        }

        if (Take(FaultKinds.UnknownAgency) is not null)
        {
            rows.Add(new SnapshotRow(Leaf, UnknownAgencyCode, "so-ban-nganh", rows[LeafOf(new Fault { Kind = FaultKinds.UnknownAgency })].Counts));
        }

        void Change(string kind, Action<SnapshotCounts, Fault> change)
        {
            if (Take(kind) is { } fault)
            {
                // The counts of a leaf are its own object: roll-ups were summed before and keep the right figures.
                change(rows[LeafOf(fault)].Counts, fault);
            }
        }

        Fault? Take(string kind) => faults.Take(kind, FaultEndpoints.Snapshots, applies: f =>
            (f.LoaiThoiGian is null || f.LoaiThoiGian == period.Type) && (f.Ky is null || f.Ky == period.Number) && (f.Nam is null || f.Nam == period.Year));

        int LeafOf(Fault fault)
        {
            var unit = fault.Unit is null ? DemoUnits.All[0] : DemoUnits.Get(fault.Unit);
            return rows.FindIndex(r => r.Kind == Leaf && r.Code == unit.Code);
        }
    }

    public const string UnknownAgencyCode = DemoUnits.ProvinceCode + ".99";

    private static SnapshotField FieldOf(Fault fault, SnapshotField otherwise) =>
        fault.Field is null ? otherwise : Enum.Parse<SnapshotField>(fault.Field);
}
