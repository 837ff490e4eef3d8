using System.Collections.Concurrent;
using IntegrationHub.Contracts;
using IntegrationHub.Record;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;

namespace IntegrationHub.Store.Tests.Ledger;

/// <summary>The faults that recording in one transaction is prone to; the same on every database.</summary>
public abstract class RecorderSuite(Database database)
{
    private static readonly DateOnly Start = Day(1, 10);

    [Fact]
    public async Task Three_recorders_on_the_same_records_end_where_a_recount_ends()
    {
        await using var world = await RecordedStore.CreateAsync(database, catalogue: Declared(withPlans: false));
        var pages = RacePages();
        await world.RecordAsync(new SourcePage(Cases, []) { Delivered = [.. Units.SelectMany(u => new[] { Read(u, Start, Start.AddDays(4)), Read(u, Start, Start.AddDays(4), OnCompletion) })] });
        await world.ArchiveAsync(pages);

        var queue = new ConcurrentQueue<SourcePage>(pages);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            var process = world.Store.OtherProcess();
            while (queue.TryDequeue(out var page))
            {
                await process.RecordAsync(page, world.Active);
            }
        })));

        await world.AssertConsistentAsync();
        Assert.NotEmpty(await world.Texts.SumsAsync());
        await AssertInstantsRiseAsync(world.Store, pages.Length + 1);
    }

    [Fact]
    public async Task Refusal_and_acceptance_of_a_record_end_alike_in_either_order()
    {
        RejectedRecord refused = new() { Record = "a", Code = "E_BAD_DATE", Place = "day", Message = "no day", Unit = "A1", Day = Start.DayNumber, ObservedAt = 2 };
        foreach (var (acceptedAt, state) in new[] { (3L, "superseded"), (1L, "open") })
        {
            SourcePage[] pages = [new(Cases, []) { Rejected = [refused] }, new(Cases, [Case("a", acceptedAt, "A1", Start)])];
            foreach (var arrivals in new[] { pages, [pages[1], pages[0]] })
            {
                await using var world = await RecordedStore.CreateAsync(database);
                await world.ArchiveAsync(arrivals);
                foreach (var page in arrivals)
                {
                    await world.RecordAgainAsync(page);
                }

                await using var db = world.Store.Open();
                Assert.Equal(state, (await db.Rejections.SingleAsync()).State);
            }
        }
    }

    [Fact]
    public async Task Newer_revision_with_equal_values_is_written()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        var (first, second) = (Case("a", 1, "A1", Start), Case("a", 2, "A1", Start, online: true));
        await world.RecordAsync(new(Cases, [first]));
        await world.RecordAsync(new(Cases, [first with { ObservedAt = 3 }]));
        await world.RecordAsync(new(Cases, [second]));

        Assert.Equal(["office-1/cases a 1 0 3 A1 received own 738894+1 1"], await world.Texts.CurrentAsync());
        await world.AssertConsistentAsync();
    }

    [Fact]
    public async Task Greatest_revision_wins_by_mapping_sequence_instant_and_values_and_never_by_arrival()
    {
        // From small to great; the last two differ in nothing but their values.
        SourcePage[] pages =
        [
            new(Cases, [Case("a", 9, "A1", Start)]),
            new(Cases, [Case("a", 8, "A2", Start) with { SourceSeq = 1 }]),
            new(Cases, [Case("a", 9, "B1", Start) with { SourceSeq = 1 }]),
            new(Cases, [Case("a", 1, "M", Start)]) { Mapping = 2 },
            new(Cases, [Case("a", 2, "A1", Start.AddDays(1))]) { Mapping = 2 },
            new(Cases, [Case("a", 2, "B1", Start.AddDays(2))]) { Mapping = 2 },
        ];
        await using var rising = await RecordedStore.CreateAsync(database);
        await using var falling = await RecordedStore.CreateAsync(database);
        foreach (var (up, down) in pages.Zip(pages.Reverse()))
        {
            await rising.RecordAsync(up);
            await falling.RecordAsync(down);
        }

        Assert.Equal(await rising.Texts.CurrentAsync(), await falling.Texts.CurrentAsync());
        Assert.Equal(await rising.Texts.CellsAsync(), await falling.Texts.CellsAsync());
        Assert.StartsWith("office-1/cases a 2 0 2 ", Assert.Single(await rising.Texts.CurrentAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Same_record_twice_in_a_batch_counts_once_with_its_greatest_revision()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Cases, [Case("a", 2, "A1", Start, online: true), Case("b", 1, "A1", Start), Case("a", 1, "A1", Start)]));
        await world.AssertConsistentAsync();
        Assert.Equal(2, (await world.Texts.CurrentAsync()).Count);
    }

    [Fact]
    public async Task Records_with_no_one_and_many_values_stand_in_one_page()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Cases, [Case("a", 1, "A1", Start), Case("b", 1, "A1", Start)]));
        await world.RecordAsync(new(Cases,
        [
            new("a", 2, null), Case("b", 2, "A2", Start, online: true, done: Start.AddDays(1), early: true), Case("c", 1, "B1", Start), new("d", 1, []), new("e", 1, null),
        ]));
        await world.AssertConsistentAsync();
        Assert.Equal(5, (await world.Texts.CurrentAsync()).Count);
    }

    [Fact]
    public async Task What_a_page_writes_grows_with_its_units_and_months_and_not_with_its_records()
    {
        // Of one unit: a row for each month. A day over all units writes a row for each of them, which is why backfills go agency by agency.
        await using var world = await RecordedStore.CreateAsync(database, catalogue: Declared(withPlans: false));
        await world.RecordAsync(new(Cases, [.. Enumerable.Range(0, 120).Select(i => Case($"unit-{i:000}", 1, "A1", Start.AddDays(i % 40), online: i % 3 == 0))]));
        await world.RecordAsync(new(Cases, [.. Enumerable.Range(0, 120).Select(i => Case($"day-{i:000}", 1, Communes[i % 4], Start, online: i % 3 == 0))]));

        await using var db = world.Store.Open();
        Assert.Equal([2, 4], await db.Ledger.GroupBy(l => l.Batch).OrderBy(g => g.Key).Select(g => g.Count()).ToListAsync());
        Assert.Equal(2, await db.Revisions.CountAsync());
    }

    [Fact]
    public async Task Same_batch_from_three_recorders_at_once_is_recorded_once()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        var page = new SourcePage(Cases, [.. Enumerable.Range(0, 50).Select(i => Case($"case-{i}", 1, "A1", Start, online: i % 2 == 0))]) { Delivered = [Read("A1", Start, Start.AddDays(1))] };
        await world.ArchiveAsync(page);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            world.Store.OtherProcess().RecordAsync(page, world.Active))));

        Assert.Equal([RecordOutcome.Recorded, RecordOutcome.AlreadyRecorded, RecordOutcome.AlreadyRecorded], outcomes.Order());
        await world.AssertConsistentAsync();
    }

    [Fact]
    public async Task Recording_instants_rise_though_the_clock_stands_still()
    {
        await using var world = await RecordedStore.CreateAsync(database, catalogue: Declared(withPlans: false));
        var pages = Enumerable.Range(0, 24).Select(i => new SourcePage(Cases, [Case($"case-{i}", 1, "A1", Start)])).ToArray();
        await world.ArchiveAsync(pages);
        await Task.WhenAll(pages.Chunk(6).Select(some => Task.Run(async () =>
        {
            var process = world.Store.OtherProcess();
            foreach (var page in some)
            {
                await process.RecordAsync(page, world.Active);
            }
        })));

        await AssertInstantsRiseAsync(world.Store, pages.Length);
    }

    [Fact]
    public async Task Unknown_batch_changes_nothing()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        Assert.Equal(RecordOutcome.UnknownBatch, await world.RecordAgainAsync(new(Cases, [Case("a", 1, "A1", Start)])));
        Assert.Empty(await world.Texts.CurrentAsync());
    }

    [Fact]
    public async Task Record_keys_sort_alike_in_code_and_in_the_database()
    {
        string[] keys =
        [
            "H02.36-240110-0001", "H02.36-240110-0002", "h02.36", "H02_36", "H02 36", "H02-36", "H0236", "H02.36", "Ấp", "ấp", "Ap", "ap", "Đăng ký", "đăng ký", "Dang ky",
            "ư", "ứ", "u", "ơ", "o", "ô", "z", "Z", "~", "!", "a'b", "a\"b", "a\\b", "a%b", "a_b", "ａ", "0", "00", "10", "9",
        ];
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Cases, [.. keys.Select(k => Case(k, 1, "A1", Start))]));
        await world.RecordAsync(new(Cases, [.. keys.Select(k => Case(k, 2, "A1", Start, online: true))]));

        await using var db = world.Store.Open();
        Assert.Equal(keys.Order(StringComparer.Ordinal), await db.MeasurementsCurrent.OrderBy(m => m.Record).Select(m => m.Record).ToListAsync());
        await world.AssertConsistentAsync();
    }

    [Fact]
    public async Task Amounts_beyond_32_bits_keep_every_unit()
    {
        const long Much = 4_007_199_254_740_993_123;
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Surveys, [Survey("A1", 1, 1, ("planned", Much), ("spent", Much - 1))]));
        await world.AssertConsistentAsync();
        Assert.Contains((await world.Texts.SumsAsync()), s => s.Contains($"P subtree 2024-01-01 {Much - 1}/{Much} in 1", StringComparison.Ordinal));

        await world.RecordAsync(new(Surveys, [Survey("A1", 1, 2, ("planned", -Much), ("spent", 5_000_000_000))]));
        await world.AssertConsistentAsync();
    }

    [Fact]
    public async Task History_of_a_record_is_the_chain_of_its_batches()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Cases, [Case("a", 1, "A1", Start)]));
        await world.RecordAsync(new(Cases, [Case("a", 2, "A1", Start.AddDays(1))]));
        await world.RecordAsync(new(Cases, [new("a", 3, null)]));

        await using var db = world.Store.Open();
        var current = await db.MeasurementsCurrent.SingleAsync();
        Assert.Null(current.Vals);
        var entries = (await db.Revisions.OrderBy(r => r.Batch).ToListAsync()).Select(r => Assert.Single(LedgerCodec.DecodeRevisions(r.Entries))).ToList();
        Assert.Equal(3, entries.Count);
        Assert.Null(entries[0].Before);
        Assert.Equal(entries[0].After, entries[1].Before);
        Assert.Equal(entries[1].After, entries[2].Before);
        Assert.Null(entries[2].After);
        var numbers = await db.Batches.OrderBy(b => b.No).Select(b => b.No).ToListAsync();
        Assert.Equal((numbers[2], numbers[1]), (current.Batch, current.PrevBatch));
        await world.AssertConsistentAsync();
    }

    [Fact]
    public async Task Run_counts_what_was_new_what_came_again_and_what_was_refused()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        var page = new SourcePage(Cases, [Case("a", 1, "A1", Start), Case("b", 1, "A1", Start), Case("a", 1, "A1", Start)])
        {
            Rejected = [new() { Record = "c", Code = "E_VALUE", Place = "x", Message = "bad" }],
        };
        await using (var db = world.Store.Open())
        {
            db.Add(new Sources.Run { Id = page.Run, Source = page.Source, Stream = page.Stream, Kind = "pull", StartedAt = world.Store.Clock.GetUtcNow() });
            await db.SaveChangesAsync();
        }

        await world.RecordAsync(page);
        await world.RecordAgainAsync(page);
        await using var read = world.Store.Open();
        var run = await read.Runs.SingleAsync();
        Assert.Equal((2L, 1L, 1L), (run.Accepted, run.Unchanged, run.Rejected));
    }

    // 40 records with 8 revisions each, of which every other one brings the first values back; some revisions come twice.
    private static SourcePage[] RacePages()
    {
        var random = new Random(20240310);
        var revisions = Enumerable.Range(0, 40)
            .SelectMany(r => Enumerable.Range(1, 8).Select(at => (Record: r, At: at)))
            .Select(r => r.At == 7 && r.Record % 5 == 0
                ? new Revision($"case-{r.Record:00}", r.At, null)
                : Case($"case-{r.Record:00}", r.At, Units[3 + (r.Record % 4)], Start.AddDays(r.At % 2 == 0 ? 0 : r.At % 4), r.At % 2 == 0, Start.AddDays(r.At % 3), r.At % 4 == 0))
            .ToList();
        var all = revisions.Concat(revisions.Where(_ => random.Next(4) == 0)).ToArray();
        random.Shuffle(all);
        return [.. all.Chunk(16).Select(some => new SourcePage(Cases, [.. some.OrderBy(r => r.Record, StringComparer.Ordinal)]))];
    }

    private static async Task AssertInstantsRiseAsync(TestStore store, int batches)
    {
        await using var db = store.Open();
        var instants = await db.Batches.Where(b => b.State == BatchState.Recorded).Select(b => b.RecordedAt!.Value).ToListAsync();
        Assert.Equal(batches, instants.Distinct().Count());
        Assert.True(instants.Max() - instants.Min() == TimeSpan.FromMicroseconds(batches - 1), "each instant is the next after the one before");
    }
}

public sealed class SqliteRecorderTests() : RecorderSuite(Database.Sqlite);

public sealed class PostgreSqlRecorderTests() : RecorderSuite(Database.PostgreSql);
