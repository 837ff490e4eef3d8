using System.Diagnostics;
using System.Net;
using System.Text.Json;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Store.Ledger;
using Microsoft.EntityFrameworkCore;
using Xunit;
using Xunit.Abstractions;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>Broker and store go away, are full, or fall silent in the middle of a word, while processes of the program work on them: nothing is lost or counted twice, and no process is started anew.</summary>
public sealed class OutageTests(ITestOutputHelper output)
{
    private const string Payments = "national-portal-payments-bac-giang";
    private const string Enterprises = "doanh-nghiep";
    private const string Reports = "reporting-bac-giang";

    // Pages that were given up while the bus was away are published again a minute after they were stored, or two.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    [Trait("Category", "Full")]
    [Trait("Fault", "F27")]
    [Trait("Fault", "F28")]
    public async Task Bus_and_store_that_are_away_for_a_moment_are_told_of_and_nothing_is_lost()
    {
        await using var fleet = await HubFleet.StartAsync(new() { Sources = [Payments, Enterprises, Reports] });
        var hub = fleet.Run("collect,record,api");
        await hub.ReadyAsync();

        await AwayAsync(fleet, Payments, fleet.BusWire.Cut, async () =>
        {
            await TellsAsync(hub, "masstransit-bus");
            await UntilAsync(hub, "/health/sources", h => h.Status == HttpStatusCode.OK && h.Body.GetProperty("status").GetString() == "degraded" && h.Body.GetProperty("pending").GetInt32() > 0);
        });
        await AwayAsync(fleet, Enterprises, fleet.StoreWire.Cut, async () =>
        {
            await TellsAsync(hub, "store");
            var health = await UntilAsync(hub, "/health/sources", h => h.Status == HttpStatusCode.ServiceUnavailable);
            Assert.Equal(("unhealthy", 0), (health.GetProperty("status").GetString(), health.GetProperty("sources").GetArrayLength()));
            var (status, problem) = await hub.GetAsync("/api/v1/sources");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "store-unavailable"), (status, problem.GetProperty("type").GetString()));
        });
        await AwayAsync(fleet, Reports, () =>
        {
            fleet.BusWire.Cut();
            fleet.StoreWire.Cut();
        }, () => Task.Delay(TimeSpan.FromSeconds(2)));

        Assert.Empty(await fleet.DifferencesAsync());
        await hub.ReadyAsync();
        var well = await UntilAsync(hub, "/health/sources", h => h.Body.GetProperty("status").GetString() == "healthy");
        Assert.All(well.GetProperty("sources").EnumerateArray(), s => Assert.Equal(("ok", 0), (s.GetProperty("state").GetString(), s.GetProperty("pending").GetInt32())));
    }

    /// <summary>What the server answers is what it answers in earnest; when it does is chosen by a trigger.</summary>
    [Fact]
    [Trait("Category", "Full")]
    [Trait("Fault", "F28")]
    public async Task Commits_that_are_cut_off_and_transactions_that_the_store_refuses_are_repeated_and_count_once()
    {
        await using var fleet = await HubFleet.StartAsync(new() { Sources = [Payments], Change = RolesTests.SmallPages });
        await fleet.QueryAsync(db => db.Database.ExecuteSqlRawAsync("""
            CREATE SEQUENCE test_faults;
            CREATE FUNCTION test_fault() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE n bigint := nextval('test_faults');
            BEGIN
                IF n % 40 = 5 THEN RAISE EXCEPTION 'could not serialize' USING ERRCODE = '40001'; END IF;
                IF n % 40 = 15 THEN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END IF;
                IF n % 40 = 25 THEN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END IF;
                RETURN NULL;
            END $$;
            CREATE TRIGGER test_fault AFTER INSERT ON batch FOR EACH STATEMENT EXECUTE FUNCTION test_fault();
            CREATE TRIGGER test_fault AFTER INSERT OR UPDATE ON measurement_current FOR EACH STATEMENT EXECUTE FUNCTION test_fault();
            """));
        var hub = fleet.Run("collect,record");
        await hub.ReadyAsync();
        var commits = 0;
        fleet.StoreWire.OnCommit = () => Interlocked.Increment(ref commits) is var n && n % 30 == 7 ? CommitCut.Before : n % 30 == 21 ? CommitCut.After : CommitCut.None;

        await fleet.PullAsync();
        await fleet.UntilRecordedAsync(Patience);

        var faults = await fleet.QueryAsync(db => db.Database.SqlQueryRaw<long>("SELECT last_value AS \"Value\" FROM test_faults").SingleAsync()) * 3 / 40;
        output.WriteLine($"{commits} commits, {fleet.StoreWire.CommitCuts} of them cut off; about {faults} statements refused; {await fleet.QueryAsync(db => db.Runs.CountAsync())} runs");
        Assert.True(fleet.StoreWire.CommitCuts >= 4, $"{commits} commits, {fleet.StoreWire.CommitCuts} cut off");
        Assert.True(faults >= 4, $"about {faults} refused");
        Assert.Empty(await fleet.DifferencesAsync());
        Assert.False(hub.HasEnded);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [Trait("Category", "Full")]
    [Trait("Fault", "F27")]
    [Trait("Fault", "F28")]
    public async Task Servers_that_are_stopped_for_a_minute_lose_nothing(bool broker, bool store)
    {
        await using var fleet = await HubFleet.StartAsync(new() { Sources = [Payments, Enterprises, Reports], OwnServers = true, Change = RolesTests.SmallPages });
        var workers = new[] { fleet.Run("collect,api"), fleet.Run("record"), fleet.Run("record") };
        await Task.WhenAll(workers.Select(w => w.ReadyAsync()));
        var middle = AtRequest(fleet, 12);
        await fleet.PullAsync();
        await middle;
        await Task.WhenAll(broker ? fleet.Rabbit!.StopAsync() : Task.CompletedTask, store ? fleet.Postgres!.StopAsync() : Task.CompletedTask);
        if (store)
        {
            await UntilAsync(workers[0], "/health/sources", h => h.Status == HttpStatusCode.ServiceUnavailable);
        }

        if (broker)
        {
            await TellsAsync(workers[1], "masstransit-bus");
            if (!store)
            {
                // It receives nothing: it knows by what it could not hand over.
                await TellsAsync(workers[0], "publishing");
            }
        }

        await Task.Delay(TimeSpan.FromMinutes(1));
        await Task.WhenAll(broker ? fleet.Rabbit!.StartAgainAsync() : Task.CompletedTask, store ? fleet.Postgres!.StartAgainAsync() : Task.CompletedTask);
        var back = Stopwatch.StartNew();
        await fleet.UntilRecordedAsync(Patience);
        output.WriteLine($"broker {broker}, store {store}: all recorded {back.Elapsed.TotalSeconds:0} s after they were back");
        await EndsWellAsync(fleet, workers);
    }

    [Fact]
    [Trait("Category", "Full")]
    [Trait("Fault", "F27")]
    public async Task Broker_that_is_restarted_killed_or_out_of_disk_loses_nothing()
    {
        await using var fleet = await HubFleet.StartAsync(new() { Sources = [Payments, Enterprises, Reports], OwnServers = true, Change = RolesTests.SmallPages });
        var workers = new[] { fleet.Run("collect,api"), fleet.Run("record"), fleet.Run("record") };
        await Task.WhenAll(workers.Select(w => w.ReadyAsync()));

        await ThroughAsync("restarted", Enterprises, async () =>
        {
            await fleet.Rabbit!.StopAsync();
            await fleet.Rabbit.StartAgainAsync();
        });
        await ThroughAsync("killed", Reports, async () =>
        {
            await fleet.Rabbit!.KillAsync();
            await fleet.Rabbit.StartAgainAsync();
        });
        await ThroughAsync("disk alarm", Payments, async () =>
        {
            await fleet.Rabbit!.AlarmAsync(on: true);
            var health = await UntilAsync(workers[0], "/health/sources", h => h.Body.GetProperty("pending").GetInt32() > 0);
            output.WriteLine($"with the alarm on: {health.GetProperty("status")}, {health.GetProperty("pending")} pages wait");
            await Task.Delay(TimeSpan.FromSeconds(30));
            await fleet.Rabbit.AlarmAsync(on: false);
        });
        await EndsWellAsync(fleet, workers);

        async Task ThroughAsync(string what, string source, Func<Task> trouble)
        {
            var middle = AtRequest(fleet, 2);
            await fleet.PullAsync(source);
            await middle;
            await trouble();
            var back = Stopwatch.StartNew();
            await fleet.UntilRecordedAsync(Patience, source);
            output.WriteLine($"{what}: all recorded {back.Elapsed.TotalSeconds:0} s after it was back");
        }
    }

    [Fact]
    [Trait("Category", "Full")]
    [Trait("Fault", "F28")]
    public async Task Store_whose_disk_is_full_records_nothing_and_goes_on_when_there_is_room()
    {
        using var disk = SmallDisk.TryMount(megabytes: 48);
        if (disk is null)
        {
            output.WriteLine("skipped: a small disk cannot be mounted here (root is needed). The same refusals (SQLSTATE 53100) by a trigger are in the default tests.");
            return;
        }

        await using var fleet = await HubFleet.StartAsync(new() { Sources = [Payments, Enterprises], OwnServers = true, StoreFolder = disk.Folder, Change = RolesTests.SmallPages });
        var workers = new[] { fleet.Run("collect,api"), fleet.Run("record") };
        await Task.WhenAll(workers.Select(w => w.ReadyAsync()));
        var middle = AtRequest(fleet, 12, disk.Fill);
        await fleet.PullAsync();
        await middle;
        for (var watch = Stopwatch.StartNew(); !workers.Any(w => w.Log.Any(line => line.Contains("No space left on device", StringComparison.Ordinal))); await Task.Delay(100))
        {
            Assert.True(watch.Elapsed < Patience, $"the disk was never full: {await fleet.StateAsync()}");
        }

        await Task.Delay(TimeSpan.FromSeconds(20));
        var (status, health) = await workers[0].GetAsync("/health/sources");
        output.WriteLine($"with the disk full: {status} {health}");
        Assert.False(await fleet.QueryAsync(db => db.Batches.AnyAsync(b => b.State == BatchState.Parked)), "a page was parked for want of room");
        disk.Empty();
        var back = Stopwatch.StartNew();
        await fleet.UntilRecordedAsync(Patience);
        output.WriteLine($"all recorded {back.Elapsed.TotalSeconds:0} s after there was room");
        await EndsWellAsync(fleet, workers);
    }

    private static async Task EndsWellAsync(HubFleet fleet, IReadOnlyList<HubWorker> workers)
    {
        Assert.Empty(await fleet.DifferencesAsync());
        await Task.WhenAll(workers.Select(w => w.ReadyAsync()));
        Assert.Equal("healthy", (await UntilAsync(workers[0], "/health/sources", h => h.Body.GetProperty("status").GetString() == "healthy")).GetProperty("status").GetString());
        Assert.All(await Task.WhenAll(workers.Select(w => w.EndAsync(TimeSpan.FromSeconds(30)))), code => Assert.Equal(0, code));
    }

    /// <summary>What is away goes in the middle of a pull, and is back after the look at it.</summary>
    private async Task AwayAsync(HubFleet fleet, string source, Action cut, Func<Task> meanwhile)
    {
        var middle = AtRequest(fleet, 3, cut);
        await fleet.PullAsync(source);
        await middle;
        var away = Stopwatch.StartNew();
        await meanwhile();
        fleet.BusWire.Mend();
        fleet.StoreWire.Mend();
        var back = Stopwatch.StartNew();
        await fleet.UntilRecordedAsync(Patience, source);
        output.WriteLine($"{source}: away for {away.Elapsed.TotalSeconds - back.Elapsed.TotalSeconds:0.0} s, all recorded {back.Elapsed.TotalSeconds:0.0} s after");
    }

    private static Task AtRequest(HubFleet fleet, int number, Action? act = null)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        fleet.Simulators.Faults.Asked += _ =>
        {
            if (Interlocked.Increment(ref count) == number)
            {
                act?.Invoke();
                done.SetResult();
            }
        };
        return done.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }

    /// <summary>It lives, and says that it cannot do its work for want of this.</summary>
    private static async Task TellsAsync(HubWorker worker, string check)
    {
        var ready = await UntilAsync(worker, "/readyz", r => r.Body.GetProperty("status").GetString() != "healthy"
            && r.Body.GetProperty("checks").EnumerateArray().Any(c => c.GetProperty("name").GetString() == check && c.GetProperty("status").GetString() != "healthy"));
        Assert.DoesNotContain("127.0.0.1", ready.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await worker.GetAsync("/healthz")).Status);
    }

    private static async Task<JsonElement> UntilAsync(HubWorker worker, string path, Func<(HttpStatusCode Status, JsonElement Body), bool> isSo)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            var answer = await worker.GetAsync(path);
            if (isSo(answer))
            {
                return answer.Body;
            }

            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), $"{path} of {worker.Name} says {answer.Status} {answer.Body}");
        }
    }
}
