using System.Globalization;
using System.Runtime.CompilerServices;
using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.Tthc.Snapshots;

/// <summary>
/// Counts per agency and period. The source recomputes the last 12 months, 4 quarters and 2 years in every night of its own, so each run
/// reads them all again; only the first run goes further back.
/// </summary>
internal sealed class SnapshotStream(TthcClient client, TthcOptions options, TimeProvider clock)
{
    private static readonly SnapshotPeriodKind[] Kinds = [SnapshotPeriodKind.Thang, SnapshotPeriodKind.Quy, SnapshotPeriodKind.Nam];

    public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = SnapshotCursor.Parse(request.Cursor, options.Source);
        var today = VietnamDate.DayOf(clock.GetUtcNow());
        var bounds = request.To is { } to ? string.Create(CultureInfo.InvariantCulture, $"{request.From:yyyy-MM-dd}..{to:yyyy-MM-dd}") : null;
        if (bounds is not null && cursor.Backfill != bounds)
        {
            cursor = SnapshotCursor.Start with { Backfill = bounds }; // The stream's own position is not the backfill's.
        }

        var periods = PeriodsToRead(request, cursor, today);
        var isResumable = cursor.ReadOn is null;
        for (var index = StartIndex(periods, cursor); index < periods.Count; index++)
        {
            var position = isResumable && index + 1 < periods.Count ? (cursor with { Next = periods[index + 1].Token }).Write() : null;
            await foreach (var page in ReadPeriodAsync(periods[index], $"{index + 1}/{periods.Count} periods", position, cancellationToken))
            {
                yield return page;
            }
        }

        yield return new Page
        {
            Readings = [],
            Cursor = bounds is null ? new SnapshotCursor(today, null, null).Write() : (cursor with { Next = null, ReadOn = today }).Write(),
            Progress = $"{periods.Count}/{periods.Count} periods",
        };
    }

    /// <summary>Only the last page of a period moves the position; the next page is fetched while this one is consumed.</summary>
    private async IAsyncEnumerable<Page> ReadPeriodAsync(
        SnapshotPeriod period, string progress, string? position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var rows = 0;
        var fetching = client.SearchSnapshotsAsync(period, 1, cancellationToken);
        for (var number = 1; ; number++)
        {
            var page = await fetching;
            rows += page.RowCount;
            var fresh = page.Readings.Count(reading => seen.Add(reading.Key));
            if (page.RowCount > 0 && fresh == 0)
            {
                throw PagingFault(period, $"page {number} repeats rows that were read before");
            }

            // The page size may have been lowered by the source and the total may move while we read: both are no fault by themselves.
            var isLast = page.TotalCount is { } total ? rows >= total : page.RowCount < options.PageSize;
            if (!isLast && page.RowCount == 0)
            {
                throw PagingFault(period, $"it says {page.TotalCount} rows and gave {rows}");
            }

            if (!isLast)
            {
                fetching = client.SearchSnapshotsAsync(period, number + 1, cancellationToken);
            }

            yield return new Page { Readings = page.Readings, Cursor = isLast ? position : null, AddedFields = client.SnapshotWatch.Added, Progress = progress };
            if (isLast)
            {
                yield break;
            }
        }
    }

    private static List<SnapshotPeriod> PeriodsToRead(PullRequest request, SnapshotCursor cursor, DateOnly today)
    {
        var end = request.To ?? today.AddDays(1);
        // After a long pause the periods that could be restated then are still to be read.
        var anchor = cursor.ReadOn is { } readOn && readOn < today ? readOn : today;
        var periods = new List<SnapshotPeriod>();
        foreach (var kind in Kinds)
        {
            var from = request.From;
            if (cursor.ReadOn is not null)
            {
                var oldest = SnapshotPeriod.Containing(kind, anchor).From.AddMonths(-Restated(kind) * SnapshotPeriod.Months(kind));
                from = oldest > from ? oldest : from;
            }

            periods.AddRange(SnapshotPeriod.Beginning(kind, from, end).Where(period => request.To is null || period.To <= end));
        }

        return [.. periods.OrderBy(period => period.From).ThenBy(period => period.Kind)];
    }

    private static int Restated(SnapshotPeriodKind kind) => kind switch
    {
        SnapshotPeriodKind.Thang => 12,
        SnapshotPeriodKind.Quy => 4,
        _ => 2,
    };

    private int StartIndex(List<SnapshotPeriod> periods, SnapshotCursor cursor)
    {
        if (cursor.Next is null)
        {
            return cursor is { ReadOn: not null, Backfill: not null } ? periods.Count : 0;
        }

        var index = periods.FindIndex(period => period.Token == cursor.Next);
        return index >= 0 ? index : throw CursorText.Fault(options.Source, TthcModule.SnapshotStreamName);
    }

    private ConnectorException PagingFault(SnapshotPeriod period, string what) =>
        new(FailureCategory.Malformed, "E_PAGING", $"{options.Source}: period {period.Token}: {what}; lower the option pageSize or tell the source's operator");
}
