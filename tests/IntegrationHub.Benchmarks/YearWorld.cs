using System.Diagnostics;
using System.Globalization;
using System.Text;
using IntegrationHub.Contracts;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Record;
using IntegrationHub.Store;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.PostgreSql;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IntegrationHub.Benchmarks;

/// <summary>
/// A store with a year of daily and monthly figures of every unit that handles dossiers, under the real catalogue and its five plans.
/// The amounts are made by the database from the numbers of units and days: the same in every run.
/// </summary>
internal sealed class YearWorld : IAsyncDisposable
{
    private const int DistrictsOfProvince = 11;
    private const int CommunesOfDistrict = 20;
    private const string Feed = "tthc/dossiers";
    private const string Snapshots = "tthc/period-snapshots";
    private const string OnCompletion = "NgayKetThucXuLy";
    private const string Completed = "tthc.dossier.completed";
    private const string Online = "tthc.dossier.full_online";

    private readonly ServiceProvider services;
    private readonly string database;
    private readonly NpgsqlDataSource data;
    private readonly TimeProvider clock;
    private FigureCatalogue catalogue = null!;
    private int corrections;

    private YearWorld(ServiceProvider services, string database, TimeProvider clock) =>
        (this.services, this.database, data, this.clock) = (services, database, NpgsqlDataSource.Create(database), clock);

    /// <summary>Connection string of the store.</summary>
    public string Database => database;

    /// <summary>Units that report.</summary>
    public int Units { get; private set; }

    /// <summary>Day cells and monthly cells.</summary>
    public long Cells { get; private set; }

    /// <param name="moreProvinces">Provinces like the one of the catalogue, beside it.</param>
    /// <param name="isFilled">False: the store has the catalogue and nothing else.</param>
    public static async Task<YearWorld> CreateAsync(int moreProvinces, bool isFilled = true)
    {
        var database = await PrivatePostgres.CreateDatabaseAsync();
        var clock = new ShiftedClock(DemoRun.Start);
        var world = new YearWorld(
            new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(clock).AddStore().AddRecording().AddPostgreSqlStore(database).BuildServiceProvider(), database, clock);
        await using var db = world.Open();
        await db.Database.MigrateAsync();
        var files = DemoRun.Catalogue("http://127.0.0.1:9");
        await world.Get<CatalogueStore>().ApplyAsync(files.With(new([new("orgunits.yaml", files.Find("orgunits.yaml") + MoreUnits(moreProvinces))])), "benchmark", default);
        world.catalogue = await world.Get<FigureCatalogues>().OfAsync((await world.Get<CatalogueStore>().CurrentAsync(default))!, default);
        if (isFilled)
        {
            await world.FillAsync(moreProvinces);
        }

        return world;
    }

    /// <summary>From a correction of one dossier to its committed sums, rows and events; every second one takes the first back.</summary>
    public async Task<TimeSpan> CorrectAsync()
    {
        var day = new DateOnly(2024, 5, 14).AddDays(corrections / 2 % 100).DayNumber;
        var isOnline = corrections++ % 2 == 0;
        await using var db = Open();
        var batch = new Batch
        {
            Id = Guid.NewGuid(), Run = Guid.NewGuid(), Seq = 0, Source = "tthc-bac-giang", Stream = "dossiers", Connector = "tthc", CreatedAt = clock.GetUtcNow(), Readings = 1, ClosesRun = true,
        };
        db.Add(batch);
        await db.SaveChangesAsync();
        string[] metrics = isOnline ? [Completed, Online] : [Completed];
        var message = new MeasurementsReported
        {
            Batch = batch.Id, Run = batch.Run, Source = batch.Source, Stream = batch.Stream, Feed = Feed, Mapping = 1, Records = ["H36.16.24-240514-0001"], Units = ["xa-huong-mai"],
            SourceSeq = [0], ObservedAt = [corrections], ValuesFrom = [0, metrics.Length], Metrics = metrics, UnitOf = [.. metrics.Select(_ => 0)], MetricOf = [.. metrics.Select((_, i) => i)],
            From = [.. metrics.Select(_ => day)], To = [.. metrics.Select(_ => day + 1)], Amounts = [.. metrics.Select(_ => 1L)],
        };
        var events = await db.Outbox.CountAsync();
        var watch = Stopwatch.StartNew();
        var outcome = await Get<BatchRecorder>().RecordAsync(message, default);
        watch.Stop();
        if (outcome is not RecordOutcome.Recorded || await db.Outbox.CountAsync() == events)
        {
            throw new InvalidOperationException($"the correction was {outcome} and nobody was told");
        }

        return watch.Elapsed;
    }

    public async Task<TimeSpan> RebuildAsync()
    {
        var watch = Stopwatch.StartNew();
        await Get<FigureSumBuilder>().RebuildAsync(catalogue, default);
        return watch.Elapsed;
    }

    /// <summary>A ledger of about so many entries, from which the cells could have come.</summary>
    public Task<long> FillLedgerAsync(long entries) => new YearLedger(data, Get<IMonthPartitions>(), clock.GetUtcNow()).FillAsync(entries);

    /// <summary>The least that a database has to do for sums of the same cells: no roster, no pairing, nothing above the unit.</summary>
    public async Task<TimeSpan> GroupByAsync()
    {
        var watch = Stopwatch.StartNew();
        await ExecuteAsync($"""
            CREATE TABLE grouped AS
            SELECT cell_group, unit, day / 15 AS bucket, {string.Join(", ", Enumerable.Range(0, DayCell.Slots).Select(s => $"sum(s{s}) AS s{s}"))} FROM day_cell GROUP BY 1, 2, 3;
            CREATE TABLE grouped_months AS SELECT metric, unit, from_day, sum(amount) AS amount, count(*) AS cells FROM period_cell GROUP BY 1, 2, 3;
            DROP TABLE grouped, grouped_months
            """);
        return watch.Elapsed;
    }

    public async ValueTask DisposeAsync()
    {
        await data.DisposeAsync();
        await services.DisposeAsync();
    }

    private static string Committee(int province) => string.Create(CultureInfo.InvariantCulture, $"ubnd-tinh-{province:D2}");

    private static string MoreUnits(int provinces)
    {
        var yaml = new StringBuilder();
        for (var province = 1; province <= provinces; province++)
        {
            Append(Committee(province), "province", null);
            for (var district = 1; district <= DistrictsOfProvince; district++)
            {
                Append($"ubnd-huyen-{province:D2}-{district:D2}", "district", Committee(province));
                for (var commune = 1; commune <= CommunesOfDistrict; commune++)
                {
                    Append($"xa-{province:D2}-{district:D2}-{commune:D2}", "commune", $"ubnd-huyen-{province:D2}-{district:D2}");
                }
            }
        }

        return yaml.ToString();

        void Append(string id, string level, string? parent) =>
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{ id: {id}, class: peoples-committee, versions: [{{ to: 2025-07-01, level: {level}, {(parent is null ? "" : $"parent: {parent}, ")}name: {id} }}] }}\n");
    }

    private async Task FillAsync(int moreProvinces)
    {
        var codes = Get<CodeTable>();
        var (end, day) = (new DateOnly(2024, 12, 20), new DateOnly(2024, 6, 1));
        var counted = catalogue.Definitions.Find("tthc-online-full-rate")!;
        string[] units = [.. Enumerable.Range(1, moreProvinces).Select(Committee).Prepend("ubnd-tinh-bac-giang").SelectMany(c => catalogue.Tree.SubtreeAt(c, day)).Where(u => catalogue.Expectations.IsOnRoster(counted, Feed, u, day)).Order(StringComparer.Ordinal)];
        var numbers = await codes.NumbersAsync(CodeTable.Unit, units, default);
        Units = units.Length;
        var feed = await codes.NumberAsync(CodeTable.Feed, Feed, default);
        var slots = await SlotsAsync(feed);
        foreach (var group in slots.GroupBy(s => s.Slot.CellGroup))
        {
            // What is part of something is one less for each step.
            var amounts = Enumerable.Range(0, DayCell.Slots).Select(i => group.FirstOrDefault(s => s.Slot.Slot == i).Metric is { } metric ? $"10 + (u * 7 + d * 3) % 5 - {Depth(metric)}" : "0");
            await ExecuteAsync(
                $"INSERT INTO day_cell SELECT {group.Key}, u, d, {string.Join(", ", amounts)} FROM unnest($1::int[]) u, generate_series({end.AddYears(-1).DayNumber}, {end.DayNumber - 1}) d", numbers);
        }

        foreach (var on in slots.Select(s => s.Slot.OnField).Distinct())
        {
            await ExecuteAsync($"INSERT INTO delivery (feed, on_field, unit, from_day, to_day, batch) SELECT {feed}, '{on}', u, {end.AddYears(-1).DayNumber}, {end.DayNumber}, 0 FROM unnest($1::int[]) u", numbers);
        }

        var months = await codes.NumberAsync(CodeTable.Feed, Snapshots, default);
        var own = await codes.NumberAsync(CodeTable.Scope, "own", default);
        foreach (var metric in catalogue.Catalogue.Metrics.Values.Where(m => m.Feeds.ContainsKey(Snapshots) && m.Kind is MetricKind.Flow))
        {
            var number = await codes.NumberAsync(CodeTable.Metric, metric.Code, default);
            for (var from = new DateOnly(2024, 1, 1); from < new DateOnly(2024, 12, 1); from = from.AddMonths(1))
            {
                await ExecuteAsync(
                    $"INSERT INTO period_cell SELECT {months}, {number}, u, {from.DayNumber}, {from.AddMonths(1).DayNumber}, {own}, 300 + u % 50 - {Depth(metric)}, 1 FROM unnest($1::int[]) u", numbers);
            }
        }

        await ExecuteAsync("ANALYZE");
        await using var count = data.CreateCommand("SELECT (SELECT count(*) FROM day_cell) + (SELECT count(*) FROM period_cell)");
        Cells = (long)(await count.ExecuteScalarAsync())!;
    }

    private async Task<IReadOnlyList<(Metric? Metric, MetricSlot Slot)>> SlotsAsync(int feed)
    {
        var placed = new List<(Metric Metric, int Number)>();
        foreach (var metric in catalogue.Catalogue.Metrics.Values.Where(m => m.Feeds.ContainsKey(Feed)))
        {
            placed.Add((metric, await Get<CodeTable>().NumberAsync(CodeTable.Metric, metric.Code, default)));
        }

        await Get<SlotTable>().EnsureAsync(feed, [.. placed.Select(p => (p.Number, p.Metric.Feeds[Feed]!))], default);
        return [.. placed.Select(p => ((Metric?)p.Metric, Get<SlotTable>().Find(feed, p.Number)!))];
    }

    private int Depth(Metric metric) => metric.SubsetOf is { } above ? 1 + Depth(catalogue.Catalogue.Metrics[above]) : 0;

    private async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = data.CreateCommand(sql);
        command.CommandTimeout = 600;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await command.ExecuteNonQueryAsync();
    }

    private HubDbContext Open() => Get<IDbContextFactory<HubDbContext>>().CreateDbContext();

    private T Get<T>()
        where T : notnull => services.GetRequiredService<T>();
}
