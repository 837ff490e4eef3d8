using System.Diagnostics;
using IntegrationHub.Collect;
using IntegrationHub.Host.Telemetry;
using IntegrationHub.Record;
using IntegrationHub.Store;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sqlite;
using IntegrationHub.Store.Timeline;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Host.Tests.Telemetry;

/// <summary>Alone: another test's listener would decide with these whether a step is recorded.</summary>
[Collection(Name)]
public sealed class RunSpansTests : IDisposable
{
    private const string Name = "steps of runs";
    private static readonly ActivitySource Collecting = new(CollectTelemetry.Name);
    private static readonly ActivitySource Recording = new(RecordTelemetry.Name);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Steps_of_a_run_are_in_the_store_by_the_hubs_clock_without_a_tracing_backend_and_without_what_nobody_allowed()
    {
        await using var store = await StoreAsync();
        var (contexts, clock) = (store.GetRequiredService<IDbContextFactory<HubDbContext>>(), new FakeClock());
        string trace;
        bool isTold;
        using (var before = Collecting.StartActivity("run rest/counts", ActivityKind.Internal, default(ActivityContext)))
        {
            isTold = before?.Recorded is true;
        }

        await using (var spans = new RunSpans(contexts, clock))
        {
            await spans.StartAsync(default);
            using (var run = Collecting.StartActivity("run rest/counts", ActivityKind.Internal, default(ActivityContext), [new("hub.source", "s"), new("hub.stream", "counts")])!)
            {
                trace = run.TraceId.ToString();
                Assert.True(isTold == run.Recorded, "whether a tracing backend is told is not for the store to say");

                // As another process would, from the context that came with the message.
                using var record = Recording.StartActivity("record rest/counts", ActivityKind.Consumer, run.Context);
                record!.SetTag("hub.records.accepted", 7).SetTag("record.key", "Nguyen Van A").SetStatus(ActivityStatusCode.Error, "parked");
            }

            // What belongs to no run is nobody's step.
            Recording.StartActivity("announce", ActivityKind.Internal, default(ActivityContext))!.Dispose();
            await spans.StopAsync(default);
        }

        await using var db = await contexts.CreateDbContextAsync();
        var rows = await db.RunSpans.AsNoTracking().Where(s => s.Trace == trace).OrderBy(s => s.Id).ToListAsync();
        Assert.Equal(["run", "record"], rows.Select(r => r.Stage));
        Assert.Equal(("s", "counts", null), (rows[0].Source, rows[0].Stream, rows[0].Parent));
        Assert.Equal((rows[0].Span, "parked", """{"hub.records.accepted":"7"}"""), (rows[1].Parent, rows[1].Problem, rows[1].Attributes));
        Assert.InRange(rows[0].StartedAt, clock.GetUtcNow().AddMinutes(-1), clock.GetUtcNow().AddSeconds(1));
    }

    [Fact]
    public async Task Of_a_long_run_the_first_steps_are_kept_one_by_one_and_the_rest_is_added_up()
    {
        await using var store = await StoreAsync();
        var contexts = store.GetRequiredService<IDbContextFactory<HubDbContext>>();
        string trace;
        await using (var spans = new RunSpans(contexts, TimeProvider.System))
        {
            await spans.StartAsync(default);
            using var run = Collecting.StartActivity("run rest/counts", ActivityKind.Internal, default(ActivityContext))!;
            trace = run.TraceId.ToString();
            for (var i = 0; i < SpanSums.MostOfAName + 300; i++)
            {
                Collecting.StartActivity("page rest/counts")!.Dispose();
            }

            await spans.StopAsync(default);
        }

        await using var db = await contexts.CreateDbContextAsync();
        var pages = await db.RunSpans.AsNoTracking().Where(s => s.Trace == trace && s.Stage == "collect").ToListAsync();
        Assert.InRange(pages.Count, SpanSums.MostOfAName + 1, SpanSums.MostOfAName + 5);
        Assert.Equal(SpanSums.MostOfAName + 300, pages.Sum(p => p.Count));
    }

    [Fact]
    public async Task A_store_that_takes_nothing_neither_holds_up_nor_fails_who_does_the_work()
    {
        var contexts = new Away();
        await using var spans = new RunSpans(contexts, TimeProvider.System);
        await spans.StartAsync(default);
        using (var run = Collecting.StartActivity("run rest/counts", ActivityKind.Internal, default(ActivityContext))!)
        {
            for (var i = 0; i < RunSpans.MostWaiting * 2; i++)
            {
                Collecting.StartActivity("page rest/counts")!.Dispose();
            }
        }

        await spans.StopAsync(default);
        Assert.True(contexts.Asked > 0);
    }

    [Fact]
    public async Task Steps_of_the_newest_runs_of_a_stream_are_kept_for_a_month()
    {
        await using var store = await StoreAsync();
        var now = TimeProvider.System.GetUtcNow();
        await using var db = await store.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        for (var i = 0; i < StoredSpans.MostRuns + 5; i++)
        {
            db.AddRange(Of($"busy-{i}", "s", now.AddMinutes(-i)), Of($"busy-{i}", null, now.AddMinutes(-i)));
        }

        db.AddRange(Of("rare", "t", now.AddDays(-29)), Of("old", "t", now.AddDays(-31)));
        await db.SaveChangesAsync();

        Assert.Equal(11, await StoredSpans.PruneAsync(db, now, default));

        var traces = await db.RunSpans.Select(s => s.Trace).Distinct().ToListAsync();
        Assert.Equal(StoredSpans.MostRuns + 1, traces.Count);
        Assert.DoesNotContain("old", traces);
        Assert.DoesNotContain($"busy-{StoredSpans.MostRuns}", traces);

        static RunSpan Of(string trace, string? source, DateTimeOffset at) => new()
        {
            Trace = trace, Span = "1", Source = source, Stream = source is null ? null : "counts", Stage = source is null ? "collect" : RunSpan.Root, Name = "n", StartedAt = at, EndedAt = at, Attributes = "{}", Process = "p",
        };
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private async Task<ServiceProvider> StoreAsync()
    {
        var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddLogging().AddStore().AddSqliteStore(_folder.File("hub.db")).BuildServiceProvider();
        await using var db = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        await db.Database.MigrateAsync();
        return services;
    }

    private sealed class Away : IDbContextFactory<HubDbContext>
    {
        public int Asked { get; private set; }

        public HubDbContext CreateDbContext()
        {
            Asked++;
            throw new InvalidOperationException("the store is away");
        }
    }
}

[CollectionDefinition("steps of runs", DisableParallelization = true)]
public sealed class RunSpansCollection;
