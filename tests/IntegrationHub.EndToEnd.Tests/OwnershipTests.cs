using System.Diagnostics;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>A source has one owner, whatever happens to the processes: paused, ended, or killed in the middle of a pull.</summary>
public sealed class OwnershipTests
{
    private const string Payments = "national-portal-payments-bac-giang";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The lease is over by the test's word: nothing else is different from one that has run out.</summary>
    [Fact]
    [Trait("Category", "Full")]
    [Trait("Fault", "F29")]
    public Task Collector_that_is_paused_in_the_middle_of_a_pull_cannot_write_once_another_has_taken_over() => PauseAsync(goesOn: false, async fleet =>
        await fleet.QueryAsync(db => db.Database.ExecuteSqlRawAsync("UPDATE source_state SET lease_until = 0")));

    [Fact]
    [Trait("Category", "Full")]
    public Task Collector_that_is_paused_for_longer_than_its_lease_cannot_write_once_another_has_taken_over() => PauseAsync(goesOn: true, _ => Task.CompletedTask);

    [Fact]
    [Trait("Category", "Full")]
    [Trait("Fault", "F29")]
    public async Task Collector_that_is_told_to_end_in_the_middle_of_a_pull_ends_at_once_and_another_goes_on_at_once()
    {
        await using var fleet = await HubFleet.StartAsync(new() { Sources = [Payments], Change = RolesTests.SmallPages });
        var first = fleet.Run("collect");
        await first.ReadyAsync();
        Stopwatch? watch = null;
        Task<int>? ending = null;
        var told = AtRequest(fleet, 40, () => (watch, ending) = (Stopwatch.StartNew(), first.EndAsync(TimeSpan.FromSeconds(30))));
        await fleet.PullAsync();
        await told;
        var code = await ending!;
        Assert.True(code == 0, $"it ended with {code} after {watch!.Elapsed}: {first.Tail()}");
        Assert.DoesNotContain(first.Log, line => line.Contains("crit:", StringComparison.Ordinal) || line.Contains("Unhandled", StringComparison.Ordinal));
        Assert.True(await fleet.QueryAsync(db => db.Batches.AnyAsync()), "it was ended before its first page");

        // On another machine nobody could see that the owner has ended: it has said so itself.
        Assert.True(await fleet.QueryAsync(db => db.SourceStates.AsNoTracking().SingleAsync()) is { LeaseUntil: { } until } && until <= DateTimeOffset.UtcNow);
        fleet.Run("collect,record");
        await fleet.UntilRecordedAsync(Patience);
        Assert.Empty(await fleet.DifferencesAsync());
        Assert.DoesNotContain(await fleet.QueryAsync(db => db.Runs.ToListAsync()), r => r.State == RunState.Running);
    }

    /// <summary>A recorder that is paused within its transaction holds the lock that all recorders need.</summary>
    [Fact]
    [Trait("Category", "Full")]
    public async Task Recorder_that_is_paused_within_its_transaction_holds_up_the_others_for_a_minute_at_most()
    {
        await using var fleet = await HubFleet.StartAsync(new() { Sources = [Payments], Change = RolesTests.SmallPages });
        await fleet.QueryAsync(db => db.Database.ExecuteSqlRawAsync("""
            CREATE SEQUENCE test_pause;
            CREATE FUNCTION test_pause() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF nextval('test_pause') = 3 THEN PERFORM pg_sleep(5); END IF;
                RETURN NULL;
            END $$;
            CREATE TRIGGER test_pause AFTER UPDATE ON batch FOR EACH STATEMENT EXECUTE FUNCTION test_pause();
            """));
        var (collector, first) = (fleet.Run("collect"), fleet.Run("record"));
        await Task.WhenAll(collector.ReadyAsync(), first.ReadyAsync());
        await fleet.PullAsync();

        // While the store works for it, so that the answer finds it paused: idle within its transaction, with the lock in hand.
        await fleet.UntilAsync(async db => await CountAsync(db, "wait_event = 'PgSleep'") > 0, Patience);
        first.Signal("STOP");
        await fleet.UntilAsync(async db => await CountAsync(db, "state = 'idle in transaction'") > 0, Patience);
        fleet.Run("record");
        await fleet.UntilRecordedAsync(TimeSpan.FromSeconds(150));
        Assert.Equal(0, await fleet.QueryAsync(db => CountAsync(db, "state = 'idle in transaction'")));
        first.Signal("CONT");
        await fleet.PullAsync();
        await fleet.UntilRecordedAsync(Patience);
        Assert.Empty(await fleet.DifferencesAsync());
    }

    private static Task<int> CountAsync(IntegrationHub.Store.Model.HubDbContext db, string condition) =>
        db.Database.SqlQueryRaw<int>($"SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE {condition} AND datname = current_database()").SingleAsync();

    private static async Task PauseAsync(bool goesOn, Func<HubFleet, Task> meanwhile)
    {
        await using var fleet = await HubFleet.StartAsync(new() { Sources = [Payments], Change = RolesTests.SmallPages });
        var first = fleet.Run("collect");
        await first.ReadyAsync();

        // Before the answer is given: it is paused with a request under way, and wakes up with its answer.
        var stopped = AtRequest(fleet, 40, () => first.Signal("STOP"));
        await fleet.PullAsync();
        await stopped;

        // Not while it holds a row: whoever waits for that waits until the server ends its transaction, which is another test's matter.
        while (await fleet.QueryAsync(db => CountAsync(db, "state LIKE 'idle in transaction%'")) > 0)
        {
            first.Signal("CONT");
            await Task.Delay(5);
            first.Signal("STOP");
            await Task.Delay(50);
        }

        var second = fleet.Run("collect,record");
        await second.ReadyAsync();
        await meanwhile(fleet);
        await fleet.UntilRecordedAsync(Patience);
        var written = await fleet.QueryAsync(db => db.Batches.MaxAsync(b => b.No));
        Assert.Equal(2, await fleet.QueryAsync(db => db.SourceStates.Select(s => s.Fence).SingleAsync()));

        first.Signal("CONT");
        for (var watch = Stopwatch.StartNew(); !first.Log.Any(line => line.Contains("hub.collect.lease_lost", StringComparison.Ordinal)); await Task.Delay(50))
        {
            Assert.True(watch.Elapsed < Patience, $"it has not noticed that its lease was taken: {await fleet.StateAsync()}");
        }

        Assert.Equal(written, await fleet.QueryAsync(db => db.Batches.MaxAsync(b => b.No)));
        Assert.Empty(await fleet.DifferencesAsync());
        Assert.All(await fleet.QueryAsync(db => db.Runs.ToListAsync()), r => Assert.NotEqual(RunState.Running, r.State));

        // It goes on with what comes next, like any other.
        Assert.False(first.HasEnded);
        if (!goesOn)
        {
            return;
        }

        Assert.Equal(0, await second.EndAsync(TimeSpan.FromSeconds(30)));
        fleet.Run("record");
        await fleet.PullAsync();
        await fleet.UntilRecordedAsync(Patience);
        Assert.Empty(await fleet.DifferencesAsync());
    }

    /// <summary>Done while the source has the request in hand.</summary>
    private static Task AtRequest(HubFleet fleet, int number, Action act)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        fleet.Simulators.Faults.Asked += _ =>
        {
            if (Interlocked.Increment(ref count) == number)
            {
                act();
                done.SetResult();
            }
        };
        return done.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }
}
