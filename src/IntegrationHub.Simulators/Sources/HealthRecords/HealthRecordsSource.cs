using System.Globalization;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;

namespace IntegrationHub.Simulators.Sources.HealthRecords;

/// <summary>
/// The health database: a file that a read-only view counts from. Nothing is served. The table with people is there as well, as it would be; the hub
/// has no business in it.
/// </summary>
public sealed class HealthRecordsSource(ulong seed) : DemoSource, IDisposable
{
    private readonly Lock _lock = new();
    private SqliteConnection? _holder;
    private DemoSite? _site;
    private string? _folder;

    private const string FileName = "suc-khoe.sqlite";

    public override string Id => "ho-so-suc-khoe";

    public override IEnumerable<(string Code, string Unit)> Agencies => Districts.Select(u => (u.Code, u.Id));

    public override string Yaml(string baseUrl) => $$"""
        id: {{Id}}
        connector: sql
        name: { vi: "Cơ sở dữ liệu hồ sơ sức khỏe điện tử (mô phỏng)", en: "Health record database (simulated)" }
        streams: [health-records]
        schedule: "15 * * * *"
        enabled: true
        options:
          engine: sqlite
          connection: { secret: "file:{{Connection()}}" }

        """.ReplaceLineEndings("\n");

    public override IEnumerable<TruthCell> Truth(DateTimeOffset asOf)
    {
        foreach (var (unit, day, people, records) in Rows(asOf))
        {
            yield return new("population.total", unit.Id, day, day.AddDays(1), people);
            yield return new("health.record.person", unit.Id, day, day.AddDays(1), records);
        }
    }

    /// <summary>Writes the database as it is at an instant; replaces what is there.</summary>
    public void Write(string file, DateTimeOffset asOf)
    {
        using var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        database.Open();
        Execute("""
            CREATE TABLE IF NOT EXISTS thong_ke (ma_huyen TEXT NOT NULL, ngay TEXT NOT NULL, dan_so INTEGER NOT NULL, co_ho_so INTEGER NOT NULL, can_bo TEXT, PRIMARY KEY (ma_huyen, ngay));
            CREATE TABLE IF NOT EXISTS nguoi_dan (cccd TEXT PRIMARY KEY, ho_ten TEXT NOT NULL, dien_thoai TEXT);
            DROP VIEW IF EXISTS v_ho_so_suc_khoe;
            CREATE VIEW v_ho_so_suc_khoe AS SELECT ma_huyen, ngay, dan_so, co_ho_so, can_bo FROM thong_ke;
            DELETE FROM thong_ke;
            DELETE FROM nguoi_dan;
            """);
        using var transaction = database.BeginTransaction();
        foreach (var person in PlantedPersonalData.Applicants)
        {
            Execute("INSERT INTO nguoi_dan VALUES ($a, $b, $c)", person.IdNumber, person.Name, person.Phone);
        }

        foreach (var (unit, day, people, records) in Rows(asOf))
        {
            Execute("INSERT INTO thong_ke VALUES ($a, $b, $c, $d, $e)", unit.Code, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), people, records, PlantedPersonalData.Handlers[0]);
        }

        transaction.Commit();

        void Execute(string sql, params object[] values)
        {
            using var command = database.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.AddWithValue("$" + (char)('a' + i), values[i]);
            }

            command.ExecuteNonQuery();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _holder?.Dispose();
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
            if (_folder is { } folder && _holder is null && File.Exists(Path.Combine(folder, FileName)))
            {
                Write(Path.Combine(folder, FileName), _site?.Now ?? DemoSetting.Of2024.Start);
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

            var file = Path.Combine(folder, FileName);
            _holder?.Dispose();
            _holder = null;
            File.Delete(file);
            Write(file, _site?.Now ?? DemoSetting.Of2024.Start);
            foreach (var fault in faults)
            {
                _holder = DatabaseFaults.Play(fault.Kind, file) ?? _holder;
            }
        }
    }

    internal override void Map(IEndpointRouteBuilder routes, DemoSite site) => _site = site;

    private static IEnumerable<DemoUnit> Districts => DemoCast.Of2024.All.Where(u => u.Level == DemoLevel.District);

    private IEnumerable<(DemoUnit Unit, DateOnly Day, long People, long Records)> Rows(DateTimeOffset asOf)
    {
        foreach (var day in MonthEnds.PublishedBy(asOf))
        {
            foreach (var unit in Districts)
            {
                var random = DemoRandom.For(seed, unit.Hash, DemoRandom.Hash(Id));
                var month = MonthEnds.IndexOf(day);
                var people = random.Between(82_000, 235_000) + (month * random.Between(20, 120));
                var share = Math.Min(random.Between(890, 965) + (month * random.Between(1, 6)), 995);
                var records = (long)people * share / 1000;
                var isOld = unit.Id == "ubnd-huyen-luc-ngan" && day is { Month: 10, Year: 2024 } && asOf < MonthEnds.Restated;
                yield return (unit, day, people, isOld ? records * 97 / 100 : records);
            }
        }
    }

    /// <summary>The connection is a secret; it stands in a file beside the database.</summary>
    private string Connection()
    {
        lock (_lock)
        {
            if (_folder is null)
            {
                _folder = Directory.CreateTempSubdirectory("hub-demo-").FullName;
                var database = Path.Combine(_folder, FileName);
                Write(database, _site?.Now ?? DemoSetting.Of2024.Start);
                File.WriteAllText(Path.Combine(_folder, "connection"), $"Data Source={database}");
            }

            return Path.Combine(_folder, "connection");
        }
    }
}
