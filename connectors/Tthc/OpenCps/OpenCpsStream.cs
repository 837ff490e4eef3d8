using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Tthc.OpenCps;

/// <summary>
/// Counts per agency and month of an OpenCPS. Its answer mixes what it counted with sums of it: by field of work, by source system, of the whole
/// site, of the whole year. Only the rows of one agency, one month and nothing else are the agency's own; the sums are dropped here.
/// </summary>
internal sealed class OpenCpsStream(SourceClient client, TthcOptions options, MapFile map, TimeProvider clock)
{
    private const int MonthsAgain = 2;
    private const int MonthsAgainWeekly = 12;

    private readonly IOpenCpsApi _api = client.Api<IOpenCpsApi>();

    public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = WindowCursor.Of(request, options.Source);
        var today = VietnamDate.DayOf(clock.GetUtcNow());
        var months = MonthWindows.Of(request, cursor, today, MonthsAgain, MonthsAgainWeekly);
        for (var index = 0; index < months.Count; index++)
        {
            var month = months[index];
            var what = string.Create(CultureInfo.InvariantCulture, $"statistics of {month:yyyy-MM}");
            await foreach (var (page, isLast) in RowPages.ReadAsync(options.Source, what, (_, start, cancel) => ReadAsync(month, start, cancel), cancellationToken))
            {
                yield return new Page
                {
                    Readings = page.Readings,
                    Cursor = isLast && cursor.ReadOn is null && index + 1 < months.Count ? (cursor with { Next = months[index + 1] }).Write() : null,
                    AddedFields = page.AddedFields,
                    Progress = $"{index + 1}/{months.Count} months",
                };
            }
        }

        yield return new Page { Readings = [], Cursor = (cursor with { ReadOn = today, Next = null }).Write(), Progress = $"{months.Count}/{months.Count} months" };
    }

    /// <param name="month">A month.</param>
    /// <param name="start">How many rows have been read: a source may give fewer than it was asked for.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<RowPage> ReadAsync(DateOnly month, int start, CancellationToken cancellationToken) => client.CallAsync(
        string.Create(CultureInfo.InvariantCulture, $"statistics of {month:yyyy-MM} from row {start}"),
        cancel => _api.GetStatisticsAsync(month.Year, month.Month, start, start + options.PageSize, cancel),
        (body, place, sentAt) => ReadRows(SourceEnvelope.Read(body, "data").Require(place), RowPages.TotalIn(body), sentAt, month),
        cancellationToken);

    private RowPage ReadRows(ReadOnlyMemory<byte> payload, long? total, DateTimeOffset sentAt, DateOnly month)
    {
        // Without it nobody could say whether the last page was the last one.
        _ = total ?? throw new JsonException("the answer names no total");
        using var document = JsonDocument.Parse(payload);
        var rows = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.EnumerateArray().ToList() : throw new JsonException("the data is no list");
        if (rows.Any(row => row.ValueKind != JsonValueKind.Object))
        {
            throw new JsonException("a record is no object");
        }

        var reader = new RowReader(map);
        var readings = new Dictionary<string, Reading>(StringComparer.Ordinal);
        foreach (var row in rows.Where(row => Text(row, "govAgencyCode") is not null && Text(row, "domainCode") is null && Text(row, "system") is null && !IsOfAnother(row, month)))
        {
            var reading = reader.Read(row, sentAt, new Dictionary<string, string> { ["thang"] = IsReadable(row) ? month.ToString("yyyy-MM", CultureInfo.InvariantCulture) : FieldValue.Unreadable });
            readings[reading.Key] = reading;
        }

        return new RowPage([.. readings.Values], rows.Count, total, sentAt, reader.AddedFields);
    }

    // Month 0 is the whole year. A row that does not say which month it is about is about the one that was asked for.
    private static bool IsOfAnother(JsonElement row, DateOnly month) =>
        LooseInteger.Read(Text(row, "month")) is { HasValue: true } number && number.Value != month.Month
        || LooseInteger.Read(Text(row, "year")) is { HasValue: true } year && year.Value != month.Year;

    private static bool IsReadable(JsonElement row) => !LooseInteger.Read(Text(row, "month")).IsUnparseable && !LooseInteger.Read(Text(row, "year")).IsUnparseable;

    private static string? Text(JsonElement row, string name) => LooseString.Read(RowReader.Member(row, name));
}
