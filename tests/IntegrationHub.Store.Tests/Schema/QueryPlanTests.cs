using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Sources;
using IntegrationHub.Store.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;
using Database = IntegrationHub.Store.Tests.Stores.Database;

namespace IntegrationHub.Store.Tests.Schema;

/// <summary>
/// How PostgreSQL does the statements that are asked all the time, in a store of two years and many units: by their shape, which does not depend on the machine.
/// The statements are those that the program sends.
/// </summary>
public sealed class QueryPlanTests
{
    // Smaller tables are read as a whole, rightly.
    private const int Big = 1000;

    [Fact]
    public async Task What_is_asked_all_the_time_reads_no_big_table_as_a_whole_and_only_the_months_it_needs()
    {
        await using var world = await MovingWorld.CreateAsync(Database.PostgreSql);
        await world.RecordAsync(new(Cases, [Case("a", 1, "A1", Day(1, 10)), Case("b", 1, "A1", Day(2, 3), online: true)]) { Delivered = [Read("A1", Day(1, 1), Day(3, 1))] });
        await world.RecordAsync(new(Cases, [Case("a", 2, "A1", Day(1, 11), online: true)]));
        await world.RecordAsync(new(Surveys, [Survey("A1", 1, 1, ("asked", 7), ("content", 5))]));
        await FillAsync(world);
        var then = world.Clock.GetUtcNow();
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.RecordAsync(new(Cases, [Case("c", 1, "A1", Day(2, 20), online: true)]));

        var (watch, whole) = (new PlanWatch(), new List<string>());
        var process = world.Store.Explained(watch);
        await using var db = process.Open();
        var big = (await db.Database.SqlQueryRaw<string>($"SELECT relname::text AS \"Value\" FROM pg_class WHERE relkind = 'r' AND reltuples > {Big} AND relnamespace = 'public'::regnamespace").ToListAsync()).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(new HashSet<string> { "measurement_current", "batch", "day_cell", "figure_sum", "rejection", "outbox", "ledger_2023_05", "ledger_2024_02", "measurement_revision_2024_02", "archive_2024_02" }, big);

        // What a process does once, before its first page, is not asked all the time.
        SourcePage first = new(Cases, [Case("e", 1, "A1", Day(2, 6))]);
        await world.ArchiveAsync([first]);
        await MovingWorld.RecordAsync(first, process);

        // Recording a page: a changed record and a new one.
        SourcePage page = new(Cases, [Case("b", 2, "A1", Day(2, 4)), Case("d", 1, "A2", Day(2, 5))]);
        await world.ArchiveAsync([page]);
        var recording = await PlansAsync(() => MovingWorld.RecordAsync(page, process));
        Assert.Contains(Indexes(recording, "measurement_current"), i => i == "PK_measurement_current");
        Assert.Contains(Indexes(recording, "batch"), i => i == "IX_batch_recorded_at");
        Assert.Empty(recording.SelectMany(p => p.Of("ledger")));

        // A plan now: sums and cells, never the ledger.
        var now = await PlansAsync(() => process.PlanFigures.ProgressAsync(new ProgressQuery("plan", "a1", "2024-Q1"), default));
        Assert.Empty(now.SelectMany(p => p.Of("ledger")));
        Assert.Contains(Indexes(now, "figure_sum"), i => i == "PK_figure_sum");

        // As known then: the ledger's months of the quarter and of what is looked back at, not those of two years.
        var past = await PlansAsync(() => process.PlanFigures.ProgressAsync(new ProgressQuery("plan", "a1", "2024-Q1") { Known = new KnownAt(then) }, default));
        var months = Months(past, "ledger");
        Assert.Contains("2024_02", months);
        Assert.DoesNotContain("2023_05", months);
        Assert.True(months.Count <= 8, string.Join(' ', months));

        // Lineage: the months of its period, and of its batches' history.
        var lineage = await PlansAsync(() => process.Lineages.ReadAsync("online-rate", "a1", "2024-Q1", 100, default));
        Assert.Equal(["2024_01", "2024_02", "2024_03"], Months(lineage, "ledger"));
        Assert.Equal(["2024_03"], Months(lineage, "measurement_revision"));
        Assert.All(lineage.SelectMany(p => p.Of("ledger")).Where(n => n.Index is not null), n => Assert.Matches("unit_month|pkey", n.Index));

        // What waits, what is refused, what is newest.
        var pending = await PlansAsync(() => db.Pending().Where(b => b.CreatedAt <= then).OrderBy(b => b.No).Select(b => b.No).ToListAsync());
        Assert.Equal(["ix_batch_pending"], Indexes(pending, "batch"));
        var back = await PlansAsync(() => db.Pending().CountAsync());
        Assert.Equal(["ix_batch_pending"], Indexes(back, "batch"));
        var refused = await PlansAsync(() => Task.FromResult(OpenRefusals.Read(db, null)));
        Assert.Contains("ix_rejection_open", Indexes(refused, "rejection"));
        var stamp = await PlansAsync(() => StoreStamp.ReadAsync(db, world.Clock, default));
        Assert.Contains("IX_batch_recorded_at", Indexes(stamp, "batch"));

        var events = await PlansAsync(() => db.EventsAfter(9_900).Take(100).ToListAsync());
        Assert.Equal(["PK_outbox"], Indexes(events, "outbox"));

        // A page of the archive: one partition.
        var one = await PlansAsync(() => db.Page(page.Batch, world.Clock.GetUtcNow()).SingleOrDefaultAsync());
        Assert.Equal(["2024_03"], Months(one, "archive"));

        Assert.Empty(whole);

        async Task<IReadOnlyList<StatementPlan>> PlansAsync(Func<Task> work)
        {
            var plans = await watch.OfAsync(work);
            Assert.NotEmpty(plans);
            whole.AddRange(from plan in plans
                           from node in plan.Nodes
                           where node.Node == "Seq Scan" && big.Contains(node.Relation!)
                           select $"{node.Relation} is read as a whole by\n{plan.Text}");
            return plans;
        }
    }

    // While a source is read for the first time: 400 records of a page looked for among all that came before it.
    [Fact]
    public async Task Records_of_a_page_are_found_by_their_keys_while_the_server_knows_nothing_of_the_table_yet()
    {
        await using var world = await MovingWorld.CreateAsync(Database.PostgreSql);
        var watch = new PlanWatch();
        var process = world.Store.Explained(watch);
        await using var db = process.Open();
        await db.Database.ExecuteSqlRawAsync("""
            ALTER TABLE measurement_current SET (autovacuum_enabled = off);
            INSERT INTO measurement_current (stream, record, mapping, source_seq, observed_at, batch, vals) SELECT 900, 'H02.' || i, 1, 0, 1, 100001, repeat('x', 60)::bytea FROM generate_series(1, 40000) i;
            """);
        await using var transaction = await process.Dialect.BeginAsync(db, default);
        var records = Enumerable.Range(39_800, 400).Select(i => $"H02.{i}").ToList();
        IReadOnlyList<MeasurementCurrent> found = [];
        var plans = await watch.OfAsync(async () =>
        {
            found = await process.Dialect.ReadCurrentAsync(db, 900, records, default);
            await transaction.CommitAsync(); // the plan is told when the statement is done with
        });
        Assert.Equal(201, found.Count);
        var scan = Assert.Single(plans.SelectMany(p => p.Of("measurement_current")));
        Assert.Equal("PK_measurement_current", scan.Index);
        Assert.Contains("record =", scan.Sought, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Indexes(IEnumerable<StatementPlan> plans, string table) =>
        [.. plans.SelectMany(p => p.Nodes).Where(n => n.Index is not null && (n.Relation == table || (n.Relation is null && n.Node == "Bitmap Index Scan"))).Select(n => n.Index!).Distinct().Order(StringComparer.Ordinal)];

    private static IReadOnlyList<string> Months(IEnumerable<StatementPlan> plans, string table) =>
        [.. plans.SelectMany(p => p.Of(table)).Select(n => n.Relation![(table.Length + 1)..]).Where(m => m != "other").Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Two years of a province beside the small world's own rows: other units, other records, other runs.</summary>
    private static async Task FillAsync(MovingWorld world)
    {
        var months = Enumerable.Range(0, 26).Select(m => new DateOnly(2023, 1, 1).AddMonths(m).DayNumber).ToList();
        foreach (var table in new[] { IMonthPartitions.Ledger, IMonthPartitions.Archive, IMonthPartitions.Revisions })
        {
            await world.Store.Partitions.MakeRoomAsync(table, months, default);
        }

        await using var db = world.Store.Open();
        await db.Database.ExecuteSqlRawAsync("""
            CREATE TEMP TABLE m AS SELECT i, (date '2023-01-01' + i * interval '1 month')::date - date '0001-01-01' AS month, (extract(epoch FROM date '2023-01-01' + i * interval '1 month') * 1000000)::bigint AS at FROM generate_series(0, 14) i;
            INSERT INTO run (id, source, stream, kind, state, started_at, ended_at, pages, fetched, accepted, unchanged, rejected)
                SELECT md5('run' || m.i || ' ' || r)::uuid, 'office-' || r % 40, 'cases', 'pull', 1, m.at + r, m.at + r, 20, 2000, 2000, 0, 2 FROM m, generate_series(1, 80) r;
            INSERT INTO batch (no, id, run, seq, source, stream, connector, state, created_at, recorded_at, readings, deliveries_applied, closes_run)
                SELECT 100000 + m.i * 2000 + b, md5('batch' || m.i || ' ' || b)::uuid, md5('run' || m.i || ' ' || b % 80 + 1)::uuid, b, 'office-' || b % 40, 'cases', 'office', 1, m.at + b, m.at + b, 100, true, false FROM m, generate_series(1, 1500) b;
            INSERT INTO archive (batch, month, page) SELECT md5('batch' || m.i || ' ' || b)::uuid, m.month, '\x1f8b' FROM m, generate_series(1, 1500) b;
            INSERT INTO measurement_revision (batch, month, entries) SELECT 100000 + m.i * 2000 + b, m.month, '\x00' FROM m, generate_series(1, 1500) b;
            INSERT INTO ledger (batch, unit, month, entries) SELECT 100000 + m.i * 2000 + b, 1000 + b % 300 * 3 + u, m.month, '\x00' FROM m, generate_series(1, 1500) b, generate_series(0, 1) u;
            INSERT INTO measurement_current (stream, record, mapping, source_seq, observed_at, batch, vals) SELECT 900, 'H02.' || i, 1, 0, 1, 100001, '\x00' FROM generate_series(1, 30000) i;
            INSERT INTO day_cell SELECT 900, 1000 + u, 738500 + d, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0 FROM generate_series(1, 200) u, generate_series(0, 150) d;
            INSERT INTO period_cell SELECT 900, 1, 1000 + u, 738500 + d * 30, 738530 + d * 30, 1, 5, 1 FROM generate_series(1, 2000) u, generate_series(0, 9) d;
            INSERT INTO figure_sum SELECT 900 + f, 1000 + u, 0, 738500 + b * 15, 1, 2, 3 FROM generate_series(1, 5) f, generate_series(1, 300) u, generate_series(0, 19) b;
            INSERT INTO figure_state SELECT 900 + f, 1 FROM generate_series(1, 5) f;
            INSERT INTO delivery (feed, on_field, unit, from_day, to_day, batch) SELECT 900, 'receivedOn', 1000 + u, 738500, 738900, 100001 FROM generate_series(1, 3000) u;
            INSERT INTO computed_value SELECT 'other', 'rate-' || i, '', 'u-' || u, 'x', 1 FROM generate_series(1, 10) i, generate_series(1, 300) u;
            INSERT INTO rejection (batch, run, source, stream, record, code, place, message, recorded_at, state, settled_at, observed_at, replay_requested, pending)
                SELECT 100000 + i % 1000, md5('run1 1')::uuid, 'office-' || i % 40, 'cases', 'r' || i, 'E_X', 'x', 'x', 1, CASE WHEN i % 1000 = 0 THEN 'open' ELSE 'superseded' END, 2, 1, false, false FROM generate_series(1, 20000) i;
            INSERT INTO outbox (event_id, routing_key, body, recorded_at) SELECT gen_random_uuid(), 'k', 'b', 1 FROM generate_series(1, 10000);
            DROP TABLE m;
            """);

        // As autovacuum does: it looks at partitions, never at the table above them.
        foreach (var table in await db.Database.SqlQueryRaw<string>("SELECT relname::text AS \"Value\" FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE '\\_\\_%'").ToListAsync())
        {
#pragma warning disable EF1002 // The names come from the database itself.
            await db.Database.ExecuteSqlRawAsync($"ANALYZE {table}");
#pragma warning restore EF1002
        }
    }
}
