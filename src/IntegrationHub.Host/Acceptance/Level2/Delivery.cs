using System.Globalization;
using System.Runtime.CompilerServices;
using IntegrationHub.Collect.Archive;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Collect.Schedule;
using IntegrationHub.Connectors;
using IntegrationHub.Contracts;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using MassTransit;
using Fault = IntegrationHub.Simulators.Faults.Fault;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Acceptance.Level2;

/// <summary>Checks 28, 29 and 32: nothing is lost between the source and the figures, whoever fails.</summary>
internal static class Delivery
{
    private static readonly CheckOutcome NothingToPull = CheckOutcome.NotApplicable("the connector reads nothing: people bring what there is");

    /// <summary>Check 28: runs that fail in their first third and in their last keep what they had stored, and the next one has the rest.</summary>
    public static async Task<CheckOutcome> FailedRunKeepsItsPlaceAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (subject.IsManual || !subject.IsHttp)
        {
            return CheckOutcome.NotApplicable("no request is made that could fail in the middle of a run");
        }

        var findings = new List<CheckFinding>();
        var failed = 0;
        await using var bench = await subject.BenchAsync(cancellationToken);
        foreach (var after in new[] { 2, 9, 30 })
        {
            bench.Faults.Add(subject.SourceId == DemoSources.TthcId
                ? new Fault { Kind = FaultKinds.Error500, Endpoint = FaultEndpoints.Snapshots, After = after }
                : new Fault { Kind = FaultKinds.Error500, Source = subject.SourceId, After = after });
            var cursors = await CursorsAsync(bench, cancellationToken);
            var runs = await bench.PullAsync(cancellationToken: cancellationToken);
            failed += runs.Count(r => r.State == RunState.Failed);
            var moved = await CursorsAsync(bench, cancellationToken);
            foreach (var run in runs.Where(r => r.State == RunState.Failed && r.Pages == 0 && cursors.GetValueOrDefault(r.Stream) != moved.GetValueOrDefault(r.Stream)))
            {
                findings.Add(new(run.Stream, "a run that stored no page has moved the cursor", "the cursor moves with a page, in one transaction"));
            }

            foreach (var run in runs.Where(r => r.State == RunState.Succeeded && !moved.ContainsKey(r.Stream)))
            {
                findings.Add(new(run.Stream, "the stream succeeded beside a failed one and has no cursor", "each stream keeps its own"));
            }

            bench.Faults.Clear();
        }

        if (failed == 0)
        {
            findings.Add(new(subject.SourceId, "no run failed, although the source answered with 500", "the check has nothing to show: let the simulated source fail"));
        }

        findings.AddRange((await bench.FailuresOfPullAsync(cancellationToken)).Concat(await bench.DifferencesAsync(cancellationToken)).Take(5).Select(d => new CheckFinding(subject.SourceId, "after the faults: " + d, "a position never passes what was not stored")));
        return CheckOutcome.Of(findings, FormattableString.Invariant($"{failed} runs failed after 2, 9 and 30 requests; then the cells were those of the truth"));
    }

    /// <summary>Check 29: a third of all messages is refused by the bus at first; each archived record ends as a measurement or in quarantine.</summary>
    public static async Task<CheckOutcome> BusRefusalsAsync(Subject subject, CancellationToken cancellationToken)
    {
        await using var bench = await subject.BenchAsync(cancellationToken);
        var refusals = new Refusals(20241220);
        using (bench.Services.GetRequiredService<IBus>().ConnectPublishObserver(refusals))
        {
            await bench.PullAsync(cancellationToken: cancellationToken);
        }

        var findings = (await bench.DifferencesAsync(cancellationToken)).Take(5).Select(d => new CheckFinding(subject.SourceId, d, "what the bus refused is published again")).ToList();
        if (refusals.Count == 0)
        {
            findings.Add(new(subject.SourceId, "no message was refused", "the check has nothing to show: let the simulated source say something"));
        }

        var archived = new HashSet<(string Stream, string Record)>();
        foreach (var (stream, page) in await bench.QueryAsync(db => db.Batches.AsNoTracking().Join(db.Archive, b => b.Id, a => a.Batch, (b, a) => new ValueTuple<string, byte[]>(b.Stream, a.Page)).ToListAsync(cancellationToken)))
        {
            archived.UnionWith(PageCodec.Decode(page).Select(r => (stream, r.Key)));
        }

        var streams = await bench.QueryAsync(db => db.Codes.AsNoTracking().ToDictionaryAsync(c => c.Id, c => c.Value, cancellationToken));
        var delivered = (await bench.QueryAsync(db => db.MeasurementsCurrent.Select(m => new { m.Stream, m.Record }).ToListAsync(cancellationToken)))
            .Select(m => (streams[m.Stream].Split('/')[^1], m.Record)).ToHashSet();
        var rejected = (await bench.QueryAsync(db => db.Rejections.Where(r => r.Record != null).Select(r => new { r.Stream, r.Record }).ToListAsync(cancellationToken))).Select(r => (r.Stream, r.Record!)).ToHashSet();
        var ignored = await IgnoredAsync(bench, cancellationToken);
        findings.AddRange(archived.Where(k => !delivered.Contains(k) && !rejected.Contains(k) && !ignored.Contains(k)).Take(5).Select(k => new CheckFinding(subject.SourceId, $"'{k.Record}' of {k.Stream} is archived, and neither counted nor in quarantine", "every record ends in one of them")));
        return CheckOutcome.Of(findings, FormattableString.Invariant($"{refusals.Count} of {refusals.All} messages refused; {archived.Count} records: {delivered.Count} counted, {rejected.Count} in quarantine, {ignored.Count} of no use by their mapping"));
    }

    /// <summary>Check 32: an owner that was paused in the middle of a run, and wakes after another has taken the source, writes nothing more.</summary>
    public static async Task<CheckOutcome> TwoOwnersAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (subject.IsManual)
        {
            return NothingToPull;
        }

        var (paused, resume) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var isFirst = true;
        await using var bench = await subject.BenchAsync(cancellationToken, new BenchOptions
        {
            Instead = m => m.Key == subject.Module.Key ? new ChangedModule(subject.Instead?.Invoke(m) ?? m, pages => PauseAsync(pages)) : m,
        });
        var (source, catalogue) = (await bench.DefinitionAsync(cancellationToken), await bench.CatalogueAsync(cancellationToken));
        var puller = bench.Services.GetRequiredService<SourcePuller>();
        await using var db = await bench.Services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync(cancellationToken);
        var old = await Lease.TakeAsync(db, source.Id, cancellationToken) ?? throw new InvalidOperationException("the source has an owner already");
        var sleeper = puller.PullAsync(source, catalogue.Catalogue, old, new PullOrder(), cancellationToken);
        await paused.Task.WaitAsync(TimeSpan.FromMinutes(2), cancellationToken);

        // A minute without a sign of life: its lease has run out.
        await db.SourceStates.Where(s => s.Source == source.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.LeaseUntil, TimeProvider.System.GetUtcNow().AddSeconds(-1)), cancellationToken);
        var findings = (await bench.FailuresOfPullAsync(cancellationToken)).Select(f => new CheckFinding(source.Id, "the second owner: " + f, "a source whose owner is gone is taken over")).ToList();
        var before = await StoredAsync(bench, cancellationToken);
        resume.SetResult();
        try
        {
            await sleeper;
            findings.Add(new(source.Id, "the first owner went on to its end", "every write proves the lease by its fence"));
        }
        catch (LeaseLostException)
        {
            // As it must be.
        }

        await new DirectPull(bench.Services).WaitUntilRecordedAsync(null, cancellationToken);
        var after = await StoredAsync(bench, cancellationToken);
        if (before != after)
        {
            findings.Add(new(source.Id, $"the first owner wrote after it had lost the source: {before} became {after}", "every write proves the lease by its fence"));
        }

        findings.AddRange((await bench.DifferencesAsync(cancellationToken)).Take(5).Select(d => new CheckFinding(source.Id, d, "two owners count once")));
        return CheckOutcome.Of(findings, "the first owner was paused before its second page, the second read everything; nothing was written twice or by the wrong one");

        async IAsyncEnumerable<Page> PauseAsync(IAsyncEnumerable<Page> pages, [EnumeratorCancellation] CancellationToken token = default)
        {
            var holds = isFirst;
            isFirst = false;
            await foreach (var page in pages.WithCancellation(token))
            {
                if (holds)
                {
                    paused.TrySetResult();
                    await resume.Task.WaitAsync(token);
                }

                yield return page;
            }
        }
    }

    private static Task<string> StoredAsync(SourceBench bench, CancellationToken cancellationToken) => bench.QueryAsync(async db =>
    {
        var (pages, rows) = (await db.Batches.CountAsync(cancellationToken), await db.Ledger.CountAsync(cancellationToken));
        var cursors = await db.Cursors.OrderBy(c => c.Stream).Select(c => c.Cursor).ToListAsync(cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"{pages} pages, {rows} rows, {string.Join(' ', cursors)}");
    });

    private static Task<Dictionary<string, string>> CursorsAsync(SourceBench bench, CancellationToken cancellationToken) =>
        bench.QueryAsync(db => db.Cursors.AsNoTracking().ToDictionaryAsync(c => c.Stream, c => c.Cursor, cancellationToken));

    private static async Task<HashSet<(string Stream, string Record)>> IgnoredAsync(SourceBench bench, CancellationToken cancellationToken)
    {
        var (connectors, catalogue, source) = (bench.Services.GetRequiredService<ConnectorRegistry>(), (await bench.CatalogueAsync(cancellationToken)).Catalogue, await bench.DefinitionAsync(cancellationToken));
        var ignored = new HashSet<(string Stream, string Record)>();
        foreach (var (stream, page) in await bench.QueryAsync(db => db.Batches.AsNoTracking().Join(db.Archive, b => b.Id, a => a.Batch, (b, a) => new ValueTuple<string, byte[]>(b.Stream, a.Page)).ToListAsync(cancellationToken)))
        {
            var mapping = connectors.Mapping(catalogue, source.Connector, stream);
            ignored.UnionWith(PageCodec.Decode(page).Where(r => mapping.Map(r.Key, r.Body) is Ignored or Mapped { Values.Count: 0 }).Select(r => (stream, r.Key)));
        }

        return ignored;
    }

    /// <summary>Refuses the first message before it leaves, and every third after it; which, the seed says.</summary>
    private sealed class Refusals(int seed) : IPublishObserver
    {
        private readonly Random random = new(seed);

        public int Count { get; private set; }

        public int All { get; private set; }

        public Task PrePublish<T>(PublishContext<T> context)
            where T : class
        {
            if (context.Message is not MeasurementsReported)
            {
                return Task.CompletedTask;
            }

            lock (random)
            {
                All++;

                // The first in any case, and not for ever: what is published again may go.
                if (Count >= 40 || (Count > 0 && random.Next(3) > 0))
                {
                    return Task.CompletedTask;
                }

                Count++;
            }

            throw new TransportException(new Uri("loopback://localhost/refused"), "refused by the check");
        }

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
