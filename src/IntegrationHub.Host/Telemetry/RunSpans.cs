using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using IntegrationHub.Collect;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Notify;
using IntegrationHub.Record;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Timeline;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Telemetry;

/// <summary>
/// Keeps the steps of recent runs in the store, with or without a tracing backend: decisions/0038. Whoever does a step hands it over and goes on; it is written
/// a second later, with others, and left out when the store is away for long. Nothing that happens here fails a run.
/// </summary>
public sealed class RunSpans : IHostedService, IAsyncDisposable
{
    /// <summary>Steps that wait to be written; beyond it new ones are left out and counted.</summary>
    public const int MostWaiting = 10_000;

    private const int MostAtOnce = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenPrunes = TimeSpan.FromHours(1);
    private static readonly HashSet<string> Sources = [CollectTelemetry.Name, HttpTelemetry.Name, RecordTelemetry.Name, NotifyTelemetry.Name];

    private readonly IDbContextFactory<HubDbContext> contexts;
    private readonly TimeProvider clock;
    private readonly Channel<RunSpan> waiting = Channel.CreateBounded<RunSpan>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly SpanSums sums = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Meter meter = new(HostTelemetry.Name);
    private readonly Counter<long> leftOut;
    private ActivityListener? listener;
    private Task writing = Task.CompletedTask;

    public RunSpans(IDbContextFactory<HubDbContext> contexts, TimeProvider clock)
    {
        (this.contexts, this.clock) = (contexts, clock);
        leftOut = HostTelemetry.SpansLeftOut(meter);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => Sources.Contains(source.Name),

            // All its attributes, and no word on whether a tracing backend is told: that is the sampler's to say.
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = activity =>
            {
                if (RunStarts.IsRun(activity))
                {
                    Keep(activity);
                }
            },
            ActivityStopped = activity =>
            {
                if (!RunStarts.IsRun(activity) && activity.ParentSpanId != default)
                {
                    Keep(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        writing = Task.Run(WriteAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        listener?.Dispose();
        await stop.CancelAsync();
        await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        listener?.Dispose();
        await stop.CancelAsync();
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        meter.Dispose();
    }

    private void Keep(Activity activity)
    {
        if (!waiting.Writer.TryWrite(StoredSpan.Of(activity, clock)))
        {
            leftOut.Add(1);
        }
    }

    private async Task WriteAsync()
    {
        var pruneAt = TimeProvider.System.GetUtcNow() + Pause;
        for (var isLast = false; ; isLast = stop.IsCancellationRequested)
        {
            await WriteWaitingAsync(isLast);
            if (isLast)
            {
                return;
            }

            if (TimeProvider.System.GetUtcNow() >= pruneAt)
            {
                pruneAt = TimeProvider.System.GetUtcNow() + BetweenPrunes;
                await TryAsync(async db => await StoredSpans.PruneAsync(db, clock.GetUtcNow(), CancellationToken.None));
            }

            await Task.Delay(Pause, TimeProvider.System, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WriteWaitingAsync(bool isLast)
    {
        var rows = new List<RunSpan>();
        do
        {
            rows.Clear();
            while (rows.Count < MostAtOnce && waiting.Reader.TryRead(out var span))
            {
                if (sums.Passes(span))
                {
                    rows.Add(span);
                }
            }

            rows.AddRange(sums.Due(isLast));
            if (rows.Count > 0 && !await TryAsync(db => AddAsync(db, rows)))
            {
                // Not kept for another attempt: what a run did is in its counts, and memory is for the work.
                leftOut.Add(rows.Sum(r => r.Count));
            }
        }
        while (rows.Count >= MostAtOnce);
    }

    private static Task AddAsync(HubDbContext db, List<RunSpan> rows)
    {
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        db.AddRange(rows);
        return db.SaveChangesAsync();
    }

    /// <returns>False: it failed, whatever the reason. The steps of runs are for looking at: nobody's work ends because they cannot be written.</returns>
    private async Task<bool> TryAsync(Func<HubDbContext, Task> work)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
            await work(db);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return false;
        }
    }
}

/// <summary>The first of each name are kept one by one; of a run with ten thousand pages the rest is added up, a row a minute. What went wrong is always kept by itself, within bounds.</summary>
public sealed class SpanSums
{
    public const int MostOfAName = 200;
    private const int MostTraces = 500;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Dictionary<(string Name, bool IsWell), Sum>> traces = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <returns>Whether it is kept by itself.</returns>
    public bool Passes(RunSpan span)
    {
        if (!traces.TryGetValue(span.Trace, out var names))
        {
            traces[span.Trace] = names = [];
            order.Enqueue(span.Trace);
        }

        var key = (span.Name, span.Problem is null);
        var sum = names.TryGetValue(key, out var known) ? known : names[key] = new();
        if (++sum.Seen <= MostOfAName)
        {
            return true;
        }

        sum.Add(span);
        return false;
    }

    /// <summary>Rows for what was added up and is to be written now.</summary>
    public List<RunSpan> Due(bool all)
    {
        var now = TimeProvider.System.GetTimestamp();
        var due = traces.Values.SelectMany(n => n.Values).Where(s => s.Waits && (all || TimeProvider.System.GetElapsedTime(s.Since, now) >= Every)).Select(s => s.Take()).ToList();
        while (order.Count > MostTraces && order.TryDequeue(out var oldest) && traces.Remove(oldest, out var names))
        {
            due.AddRange(names.Values.Where(s => s.Waits).Select(s => s.Take()));
        }

        return due;
    }

    private sealed class Sum
    {
        private RunSpan? first;
        private DateTimeOffset end;
        private int count;

        public int Seen { get; set; }

        public long Since { get; private set; }

        public bool Waits => first is not null;

        public void Add(RunSpan span)
        {
            if (first is null)
            {
                (first, Since) = (span, TimeProvider.System.GetTimestamp());
            }

            end = span.EndedAt > end ? span.EndedAt : end;
            count++;
        }

        public RunSpan Take()
        {
            var row = new RunSpan
            {
                Trace = first!.Trace, Span = first.Span, Parent = first.Parent, Stage = first.Stage, Name = first.Name, StartedAt = first.StartedAt, EndedAt = end, Problem = first.Problem,
                Attributes = first.Attributes, Count = count, Process = first.Process,
            };
            (first, end, count) = (null, default, 0);
            return row;
        }
    }
}
