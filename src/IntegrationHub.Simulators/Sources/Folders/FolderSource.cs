using System.Globalization;
using System.Text;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Sources.Folders;

/// <summary>
/// An office that puts files into a folder of its own. Nothing is served: when its configuration is asked for, the files are there as of that
/// instant. Later ones do not come by themselves; a test writes them.
/// </summary>
public sealed class FolderSource : DemoSource, IDisposable
{
    private readonly ulong _seed;
    private readonly string _name;
    private readonly IReadOnlyList<DemoUnit> _units;
    private readonly IReadOnlyList<FolderSheet> _sheets;
    private readonly Lock _lock = new();
    private DemoSite? _site;
    private string? _folder;

    internal FolderSource(ulong seed, string id, string name, IReadOnlyList<DemoUnit> units, params IReadOnlyList<FolderSheet> sheets) =>
        (_seed, Id, _name, _units, _sheets) = (seed, id, name, units, sheets);

    public override string Id { get; }

    public override IEnumerable<(string Code, string Unit)> Agencies => _units.Select(u => (u.Code, u.Id));

    public override string Yaml(string baseUrl) => $"""
        id: {Id}
        connector: files
        name: {'{'} vi: "{_name} (mô phỏng)", en: "Folder {Id} (simulated)" {'}'}
        streams: [{string.Join(", ", _sheets.Select(s => s.Stream))}]
        schedule: "*/30 * * * *"
        enabled: true
        options:
          folder: {Folder()}

        """.ReplaceLineEndings("\n");

    public override IEnumerable<TruthCell> Truth(DateTimeOffset asOf)
    {
        foreach (var sheet in _sheets)
        {
            foreach (var (_, from, to, _) in sheet.Files(asOf))
            {
                foreach (var (unit, row) in Rows(sheet, to.AddDays(-1), asOf).Where(r => !sheet.IsUnreadable(r.Unit, to.AddDays(-1))))
                {
                    foreach (var (pair, (whole, part)) in sheet.Pairs.Zip(row))
                    {
                        yield return new(pair.WholeMetric, unit.Id, from, to, whole);
                        if (part is { } amount)
                        {
                            yield return new(pair.PartMetric, unit.Id, from, to, amount);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Writes every file as it is at an instant.</summary>
    public void Write(string folder, DateTimeOffset asOf)
    {
        foreach (var sheet in _sheets)
        {
            foreach (var (name, _, to, at) in sheet.Files(asOf))
            {
                var file = Path.Combine(folder, $"{sheet.Stream}-{name}{(sheet.IsWorkbook ? ".xlsx" : ".csv")}");
                File.WriteAllBytes(file, sheet.IsWorkbook ? Workbook.Write(Cells(sheet, to.AddDays(-1), asOf)) : Csv(Cells(sheet, to.AddDays(-1), asOf), sheet.Stream == "banking"));
                File.SetLastWriteTimeUtc(file, at.UtcDateTime);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_folder is not null && Directory.Exists(_folder))
            {
                Directory.Delete(_folder, recursive: true);
            }

            _folder = null;
        }
    }

    public override void Refresh()
    {
        lock (_lock)
        {
            if (_folder is { } folder && Directory.Exists(folder))
            {
                Write(folder, _site?.Now ?? DemoSetting.Of2024.Start);
            }
        }
    }

    internal override void Play(IReadOnlyList<Fault> faults)
    {
        lock (_lock)
        {
            if (_folder is not { } folder)
            {
                return;
            }

            // What a fault did is undone by writing everything anew.
            var away = folder + ".away";
            if (Directory.Exists(away))
            {
                Directory.Move(away, folder);
            }

            Refresh();
            foreach (var fault in faults)
            {
                FolderFaults.Play(fault.Kind, folder, away, fault.Times ?? int.MaxValue);
            }
        }
    }

    internal override void Map(IEndpointRouteBuilder routes, DemoSite site) => _site = site;

    private string Folder()
    {
        lock (_lock)
        {
            if (_folder is null)
            {
                _folder = Directory.CreateTempSubdirectory("hub-demo-").FullName;
                Write(_folder, _site?.Now ?? DemoSetting.Of2024.Start);
            }

            return _folder;
        }
    }

    private IEnumerable<(DemoUnit Unit, IReadOnlyList<(long Whole, long? Part)> Row)> Rows(FolderSheet sheet, DateOnly last, DateTimeOffset asOf) =>
        _units.Where(u => !sheet.IsAbsent(u, last)).Select(u => (u, sheet.Row(_seed, u, ReferenceEquals(u, _units[0]), last, asOf)));

    // Who filled it in stands in the file, as it does in real ones.
    private List<IReadOnlyList<object?>> Cells(FolderSheet sheet, DateOnly last, DateTimeOffset asOf)
    {
        var rows = new List<IReadOnlyList<object?>>
        {
            (List<object?>)["Mã đơn vị", "Tên đơn vị", sheet.ByQuarter ? "Quý" : "Ngày chốt số liệu", .. sheet.Pairs.SelectMany(p => new[] { p.Whole, p.Part }), "Người lập biểu", "Điện thoại"],
        };
        var number = 0;
        foreach (var (unit, row) in Rows(sheet, last, asOf))
        {
            var person = PlantedPersonalData.Applicants[number++ % PlantedPersonalData.Applicants.Count];
            object period = sheet.ByQuarter ? string.Create(CultureInfo.InvariantCulture, $"Quý {Roman[(last.Month / 3) - 1]}/{last.Year}") : last;
            var isUnreadable = sheet.IsUnreadable(unit, last);
            rows.Add((List<object?>)[unit.Code, unit.Name, period, .. row.SelectMany(p => new object?[] { p.Whole, isUnreadable ? $"{p.Part} trường" : p.Part }), person.Name, person.Phone]);
        }

        return rows;
    }

    private static readonly string[] Roman = ["I", "II", "III", "IV"];

    private static byte[] Csv(List<IReadOnlyList<object?>> rows, bool hasMark)
    {
        var text = new StringBuilder(hasMark ? "\uFEFF" : "");
        var separator = hasMark ? ',' : ';';
        foreach (var row in rows)
        {
            text.AppendJoin(separator, row.Select(cell => cell switch
            {
                DateOnly day => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
                long amount when !hasMark => amount.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '.'),
                _ => Convert.ToString(cell, CultureInfo.InvariantCulture),
            })).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
