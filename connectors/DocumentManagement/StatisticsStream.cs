using System.Runtime.CompilerServices;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.DocumentManagement;

/// <summary>Counts per agency and month, one request a month. Each run reads the two months before the last one again, because they are restated.</summary>
internal sealed class StatisticsStream(DocumentManagementClient client, DocumentManagementOptions options, TimeProvider clock, MapFile map)
{
    private const int RestatedMonths = 2;

    public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = DayCursor.For(request, options.Source);
        var months = Months(request, cursor).ToList();
        var watch = new PageWatch(options.Source, "statistics");
        for (var index = 0; index < months.Count; index++)
        {
            var month = months[index];
            var rows = await client.StatisticsAsync(month, month.AddMonths(1), new RowReader(map).Read, cancellationToken);

            // A source that does not look at the days that it is asked for gives the same rows for every month.
            watch.Page(rows.Readings);
            var next = month.AddMonths(1);
            cursor = cursor.At(next > Today ? month : next);
            if (cursor.Backfill is not null)
            {
                cursor = cursor with { ReadTo = next };
            }

            var pages = rows.Readings.Chunk(options.PageSize).DefaultIfEmpty([]).ToList();
            for (var page = 0; page < pages.Count; page++)
            {
                yield return new Page
                {
                    Readings = pages[page],
                    Cursor = page == pages.Count - 1 ? cursor.Write() : null,
                    AddedFields = page == 0 ? rows.AddedFields : [],
                    Progress = $"{index + 1}/{months.Count} months",
                };
            }
        }
    }

    private DateOnly Today => VietnamDate.DayOf(clock.GetUtcNow());

    private IEnumerable<DateOnly> Months(PullRequest request, DayCursor cursor)
    {
        var first = FirstOfMonth(request.From);
        first = first < request.From ? first.AddMonths(1) : first;
        var month = cursor switch
        {
            { ReadTo: null } => first,
            { Backfill: not null } => FirstOfMonth(cursor.ReadTo.Value),
            _ => FirstOfMonth(cursor.ReadTo.Value).AddMonths(-RestatedMonths),
        };
        var end = request.To is { } to && to <= Today ? to : Today.AddDays(1);
        for (month = month < first ? first : month; month < end && (request.To is null || month.AddMonths(1) <= request.To); month = month.AddMonths(1))
        {
            yield return month;
        }
    }

    private static DateOnly FirstOfMonth(DateOnly day) => new(day.Year, day.Month, 1);
}
