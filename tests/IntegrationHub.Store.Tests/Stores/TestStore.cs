using IntegrationHub.Record;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Entries;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.PostgreSql;
using IntegrationHub.Store.Releases;
using IntegrationHub.Store.Sqlite;
using IntegrationHub.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IntegrationHub.Store.Tests.Stores;

public enum Database
{
    Sqlite,
    PostgreSql,
}

/// <summary>A database of its own and the services of one process that records into it.</summary>
public sealed class TestStore : IAsyncDisposable
{
    // Migrated once per run; every store begins as a copy of it.
    private static readonly Lazy<Task<string>> SqliteTemplate = new(MigratedSqliteAsync);
    private static readonly Lazy<Task<string>> PostgresTemplate = new(MigratedPostgresAsync);

    private readonly Database _database;
    private readonly string _place;
    private readonly ServiceProvider _services;
    private readonly TemporaryFolder? _folder;
    private readonly List<TestStore> _others = [];

    private TestStore(Database database, string place, TimeProvider clock, TemporaryFolder? folder, Action<DbContextOptionsBuilder>? configure = null)
    {
        (_database, _place, Clock, _folder) = (database, place, clock, folder);
        var services = new ServiceCollection().AddSingleton(clock).AddLogging().AddStore().AddRecording();
        _services = (database is Database.Sqlite ? services.AddSqliteStore(place) : services.AddPostgreSqlStore(place))
            .ConfigureDbContext<HubDbContext>(options => configure?.Invoke(options)).BuildServiceProvider();
    }

    public TimeProvider Clock { get; }

    public BatchRecorder Recorder => Get<BatchRecorder>();

    public FigureRecorder FigureRecorder => Get<FigureRecorder>();

    public FigureSumBuilder SumBuilder => Get<FigureSumBuilder>();

    public CatalogueStore CatalogueStore => Get<CatalogueStore>();

    public FigureCatalogues FigureCatalogues => Get<FigureCatalogues>();

    public MovementReader Movements => Get<MovementReader>();

    public LineageReader Lineages => Get<LineageReader>();

    public PlanFigures PlanFigures => Get<PlanFigures>();

    public ReleaseBook Releases => Get<ReleaseBook>();

    public ReleaseAnnouncer ReleaseAnnouncer => Get<ReleaseAnnouncer>();

    public EntryBook Entries => Get<EntryBook>();

    public CodeTable Codes => Get<CodeTable>();

    public SlotTable Slots => Get<SlotTable>();

    public ILedgerDialect Dialect => Get<ILedgerDialect>();

    public IMonthPartitions Partitions => Get<IMonthPartitions>();

    public StoreVerifier Verifier => Get<StoreVerifier>();

    public static async Task<TestStore> CreateAsync(Database database, TimeProvider? clock = null)
    {
        clock ??= new FakeClock();
        if (database is Database.PostgreSql)
        {
            return new(database, await PrivatePostgres.CreateDatabaseAsync(await PostgresTemplate.Value), clock, null);
        }

        var folder = new TemporaryFolder();
        File.Copy(await SqliteTemplate.Value, folder.File("hub.db"));
        return new(database, folder.File("hub.db"), clock, folder);
    }

    /// <summary>A store without tables.</summary>
    public static async Task<TestStore> CreateEmptyAsync(Database database)
    {
        if (database is Database.PostgreSql)
        {
            return new(database, await PrivatePostgres.CreateDatabaseAsync(), new FakeClock(), null);
        }

        var folder = new TemporaryFolder();
        return new(database, folder.File("hub.db"), new FakeClock(), folder);
    }

    /// <summary>A process on a PostgreSQL database that is there already.</summary>
    public static TestStore On(string connection) => new(Database.PostgreSql, connection, SmallWorld.Clock(), null);

    /// <summary>Another process on the same database: it has read nothing yet.</summary>
    public TestStore OtherProcess()
    {
        var other = new TestStore(_database, _place, Clock, null);
        _others.Add(other);
        return other;
    }

    /// <summary>Another process on the same database, which is watched.</summary>
    public TestStore Watched(IInterceptor watch)
    {
        var other = new TestStore(_database, _place, Clock, null, options => options.AddInterceptors(watch));
        _others.Add(other);
        return other;
    }

    /// <summary>Another process on the same PostgreSQL, which tells of every statement how the database does it.</summary>
    public TestStore Explained(PlanWatch watch)
    {
        var other = new TestStore(_database, PlanWatch.Explaining(_place), Clock, null, options => options.AddInterceptors(watch));
        _others.Add(other);
        return other;
    }

    /// <summary>Records under a catalogue that was declared in code.</summary>
    public Task<RecordOutcome> RecordAsync(SourcePage page, ActiveCatalogue active) =>
        Recorder.RecordAsync(page.Message(), _ => Task.FromResult<ActiveCatalogue?>(active), default);

    /// <summary>Takes away all that was recorded. Words keep their numbers and metrics their places: this process remembers them.</summary>
    public async Task EmptyAsync()
    {
        await using var db = Open();
        Type[] kept = [typeof(AuditRow), typeof(AuditHead), typeof(CatalogueVersion), typeof(CodeRow), typeof(MetricSlot), typeof(FigureState), typeof(Release), typeof(ReleaseDocument), typeof(ReleasedValue), typeof(Restatement)];
        var tables = db.Model.GetEntityTypes().Where(e => !kept.Contains(e.ClrType)).Select(e => $"\"{e.GetTableName()}\"");
        await db.Database.ExecuteSqlRawAsync(_database is Database.Sqlite
            ? $"BEGIN IMMEDIATE; {string.Concat(tables.Select(t => $"DELETE FROM {t}; "))} DELETE FROM sqlite_sequence WHERE name <> 'code'; COMMIT"
            : $"TRUNCATE {string.Join(", ", tables)} RESTART IDENTITY");
    }

    public HubDbContext Open() => Get<IDbContextFactory<HubDbContext>>().CreateDbContext();

    public async ValueTask DisposeAsync()
    {
        foreach (var other in _others)
        {
            await other.DisposeAsync();
        }

        // Hundreds of small databases: their idle connections would use up the server.
        await using (var db = Open())
        {
            if (db.Database.GetDbConnection() is NpgsqlConnection postgres)
            {
                NpgsqlConnection.ClearPool(postgres);
            }
            else if (db.Database.GetDbConnection() is SqliteConnection sqlite)
            {
                SqliteConnection.ClearPool(sqlite);
            }
        }

        await _services.DisposeAsync();
        _folder?.Dispose();
    }

    private T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    private static async Task<string> MigratedSqliteAsync()
    {
        var folder = Directory.CreateTempSubdirectory("hub-template-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var store = new TestStore(Database.Sqlite, Path.Combine(folder, "hub.db"), new FakeClock(), null);
        await using (var db = store.Open())
        {
            await db.Database.MigrateAsync();
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        await store.DisposeAsync();
        return Path.Combine(folder, "hub.db");
    }

    private static async Task<string> MigratedPostgresAsync()
    {
        var place = await PrivatePostgres.CreateDatabaseAsync();
        await using (var store = new TestStore(Database.PostgreSql, place, new FakeClock(), null))
        {
            await using var db = store.Open();
            await db.Database.MigrateAsync();
        }

        return new NpgsqlConnectionStringBuilder(place).Database!;
    }
}
