using System.Globalization;
using System.Runtime.CompilerServices;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Rest;

/// <summary>A declared stream: window by window, page by page, each with a position from which a later run goes on.</summary>
internal sealed class RestStream(RestClient client, RestOptions options, MapFile map, RequestPlan plan, TimeProvider clock)
{
    private const int MostReadings = 1000;
    private const int MostMoves = 3;
    private const long UnknownTotal = -1;

    public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var today = VietnamDate.DayOf(clock.GetUtcNow());
        var bounds = request.To is { } last ? string.Create(CultureInfo.InvariantCulture, $"{request.From:yyyy-MM-dd}..{last:yyyy-MM-dd}") : null;
        var cursor = RestCursor.Parse(request.Cursor, options.Source, map.Stream);
        if (bounds is null && cursor.Backfill is not null)
        {
            throw CursorText.Fault(options.Source, map.Stream);
        }

        if (cursor.Backfill != bounds)
        {
            cursor = RestCursor.Start with { Backfill = bounds }; // The stream's own position is not the backfill's.
        }

        if (bounds is not null && cursor.ReadOn is not null)
        {
            yield break;
        }

        var run = Begin(request, cursor, today);
        var windows = RequestWindow.Of(plan, run.From!.Value, run.To!.Value, request.Agencies);
        if (plan.PerAgency && request.Agencies.Count == 0)
        {
            throw new ConnectorException(FailureCategory.Configuration, "E_NO_AGENCY", $"{options.Source}: {map.Stream} is asked agency by agency and the alias table of the source has no code; add aliases/{options.Source}.yaml");
        }

        var done = RestCursor.Start with { ReadOn = run.To.Value.AddDays(-1), Backfill = bounds };
        var index = run.Window is null ? 0 : windows.FindIndex(w => string.CompareOrdinal(w.Token, run.Window) >= 0);
        for (index = index < 0 ? windows.Count : index; index < windows.Count; index++)
        {
            var isBegun = windows[index].Token == run.Window;
            var next = index + 1 < windows.Count ? run.AtBeginningOf(windows[index + 1]) : done;
            await foreach (var page in ReadWindowAsync(windows[index], isBegun ? run : run.AtBeginningOf(windows[index]), next, request, today, cancellationToken))
            {
                yield return page with { Progress = $"{index + 1}/{windows.Count} requests", AddedFields = client.AddedFields };
            }
        }

        yield return new Page { Readings = [], Cursor = done.Write(map.Stream), Progress = $"{windows.Count}/{windows.Count} requests" };
    }

    private RestCursor Begin(PullRequest request, RestCursor cursor, DateOnly today)
    {
        if (cursor.To is not null)
        {
            return cursor;
        }

        var from = request.From < options.BackfillFrom ? options.BackfillFrom : request.From;
        if (cursor.ReadOn is { } readOn && readOn.AddDays(-plan.Overlap) is var again && again > from)
        {
            from = again;
            if (plan.Window == WindowKind.Month && new DateOnly(again.Year, again.Month, 1) is var first && first >= request.From)
            {
                from = first;
            }
        }

        var end = today.AddDays(1);
        return cursor with { From = from, To = request.To is { } to && to < end ? to : end };
    }

    private async IAsyncEnumerable<Page> ReadWindowAsync(
        RequestWindow window, RestCursor run, RestCursor next, PullRequest request, DateOnly today, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watch = new PageWatch(options.Source, $"{map.Stream} {window.Token}");
        var (at, seen, moves) = (run.At, run.Seen, 0);

        // Positions of earlier versions lack the total: whether the list has moved since, nobody can say.
        var total = run.Total ?? (at is null ? null : UnknownTotal);
        while (true)
        {
            var answer = await client.AskAsync(window, at, cancellationToken);
            if (answer.Total is { } said && said != (total ??= said))
            {
                // Rows came or went between two pages, so that others may have slipped through: the window is read again from its beginning.
                if (++moves == MostMoves)
                {
                    yield return new Page { Readings = [], Cursor = run.AtBeginningOf(window).Write(map.Stream) };
                    throw watch.Fault($"the number of rows changed during each of {MostMoves} readings");
                }

                (at, seen, total, watch) = (null, 0, null, new PageWatch(options.Source, $"{map.Stream} {window.Token}"));
                continue;
            }

            watch.Page(answer.Readings);
            seen += answer.Count;
            var following = Following(answer, at, seen, watch);
            var position = following is null ? next : run with { Window = window.Token, At = following, Seen = seen, Total = total };
            var readings = answer.Readings.Where(r => RecordBounds.Covers(map, r.Body, run.From!.Value, request.To, plan.On)).ToList();
            foreach (var part in readings.Chunk(MostReadings).DefaultIfEmpty([]))
            {
                var isWhole = part.Length == 0 || ReferenceEquals(part[^1], readings[^1]);
                yield return new Page
                {
                    Readings = part,
                    Cursor = isWhole ? position.Write(map.Stream) : null,
                    Delivered = isWhole && following is null ? Delivered(window, request, today) : [],
                };
            }

            if (following is null)
            {
                yield break;
            }

            at = following;
        }
    }

    /// <summary>Where to go on within the window; null at its end.</summary>
    private string? Following(RestAnswer answer, string? at, long seen, PageWatch watch)
    {
        var paging = plan.Paging;
        string? next;
        switch (paging.Kind)
        {
            case PagingKind.Page or PagingKind.Offset:
                var isLast = answer.Total is { } total ? seen >= total : answer.Count == 0 || (paging.EndsShort && answer.Count < paging.Size);
                var here = at is null ? (paging.Kind == PagingKind.Page ? paging.First : 0) : long.Parse(at, NumberStyles.None, CultureInfo.InvariantCulture);
                next = isLast ? null : (here + (paging.Kind == PagingKind.Page ? 1 : answer.Count)).ToString(CultureInfo.InvariantCulture);
                break;
            case PagingKind.Cursor or PagingKind.Link:
                next = answer.Next;
                break;
            default:
                return null;
        }

        if (next is not null)
        {
            watch.Next(next);
        }

        // A list that ends before the number of rows that it names was not read completely.
        return answer.Total is { } all && seen < all && (next is null || answer.Count == 0) ? throw watch.Fault($"it says {all} rows and gave {seen}") : next;
    }

    private List<Delivery> Delivered(RequestWindow window, PullRequest request, DateOnly today)
    {
        var end = window.To < today ? window.To : today;
        return map.Kind != StreamKind.Records || plan.On is null || end <= window.From ? []
            : [.. (window.Agency is { } one ? [one] : request.Agencies).Select(agency => new Delivery(agency, plan.On, window.From, end))];
    }
}
