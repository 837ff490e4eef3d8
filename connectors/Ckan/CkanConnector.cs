using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Ckan;

/// <summary>
/// Counts the open datasets of each organization today. A portal keeps no past: what was open on another day nobody can ask it, so a pull of days
/// without today reads nothing.
/// </summary>
internal sealed class CkanConnector(MapFile map, CkanOptions options, TimeProvider clock) : IConnector
{
    private const int MostReadings = 3;

    private readonly FieldWatch _watch = new(CkanCatalogue.KnownFields);
    private readonly SourceClient _client = new(new SourceHttpOptions { Source = options.Source, BaseUrl = options.BaseUrl, Clock = clock }, options.Access);

    public async Task<IReadOnlyList<TestStep>> TestAsync(CancellationToken cancellationToken)
    {
        using var client = new SourceClient(ConnectionSteps.Http(options.Source, options.BaseUrl, clock), options.Access);
        return await ConnectionSteps.RunAsync(
            options.Source, options.BaseUrl, client,
            [
                new("organizations", ("list read", "đã đọc danh sách"), cancel => OrganizationsAsync(client, cancel)),
                new("datasets", ("one dataset read", "đã đọc một tập dữ liệu"), cancel => SearchAsync(client, 1, 0, cancel)),
            ],
            cancellationToken);
    }

    public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Stream != CkanModule.StreamName)
        {
            throw new ConnectorException(FailureCategory.Configuration, "E_STREAM_UNKNOWN", $"{options.Source}: there is no stream {request.Stream}; choose {CkanModule.StreamName}");
        }

        var cursor = CursorText.Read(request.Cursor, options.Source, request.Stream);
        var isBounded = request.To is not null;
        if (!isBounded && cursor?.Text("backfill") is not null)
        {
            throw cursor.Fault();
        }

        var sentAt = clock.GetUtcNow();
        var today = VietnamDate.DayOf(sentAt);
        var isToday = request.From <= today && (request.To is not { } to || today < to);
        var readings = isToday ? await CountAsync(today, sentAt, cancellationToken) : [];
        yield return new Page
        {
            Readings = readings,
            Cursor = CursorText.Write(request.Stream, ("readOn", today), ("backfill", isBounded ? string.Create(CultureInfo.InvariantCulture, $"{request.From:yyyy-MM-dd}..{request.To:yyyy-MM-dd}") : null)),
            AddedFields = _watch.Added,
            Progress = $"{readings.Count} organizations",
        };
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<List<Reading>> CountAsync(DateOnly today, DateTimeOffset sentAt, CancellationToken cancellationToken)
    {
        var counts = (await OrganizationsAsync(_client, cancellationToken)).Distinct(StringComparer.Ordinal).ToDictionary(name => name, _ => (Published: 0, Updated: 0), StringComparer.Ordinal);
        foreach (var dataset in await DatasetsAsync(cancellationToken))
        {
            if (!dataset.IsOpen || dataset.Organization is not { } name)
            {
                continue;
            }

            var (published, updated) = counts.GetValueOrDefault(name);
            counts[name] = (published + 1, updated + (dataset.Modified?.Year == today.Year ? 1 : 0));
        }

        var rows = new RowReader(map);
        return [.. counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => rows.Read(
            JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["organization"] = c.Key, ["day"] = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["published"] = c.Value.Published, ["updatedInYear"] = c.Value.Updated }), sentAt))];
    }

    /// <summary>All of them, each once: datasets that come or go meanwhile move the others from page to page, and then the list is read again.</summary>
    private async Task<IReadOnlyCollection<CkanDataset>> DatasetsAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MostReadings; attempt++)
        {
            if (await TryReadAllAsync(cancellationToken) is { } datasets)
            {
                return datasets;
            }
        }

        throw Fault($"the number of datasets changed during each of {MostReadings} readings");
    }

    /// <summary>Null when the list moved while it was read.</summary>
    private async Task<IReadOnlyCollection<CkanDataset>?> TryReadAllAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, CkanDataset>(StringComparer.Ordinal);
        long? counted = null;
        for (var start = 0; ;)
        {
            var (count, datasets) = await SearchAsync(_client, options.PageSize, start, cancellationToken);
            if (count != (counted ??= count))
            {
                return null;
            }

            var before = found.Count;
            foreach (var dataset in datasets)
            {
                found[dataset.Id] = dataset;
            }

            start += datasets.Count;
            if (start >= count)
            {
                // A list that moved under the hand has lost as many as it repeated.
                return found.Count >= count ? found.Values : null;
            }

            if (datasets.Count == 0 || found.Count == before)
            {
                throw Fault(datasets.Count == 0 ? $"it says {count} datasets and gave {found.Count}" : "a page repeats datasets that were read before");
            }
        }
    }

    private Task<List<string>> OrganizationsAsync(SourceClient client, CancellationToken cancellationToken) => client.CallAsync(
        "organization_list", cancel => client.Api<ICkanApi>().ListOrganizationsAsync(cancel), (body, place, _) => CkanCatalogue.Organizations(body, place), cancellationToken);

    private Task<(long Count, List<CkanDataset> Datasets)> SearchAsync(SourceClient client, int rows, int start, CancellationToken cancellationToken) => client.CallAsync(
        $"package_search from {start}", cancel => client.Api<ICkanApi>().SearchAsync(rows, start, "name asc", cancel), (body, place, _) => CkanCatalogue.Search(body, place, _watch), cancellationToken);

    private ConnectorException Fault(string what) => new(FailureCategory.Malformed, "E_PAGING", $"{options.Source}: datasets: {what}; it is read again by the next run, tell the source's operator if it lasts");
}
