using System.Text.Json;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Reporting;

/// <summary>Whole lists, read page by page and believed only when they were still while they were read.</summary>
internal sealed class ReportingClient(ReportingOptions options, SourceHttpOptions http) : IDisposable
{
    private const int Attempts = 3;

    private IReportingApi? _api;

    public SourceClient Signed { get; } = new(http, options.Access, options.Concurrency);

    private IReportingApi Api => _api ??= Signed.Api<IReportingApi>();

    public async Task<IReadOnlyDictionary<string, Regime>> RegimesAsync(CancellationToken cancellationToken)
    {
        var rows = await ListAsync("regimes", (page, cancel) => Api.ListRegimesAsync(page, options.PageSize, cancel), "maCheDo", cancellationToken);
        return rows.Select(row => Regime.Read(row.Value)).OfType<Regime>().GroupBy(regime => FieldValue.Canonical(regime.Code)).ToDictionary(same => same.Key, same => same.Last());
    }

    public Task<IReadOnlyList<SourceRow>> ReportsAsync(string agency, int year, CancellationToken cancellationToken) => ListAsync(
        $"reports of {agency} in {year}", (page, cancel) => Api.ListReportsAsync(year, agency, page, options.PageSize, cancel), "maBaoCao", cancellationToken);

    public void Dispose() => Signed.Dispose();

    private async Task<IReadOnlyList<SourceRow>> ListAsync(string what, Func<int, CancellationToken, Task<HttpResponseMessage>> send, string key, CancellationToken cancellationToken)
    {
        HashSet<string>? before = null;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var list = await ReadListAsync(what, send, key, cancellationToken);
            var keys = list?.Rows.Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
            if (list is not null && (list.Total is null || keys!.Count >= list.Total || before?.SetEquals(keys) == true))
            {
                return list.Rows;
            }

            // Rows came or went between two pages, so that others may have slipped through; or the source has rows twice, and has them again.
            before = keys;
        }

        throw new ConnectorException(FailureCategory.Malformed, "E_PAGING", $"{options.Source}: {what}: the number of rows changed during each of {Attempts} readings; it is tried again by itself");
    }

    /// <summary>Null when the total changed from page to page.</summary>
    private async Task<SourcePage?> ReadListAsync(string what, Func<int, CancellationToken, Task<HttpResponseMessage>> send, string key, CancellationToken cancellationToken)
    {
        var watch = new PageWatch(options.Source, what);
        var rows = new List<SourceRow>();
        long? total = null;
        for (var index = 1; ; index++)
        {
            var number = index;
            var page = await Signed.CallAsync($"{what}, page {number}", cancel => send(number, cancel), (body, place, sentAt) => ReadPage(body, place, sentAt, key), cancellationToken);
            if (index > 1 && page.Total != total)
            {
                return null;
            }

            total = page.Total;
            rows.AddRange(page.Rows);
            watch.Page([.. page.Rows.Select(row => new Reading(row.Key, default, row.SentAt))]);
            if (total is null ? page.Rows.Count < options.PageSize : rows.Count >= total)
            {
                return new(rows, total);
            }

            if (page.Rows.Count == 0)
            {
                throw watch.Fault($"it says {total} rows and gave {rows.Count}");
            }
        }
    }

    private static SourcePage ReadPage(ReadOnlyMemory<byte> body, string place, DateTimeOffset sentAt, string key)
    {
        var payload = SourceEnvelope.Read(body, "data", "items", "result").Require(place);
        using var list = JsonDocument.Parse(payload);
        using var whole = JsonDocument.Parse(body);
        if (list.RootElement.ValueKind != JsonValueKind.Array || list.RootElement.EnumerateArray().Any(row => row.ValueKind != JsonValueKind.Object))
        {
            throw new JsonException("the data is no list of rows");
        }

        var total = LooseInteger.Read(Row.Member(whole.RootElement, "total")) is { HasValue: true } said ? said
            : LooseInteger.Read(Row.Member(whole.RootElement, "totalCount"));
        return new(
            [.. list.RootElement.EnumerateArray().Select((row, n) => new SourceRow(Row.Text(row, key) ?? $"?{row.GetRawText()}", row.Clone(), sentAt))],
            total.OrNull);
    }

    private sealed record SourcePage(IReadOnlyList<SourceRow> Rows, long? Total);
}

/// <summary>A row as the source sent it, personal data and all: it lives only until the edge has read it.</summary>
internal sealed record SourceRow(string Key, JsonElement Value, DateTimeOffset SentAt);
