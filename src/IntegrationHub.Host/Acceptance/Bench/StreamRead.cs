using IntegrationHub.Connectors;

namespace IntegrationHub.Host.Acceptance.Bench;

/// <summary>What a connector gives for a stream, read past the collector: page by page, into nothing.</summary>
/// <param name="Requests">What the source was asked meanwhile, signing in included.</param>
public sealed record StreamRead(string Stream, IReadOnlyList<Page> Pages, int Requests)
{
    public static async Task<StreamRead> OfAsync(
        SourceBench bench, string stream, CancellationToken cancellationToken, string? cursor = null, DateOnly? from = null, DateOnly? to = null, IReadOnlyList<OpenRecord>? open = null)
    {
        ArgumentNullException.ThrowIfNull(bench);
        var before = bench.Faults.Requests(bench.Source.Id);
        await using var connector = await bench.ConnectAsync(cancellationToken);
        var pages = new List<Page>();
        await foreach (var page in connector.PullAsync(await bench.RequestAsync(stream, cursor, from, to, open, cancellationToken), cancellationToken))
        {
            pages.Add(page);
        }

        return new(stream, pages, bench.Faults.Requests(bench.Source.Id) - before);
    }

    public IEnumerable<Reading> Readings => Pages.SelectMany(p => p.Readings);

    /// <summary>The last body of each key, as text.</summary>
    public IReadOnlyDictionary<string, string> Bodies => BodiesOf(Readings);

    /// <summary>The records that may still change after the first pages.</summary>
    public IReadOnlyList<OpenRecord> OpenAfter(int pages)
    {
        var open = new Dictionary<string, OpenRecord>(StringComparer.Ordinal);
        foreach (var page in Pages.Take(pages))
        {
            foreach (var closed in page.Closed)
            {
                open.Remove(closed);
            }

            foreach (var record in page.Opened)
            {
                open[record.Key] = record;
            }
        }

        return [.. open.Values.OrderBy(o => o.Agency, StringComparer.Ordinal).ThenBy(o => o.Day)];
    }

    public static IReadOnlyDictionary<string, string> BodiesOf(IEnumerable<Reading> readings)
    {
        var bodies = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var reading in readings)
        {
            bodies[reading.Key] = reading.Body.GetRawText();
        }

        return bodies;
    }

    /// <summary>What differs between two reads, a few lines; empty when they are equal.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other, int most = 5)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return
        [
            .. one.Keys.Where(k => !other.ContainsKey(k)).Select(k => $"'{k}' is in the first alone")
                .Concat(other.Keys.Where(k => !one.ContainsKey(k)).Select(k => $"'{k}' is in the second alone"))
                .Concat(one.Where(o => other.TryGetValue(o.Key, out var body) && body != o.Value).Select(o => $"'{o.Key}' has another content"))
                .Take(most),
        ];
    }
}
