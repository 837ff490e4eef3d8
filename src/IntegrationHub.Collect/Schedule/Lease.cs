using System.Diagnostics;
using System.Globalization;
using IntegrationHub.Collect.Archive;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Collect.Schedule;

/// <summary>
/// The right to pull a source. Held by one worker at a time; every write proves it by the fence, which rises with each change of owner,
/// so that a worker that was paused and wakes up after its lease was taken cannot write.
/// </summary>
/// <remarks>Leases run on the machine's clock even where the hub plays another time: they are about processes, not about data.</remarks>
public sealed class Lease
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(60);

    // Instead of a start: a process that was killed keeps its number until its parent has asked how it ended.
    private const string Ended = "ended";

    private readonly string source;
    private readonly long fence;

    private Lease(string source, long fence)
    {
        this.source = source;
        this.fence = fence;
    }

    /// <summary>Machine, process and its start: enough to see that an owner on this machine is gone.</summary>
    public static string Owner { get; } = string.Create(CultureInfo.InvariantCulture,
        $"{Environment.MachineName}/{Environment.ProcessId}/{StartOf(Environment.ProcessId) ?? "0"}");

    /// <param name="db">The store.</param>
    /// <param name="source">Its id.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="isWanted">Asked again by the state that is taken over: another worker may have done since what there was to do.</param>
    /// <returns>Null when another worker owns the source, or when it is no longer wanted.</returns>
    public static async Task<Lease?> TakeAsync(HubDbContext db, string source, CancellationToken cancellationToken, Func<SourceState, bool>? isWanted = null)
    {
        ArgumentNullException.ThrowIfNull(db);
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO source_state (source, paused, pull_requested, fence) VALUES ({source}, {false}, {false}, 0) ON CONFLICT (source) DO NOTHING",
            cancellationToken);
        var now = TimeProvider.System.GetUtcNow();
        var state = await db.SourceStates.AsNoTracking().SingleAsync(s => s.Source == source, cancellationToken);
        if ((state.LeaseOwner is not null && state.LeaseUntil > now && !HasEnded(state.LeaseOwner)) || isWanted?.Invoke(state) is false)
        {
            return null;
        }

        var until = now + Length;
        var taken = await db.SourceStates.Where(s => s.Source == source && s.Fence == state.Fence).ExecuteUpdateAsync(
            set => set
                .SetProperty(s => s.LeaseOwner, Owner)
                .SetProperty(s => s.LeaseUntil, until)
                .SetProperty(s => s.Fence, s => s.Fence + 1)

                // At the start: who asks while this run is under way wants another one.
                .SetProperty(s => s.PullRequested, false),
            cancellationToken);
        return taken == 1 ? new Lease(source, state.Fence + 1) : null;
    }

    /// <summary>Renews the lease as part of the caller's transaction; the row stays locked until it commits.</summary>
    /// <exception cref="LeaseLostException">Another worker has taken the source.</exception>
    public async Task GuardAsync(HubDbContext db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var until = TimeProvider.System.GetUtcNow() + Length;
        var held = await db.SourceStates.Where(s => s.Source == source && s.Fence == fence)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.LeaseUntil, until), cancellationToken);
        if (held == 0)
        {
            throw new LeaseLostException(source);
        }
    }

    public async Task ReleaseAsync(HubDbContext db, DateTimeOffset? nextRunAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        await db.SourceStates.Where(s => s.Source == source && s.Fence == fence).ExecuteUpdateAsync(
            set => set
                .SetProperty(s => s.LeaseOwner, (string?)null)
                .SetProperty(s => s.LeaseUntil, (DateTimeOffset?)null)
                .SetProperty(s => s.NextRunAt, nextRunAt),
            cancellationToken);
    }

    /// <summary>Ends it at once with its work undone: who looks next sees an owner that has not given the source back, and goes on.</summary>
    public async Task AbandonAsync(HubDbContext db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var now = TimeProvider.System.GetUtcNow();
        await db.SourceStates.Where(s => s.Source == source && s.Fence == fence).ExecuteUpdateAsync(set => set.SetProperty(s => s.LeaseUntil, now), cancellationToken);
    }

    /// <summary>Whether the last owner has ended without giving the source back: what it was at is undone.</summary>
    public static bool WasAbandoned(SourceState? state) => state is { LeaseOwner: not null, LeaseUntil: { } until } && until <= TimeProvider.System.GetUtcNow();

    /// <summary>True only for an owner on this machine whose process is gone; others are waited for.</summary>
    private static bool HasEnded(string owner)
    {
        if (owner.Split('/') is not [var machine, var id, var started] || machine != Environment.MachineName
            || !int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var processId))
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(processId);
        }
        catch (ArgumentException)
        {
            return true;
        }

        // A number may be used again. A process that does not show its start, as other users' under hidepid, is waited for.
        return StartOf(processId) is { } start && start != started;
    }

    /// <summary>
    /// When a process started, in ticks of the kernel since its boot: every process reads the same number (proc(5), field 22 of stat).
    /// <see cref="Process.StartTime"/> is worked out from two clocks and differs by milliseconds from one reader to the next.
    /// </summary>
    private static string? StartOf(int processId)
    {
        try
        {
            // The name before it stands in brackets and may hold anything, brackets and spaces too.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? Ended : fields[19];
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
