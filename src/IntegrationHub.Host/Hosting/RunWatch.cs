using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Hosting;

/// <summary>Tells how the newest run gets on: at most a line a second, and only when something changed.</summary>
public static class RunWatch
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Does the work and watches meanwhile.</summary>
    public static async Task WhileAsync(Func<Task> work, IDbContextFactory<HubDbContext> contexts, Action<string> say, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = WatchAsync(contexts, say, watching.Token);
        try
        {
            await work();
        }
        finally
        {
            await watching.CancelAsync();
            await watch;
        }
    }

    private static async Task WatchAsync(IDbContextFactory<HubDbContext> contexts, Action<string> say, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
        for (string? last = null; !cancellationToken.IsCancellationRequested;)
        {
            var run = await db.Runs.AsNoTracking().OrderByDescending(r => r.StartedAt).FirstOrDefaultAsync(CancellationToken.None);
            var line = run is null ? null : $"{run.Source}/{run.Stream}: {run.Progress ?? "…"} · {run.Fetched} fetched, {run.Accepted} accepted, {run.Rejected} rejected";
            if (line is not null && line != last)
            {
                say(line);
                last = line;
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
