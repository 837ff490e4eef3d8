using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Runs;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Api.Sources;

/// <summary>The state of the configured sources, from a handful of queries for all of them.</summary>
internal sealed class SourceBoard(IDbContextFactory<HubDbContext> contexts, CatalogueStore catalogues, ConfirmedDays confirmed, TimeProvider clock)
{
    public async Task<IReadOnlyList<SourceSummary>> AllAsync(CancellationToken cancellationToken) =>
        await catalogues.CurrentAsync(cancellationToken) is { } active ? await ReadAsync(active, active.Sources, cancellationToken) : [];

    public async Task<SourceDetail> OneAsync(string id, CancellationToken cancellationToken)
    {
        var (active, source) = await FindAsync(id, cancellationToken);
        return SourceDetail.Of((await ReadAsync(active, [source], cancellationToken))[0], source, active);
    }

    /// <exception cref="ApiProblemException">No such source.</exception>
    public async Task<(ActiveCatalogue Active, SourceDefinition Source)> FindAsync(string id, CancellationToken cancellationToken)
    {
        var active = await catalogues.CurrentAsync(cancellationToken);
        return active?.Sources.FirstOrDefault(s => s.Id == id) is { } source
            ? (active, source)
            : throw new ApiProblemException("unknown-source", active is { Sources.Count: > 0 }
                ? $"there is no source '{id}'; known are {string.Join(", ", active.Sources.Select(s => s.Id))}"
                : $"there is no source '{id}', nor any other: put a file into sources/ and run 'hub apply'");
    }

    private async Task<IReadOnlyList<SourceSummary>> ReadAsync(ActiveCatalogue active, IReadOnlyList<SourceDefinition> sources, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = sources.Select(s => s.Id).ToList();
        var states = await db.SourceStates.AsNoTracking().Where(s => ids.Contains(s.Source)).ToDictionaryAsync(s => s.Source, cancellationToken);
        var moved = await db.Cursors.AsNoTracking().Where(c => ids.Contains(c.Source)).ToDictionaryAsync(c => (c.Source, c.Stream), c => c.UpdatedAt, cancellationToken);
        var refused = await db.Rejections.Where(r => r.State == "open" && ids.Contains(r.Source)).GroupBy(r => new { r.Source, r.Stream })
            .Select(g => new { g.Key.Source, g.Key.Stream, Count = g.Count() }).ToDictionaryAsync(r => (r.Source, r.Stream), r => r.Count, cancellationToken);
        var parked = await db.Parked().Where(b => ids.Contains(b.Source)).GroupBy(b => new { b.Source, b.Stream })
            .Select(g => new { g.Key.Source, g.Key.Stream, Count = g.Count() }).ToDictionaryAsync(b => (b.Source, b.Stream), b => b.Count, cancellationToken);
        var today = VietnamDay.Of(clock.GetUtcNow());
        var summaries = new List<SourceSummary>();
        foreach (var source in sources)
        {
            var newest = await NewestRunsAsync(db, source.Id, cancellationToken);
            var streams = new List<SourceStream>();
            foreach (var stream in StreamsOf(active, source))
            {
                streams.Add(new SourceStream(
                    stream, source.Connector + "/" + stream, await confirmed.OfAsync(db, active, source, stream, today, cancellationToken),
                    refused.GetValueOrDefault((source.Id, stream)), parked.GetValueOrDefault((source.Id, stream)), moved.TryGetValue((source.Id, stream), out var at) ? at : null));
            }

            summaries.Add(Summary(source, states.GetValueOrDefault(source.Id), newest, streams));
        }

        return summaries;
    }

    /// <summary>The newest run of each stream, newest first.</summary>
    private static async Task<IReadOnlyList<Run>> NewestRunsAsync(HubDbContext db, string source, CancellationToken cancellationToken)
    {
        var latest = db.Runs.Where(r => r.Source == source).GroupBy(r => r.Stream).Select(g => new { Stream = g.Key, StartedAt = g.Max(r => r.StartedAt) });
        var runs = await db.Runs.AsNoTracking().Where(r => r.Source == source)
            .Join(latest, r => new { r.Stream, r.StartedAt }, l => new { l.Stream, l.StartedAt }, (r, _) => r).ToListAsync(cancellationToken);
        return [.. runs.OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id).DistinctBy(r => r.Stream)];
    }

    private SourceSummary Summary(SourceDefinition source, SourceState? state, IReadOnlyList<Run> newest, IReadOnlyList<SourceStream> streams)
    {
        var running = newest.FirstOrDefault(r => r.State is RunState.Running);
        var failed = newest.FirstOrDefault(r => r.State is RunState.Failed or RunState.Abandoned);
        var last = running ?? failed ?? (newest is [var first, ..] ? first : null);
        var word = running is not null ? "running" : failed is not null ? "failed" : last is not null ? "ok" : "never";
        var isPaused = state?.Paused ?? false;
        var isWaiting = state?.WaitUntil > clock.GetUtcNow();
        return new SourceSummary(
            source.Id, source.Name, source.Connector, source.Enabled && !isPaused, isPaused, state?.PullRequested ?? false, source.Schedule, word, running?.Progress,
            last is null ? null : RunSummary.Of(last), streams, state?.NextRunAt,
            isWaiting ? state!.WaitUntil : null, isWaiting ? state!.WaitFor : null);
    }

    /// <summary>A source that names no streams reads all of its connector; the catalogue knows those that are counted.</summary>
    private static IEnumerable<string> StreamsOf(ActiveCatalogue active, SourceDefinition source) => source.Streams.Count > 0
        ? source.Streams
        : active.Catalogue.Feeds.Keys.Where(f => f.StartsWith(source.Connector + "/", StringComparison.Ordinal)).Select(f => f[(source.Connector.Length + 1)..]);
}
