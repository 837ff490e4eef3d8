using System.Globalization;
using IntegrationHub.Host.Demo;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Simulators.Sources.Folders;
using IntegrationHub.Simulators.Sources.HealthRecords;
using IntegrationHub.Simulators.Truth;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Host.Acceptance.Bench;

/// <summary>One source of the demo world: its files for a catalogue, and what a hub that has read all of it must have counted.</summary>
public sealed class BenchSource
{
    // The province, a department, a district and its communes: of the largest source a few units prove as much as all.
    private static readonly string[] FewUnits = [DemoUnits.Province, "so-tp", "ubnd-huyen-yen-the"];

    private readonly SimulatorServer simulators;
    private readonly DemoSource? source;
    private readonly HashSet<string>? units;

    private BenchSource(SimulatorServer simulators, string id, DemoSource? source, HashSet<string>? units) => (this.simulators, Id, this.source, this.units) = (simulators, id, source, units);

    public string Id { get; }

    public bool IsManual => Id == DemoEntries.SourceId;

    /// <summary>The sources of the demo world by connector.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> OfConnectors { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["tthc"] = [DemoSources.TthcId, "tthc-qd766-bac-giang", "tthc-opencps-luc-ngan"],
        ["document-management"] = ["document-management-bac-giang"],
        ["reporting"] = ["reporting-bac-giang"],
        ["national-portal-payments"] = ["national-portal-payments-bac-giang"],
        ["registers"] = ["registers-bac-giang"],
        ["files"] = ["tep-so-lieu"],
        ["sql"] = ["ho-so-suc-khoe"],
        ["rest"] = ["doanh-nghiep"],
        ["ckan"] = ["du-lieu-mo"],
        ["manual"] = [DemoEntries.SourceId],
    };

    /// <param name="simulators">The simulated world.</param>
    /// <param name="id">Which of its sources.</param>
    /// <param name="units">The only units that the catalogue knows codes of, for a source that is asked for one after the other; null for all.</param>
    /// <exception cref="ArgumentException">The demo world has no such source.</exception>
    public static BenchSource Of(SimulatorServer simulators, string id, IReadOnlyCollection<string>? units = null)
    {
        ArgumentNullException.ThrowIfNull(simulators);
        var source = simulators.Sources.FirstOrDefault(s => s.Id == id);
        return source is not null || id is DemoSources.TthcId or DemoEntries.SourceId
            ? new BenchSource(simulators, id, source, units?.ToHashSet(StringComparer.Ordinal))
            : throw new ArgumentException($"the demo world has no source '{id}'; it has {string.Join(", ", simulators.Sources.Select(s => s.Id).Prepend(DemoSources.TthcId))}");
    }

    /// <summary>The bundled catalogue with this source alone.</summary>
    public CatalogueFiles Catalogue()
    {
        var year = simulators.World.Setting.Year;
        var all = DemoRun.Catalogue(simulators.BaseUrl, year, withOthers: year == 2024);
        var kept = all.All.Where(f => !(f.Path.StartsWith("sources/", StringComparison.Ordinal) || f.Path.StartsWith("aliases/", StringComparison.Ordinal))
            || Path.GetFileNameWithoutExtension(f.Path) == Id);
        return new CatalogueFiles(kept.Select(f => f.Path == DemoAliases.FileName ? f with { Text = OfFewUnits(f.Text) }
            : units is not null && f.Path == $"aliases/{Id}.yaml" ? f with { Text = string.Join('\n', f.Text.Split('\n').Where(line => UnitOf(line) is not { } unit || units.Contains(unit))) }
            // Of the instance that is asked for its truth: each has files of its own.
            : source is not null && f.Path == $"sources/{Id}.yaml" ? f with { Text = source.Yaml($"{simulators.BaseUrl}/{Id}") }
            : f));
    }

    /// <summary>Whether it is files or a database, and nobody is asked.</summary>
    public bool IsStored => source is FolderSource or HealthRecordsSource;

    /// <summary>Sources that are files have them as of now; those that are asked know by themselves what time it is.</summary>
    public void BringUpToDate() => source?.Refresh();

    /// <summary>Puts a web page in the place of each file.</summary>
    public void Spoil()
    {
        foreach (var file in source is FolderSource ? Directory.GetFiles(Place) : [Place])
        {
            var written = File.GetLastWriteTimeUtc(file);
            File.WriteAllText(file, "<!DOCTYPE html><html><head><title>Đăng nhập</title></head><body></body></html>");

            // Not just now: a folder leaves alone what is still being written.
            File.SetLastWriteTimeUtc(file, written.AddMinutes(-1));
        }
    }

    /// <summary>What was spoiled is as it should be.</summary>
    public void Restore(DateTimeOffset now)
    {
        if (source is HealthRecordsSource records)
        {
            File.Delete(Place);
            records.Write(Place, now.ToOffset(WorldTime.Offset));
            return;
        }

        BringUpToDate();
    }

    /// <summary>The folder, or the file of the database.</summary>
    private string Place
    {
        get
        {
            var lines = (source?.Yaml("") ?? "").Split('\n').Select(l => l.Trim());
            return source is FolderSource
                ? lines.First(l => l.StartsWith("folder: ", StringComparison.Ordinal))["folder: ".Length..]
                : File.ReadAllText(lines.First(l => l.Contains("\"file:", StringComparison.Ordinal)).Split("\"file:")[1].Split('"')[0])["Data Source=".Length..];
        }
    }

    public IEnumerable<TruthCell> Truth(DateTimeOffset now) =>
        source is not null ? source.Truth(now).Where(c => units?.Contains(c.Unit) ?? true)
        : IsManual ? DemoEntries.Truth
        : [.. Dossiers(now), .. Snapshots(now)];

    private IEnumerable<TruthCell> Dossiers(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.ToOffset(WorldTime.Offset).DateTime);
        foreach (var each in simulators.Truth.Days(simulators.World.Setting.FirstDate, today, asOf: now).All().Where(d => IsCounted(d.Unit)))
        {
            yield return new(each.Metric, each.Unit.Id, each.Day, each.Day.AddDays(1), each.Count);
        }
    }

    private IEnumerable<TruthCell> Snapshots(DateTimeOffset now)
    {
        var first = simulators.World.Setting.FirstDate;
        for (var year = first.Year; year <= simulators.World.Setting.LastDate.Year; year++)
        {
            var periods = Enumerable.Range(1, 12).Select(m => ("Tháng", m, new DateOnly(year, m, 1), 1))
                .Concat(Enumerable.Range(1, 4).Select(q => ("Quý", q, new DateOnly(year, (3 * q) - 2, 1), 3)))
                .Append(("Năm", 0, new DateOnly(year, 1, 1), 12));
            foreach (var (type, number, from, months) in periods.Where(p => p.Item3 >= first))
            {
                foreach (var row in simulators.Truth.Snapshots(type, number, year, now).Where(r => r.Scope == "own" && IsCounted(simulators.World.Cast.Get(r.Unit))))
                {
                    foreach (var (metric, amount) in row.Values)
                    {
                        yield return new(metric, row.Unit, from, from.AddMonths(months), amount);
                    }
                }
            }
        }
    }

    private static bool IsCounted(DemoUnit unit) => FewUnits.Contains(unit.Id) || FewUnits.Skip(1).Contains(unit.Parent);

    private const string UnitField = ", unit: ";

    private static string? UnitOf(string line) =>
        line.IndexOf(UnitField, StringComparison.Ordinal) is >= 0 and var at ? line[(at + UnitField.Length)..line.IndexOf(',', at + 1)] : null;

    /// <summary>The other codes are known and count for nobody.</summary>
    private string OfFewUnits(string aliases) => string.Join('\n', aliases.Split('\n').Select(line =>
    {
        if (UnitOf(line) is not { } unit)
        {
            return line;
        }

        var at = line.IndexOf(UnitField, StringComparison.Ordinal);
        return FewUnits.Contains(unit) || IsCounted(simulators.World.Cast.Get(unit)) ? line : string.Create(CultureInfo.InvariantCulture, $"{line[..at]}{line[line.IndexOf(',', at + 1)..]}");
    }));
}
