using System.Globalization;
using IntegrationHub.Api.Problems;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace IntegrationHub.Api.Changes;

/// <param name="Most">Connections at a time.</param>
/// <param name="Heartbeat">How long a connection is silent at most.</param>
public sealed record StreamLimits(int Most, TimeSpan Heartbeat);

/// <summary>
/// The end of the outbox for all live streams: one reader looks at the store, as long as anybody listens, and keeps the newest events. A stream that is further
/// behind reads pages of its own until it has caught up. The look is a question for one row by its key; a process that only answers has no bus that could wake it.
/// </summary>
internal sealed class LiveEvents(IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect, StreamLimits limits, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    /// <summary>Events that are kept for all streams.</summary>
    private const int Kept = 1000;
    private const int Page = 200;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly Lock gate = new();
    private int listeners;
    private bool isReading;
    private volatile Tail tail = new(long.MaxValue, []);

    /// <summary>A place among the listeners, until it is disposed of.</summary>
    public IDisposable Join()
    {
        lock (gate)
        {
            if (listeners >= limits.Most)
            {
                throw new ApiProblemException("too-many-streams", string.Create(CultureInfo.InvariantCulture, $"{limits.Most} live streams are open already; read /api/v1/changes now and then instead, or try again in a while"));
            }

            listeners++;
            if (!isReading)
            {
                isReading = true;
                _ = Task.Run(ReadAsync, CancellationToken.None);
            }
        }

        return new Seat(this);
    }

    /// <summary>Waits for what comes after a position.</summary>
    /// <returns>Empty when nothing came for the time of a heartbeat; null when the hub or the client ends.</returns>
    public async Task<IReadOnlyList<OutboxRow>?> NextAsync(long position, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var began = clock.GetTimestamp();
        try
        {
            while (true)
            {
                var now = tail;
                var rows = now.From <= position ? now.After(position) : await PageAsync(position, ending.Token);
                var left = limits.Heartbeat - clock.GetElapsedTime(began);
                if (rows.Count > 0 || left <= TimeSpan.Zero)
                {
                    return rows;
                }

                await now.Moved.Task.WaitAsync(left, clock, ending.Token);
            }
        }
        catch (TimeoutException)
        {
            return [];
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception e) when (dialect.IsOfTheStore(e))
        {
            // The client comes back with its last id, and is told then what is the matter.
            return null;
        }
    }

    private async Task<IReadOnlyList<OutboxRow>> PageAsync(long position, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.EventsAfter(position).AsNoTracking().Take(Page).ToListAsync(cancellationToken);
    }

    private async Task ReadAsync()
    {
        var stopping = lifetime.ApplicationStopping;
        var end = (long?)null;
        while (IsWanted(stopping))
        {
            try
            {
                if (end is null)
                {
                    await using var db = await contexts.CreateDbContextAsync(stopping);
                    end = (await db.LastEventAsync(null, stopping)).Position;
                    Replace(new(end.Value, []));
                }

                var rows = await PageAsync(end.Value, stopping);
                if (rows.Count > 0)
                {
                    end = rows[^1].Id;
                    Replace(tail.With(rows, Kept));
                }

                if (rows.Count < Page)
                {
                    await Task.Delay(Look, clock, stopping);
                }
            }
            catch (OperationCanceledException)
            {
            }
            catch (Exception e) when (dialect.IsOfTheStore(e))
            {
                // Whoever waits waits on; /readyz tells of the store.
                await Task.Delay(Look, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private bool IsWanted(CancellationToken stopping)
    {
        lock (gate)
        {
            if (listeners > 0 && !stopping.IsCancellationRequested)
            {
                return true;
            }

            // What is kept grows old now; the next reader begins anew.
            isReading = false;
            Replace(new(long.MaxValue, []));
            return false;
        }
    }

    private void Replace(Tail newer)
    {
        var older = tail;
        tail = newer;
        older.Moved.TrySetResult();
    }

    /// <summary>The newest events without a gap.</summary>
    /// <param name="From">All that came after this one is in it.</param>
    private sealed record Tail(long From, IReadOnlyList<OutboxRow> Rows)
    {
        /// <summary>There is a newer one.</summary>
        public TaskCompletionSource Moved { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Tail With(IReadOnlyList<OutboxRow> newer, int most)
        {
            List<OutboxRow> all = [.. Rows, .. newer];
            var gone = all.Count - most;
            return gone > 0 ? new(all[gone - 1].Id, all[gone..]) : new(From, all);
        }

        public IReadOnlyList<OutboxRow> After(long position) => Rows.Count == 0 || Rows[^1].Id <= position ? [] : [.. Rows.Where(r => r.Id > position)];
    }

    private sealed class Seat(LiveEvents live) : IDisposable
    {
        private int isLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isLeft, 1) == 0)
            {
                lock (live.gate)
                {
                    live.listeners--;
                }
            }
        }
    }
}
