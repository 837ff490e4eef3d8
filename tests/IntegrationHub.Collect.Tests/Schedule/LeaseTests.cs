using System.Diagnostics;
using IntegrationHub.Collect.Archive;
using IntegrationHub.Collect.Schedule;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sqlite;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.Collect.Tests.Schedule;

public sealed class LeaseTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task A_source_has_one_owner_until_it_is_released()
    {
        await using var db = await OpenAsync();
        var first = await Lease.TakeAsync(db, "source", CancellationToken.None);

        Assert.NotNull(first);
        Assert.Null(await Lease.TakeAsync(db, "source", CancellationToken.None));
        await first.ReleaseAsync(db, null, CancellationToken.None);
        Assert.NotNull(await Lease.TakeAsync(db, "source", CancellationToken.None));
    }

    [Fact]
    [Trait("Fault", "F29")]
    public async Task A_worker_that_wakes_up_after_its_lease_was_taken_cannot_write()
    {
        await using var db = await OpenAsync();
        var paused = (await Lease.TakeAsync(db, "source", CancellationToken.None))!;
        await ExpireAsync(db);
        var owner = (await Lease.TakeAsync(db, "source", CancellationToken.None))!;

        await Assert.ThrowsAsync<LeaseLostException>(() => paused.GuardAsync(db, CancellationToken.None));
        await owner.GuardAsync(db, CancellationToken.None);
    }

    [Fact]
    public async Task The_lease_of_a_process_on_this_machine_that_has_ended_is_taken_at_once()
    {
        await using var db = await OpenAsync();
        await Lease.TakeAsync(db, "source", CancellationToken.None);
        await db.SourceStates.ExecuteUpdateAsync(set => set.SetProperty(s => s.LeaseOwner, $"{Environment.MachineName}/{int.MaxValue}/1"));

        Assert.NotNull(await Lease.TakeAsync(db, "source", CancellationToken.None));
    }

    /// <summary>What the other process says of its start is read by a third program, so that two readers have to agree.</summary>
    [Fact]
    public async Task The_lease_of_another_process_on_this_machine_is_not_taken_while_it_lives()
    {
        await using var db = await OpenAsync();
        await Lease.TakeAsync(db, "source", CancellationToken.None);
        using var other = Process.Start(new ProcessStartInfo("sh", ["-c", "cut -d' ' -f22 /proc/$$/stat; exec sleep 60"]) { RedirectStandardOutput = true })!;
        var started = await other.StandardOutput.ReadLineAsync();
        await db.SourceStates.ExecuteUpdateAsync(set => set.SetProperty(s => s.LeaseOwner, $"{Environment.MachineName}/{other.Id}/{started}"));

        Assert.Null(await Lease.TakeAsync(db, "source", CancellationToken.None));
        other.Kill();
        await other.WaitForExitAsync();
        Assert.NotNull(await Lease.TakeAsync(db, "source", CancellationToken.None));
    }

    [Fact]
    public async Task The_lease_of_a_process_that_has_ended_is_taken_at_once_though_its_parent_has_not_asked_how()
    {
        await using var db = await OpenAsync();
        await Lease.TakeAsync(db, "source", CancellationToken.None);
        using var parent = Process.Start(new ProcessStartInfo("sh", ["-c", "sh -c 'cut -d\" \" -f1,22 /proc/$$/stat' & exec sleep 60"]) { RedirectStandardOutput = true })!;
        var child = (await parent.StandardOutput.ReadLineAsync())!.Split(' ');
        await db.SourceStates.ExecuteUpdateAsync(set => set.SetProperty(s => s.LeaseOwner, $"{Environment.MachineName}/{child[0]}/{child[1]}"));
        for (var began = Stopwatch.StartNew(); !File.ReadAllText($"/proc/{child[0]}/stat").Contains(") Z ", StringComparison.Ordinal); await Task.Delay(5))
        {
            Assert.True(began.Elapsed < TimeSpan.FromSeconds(30));
        }

        Assert.NotNull(await Lease.TakeAsync(db, "source", CancellationToken.None));
        parent.Kill();
        await parent.WaitForExitAsync();
    }

    [Fact]
    public async Task The_lease_of_a_process_whose_number_another_one_has_now_is_taken_at_once()
    {
        await using var db = await OpenAsync();
        await Lease.TakeAsync(db, "source", CancellationToken.None);
        await db.SourceStates.ExecuteUpdateAsync(set => set.SetProperty(s => s.LeaseOwner, $"{Environment.MachineName}/{Environment.ProcessId}/1"));

        Assert.NotNull(await Lease.TakeAsync(db, "source", CancellationToken.None));
    }

    [Fact]
    public async Task A_source_that_another_worker_has_read_since_it_was_due_is_not_taken_again()
    {
        await using var db = await OpenAsync();
        var lease = (await Lease.TakeAsync(db, "source", CancellationToken.None, state => state.NextRunAt is null))!;
        await lease.ReleaseAsync(db, DateTimeOffset.UnixEpoch.AddYears(100), CancellationToken.None);
        var before = await FenceAsync(db);

        Assert.Null(await Lease.TakeAsync(db, "source", CancellationToken.None, state => state.NextRunAt is null));
        Assert.Equal(before, await FenceAsync(db));
    }

    [Fact]
    public async Task A_lease_that_is_abandoned_is_free_at_once_and_shows_that_work_is_undone()
    {
        await using var db = await OpenAsync();
        var lease = (await Lease.TakeAsync(db, "source", CancellationToken.None))!;
        Assert.False(Lease.WasAbandoned(await db.SourceStates.AsNoTracking().SingleAsync()));

        await lease.AbandonAsync(db, CancellationToken.None);
        Assert.True(Lease.WasAbandoned(await db.SourceStates.AsNoTracking().SingleAsync()));
        var next = (await Lease.TakeAsync(db, "source", CancellationToken.None))!;

        // What a former owner says is no longer heard.
        await lease.AbandonAsync(db, CancellationToken.None);
        Assert.False(Lease.WasAbandoned(await db.SourceStates.AsNoTracking().SingleAsync()));
        await next.ReleaseAsync(db, null, CancellationToken.None);
        Assert.False(Lease.WasAbandoned(await db.SourceStates.AsNoTracking().SingleAsync()));
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    private static Task<long> FenceAsync(HubDbContext db) => db.SourceStates.Select(s => s.Fence).SingleOrDefaultAsync();

    private static Task<int> ExpireAsync(HubDbContext db) =>
        db.SourceStates.ExecuteUpdateAsync(set => set.SetProperty(s => s.LeaseUntil, DateTimeOffset.UnixEpoch));

    private async Task<HubDbContext> OpenAsync()
    {
        var options = new DbContextOptionsBuilder<HubDbContext>();
        SqliteStore.Configure(options, folder.File("hub.db"));
        var db = new HubDbContext(options.Options);
        await db.Database.MigrateAsync();
        return db;
    }
}
