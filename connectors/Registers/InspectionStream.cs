using System.Globalization;
using System.Runtime.CompilerServices;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Registers;

/// <summary>Inspections by their day, month by month. They are few, and put off or cancelled late: each run reads the two months before again.</summary>
internal sealed class InspectionStream(SourceClient client, RegistersOptions options, MapFile map, TimeProvider clock)
{
    private const string On = "date";
    private const int MonthsReadAgain = 2;

    private readonly IRegistersApi _api = client.Api<IRegistersApi>();

    public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = WindowCursor.Of(request, options.Source);
        var today = VietnamDate.DayOf(clock.GetUtcNow());
        var windows = Windows(request, cursor, today).ToList();
        for (var index = 0; index < windows.Count; index++)
        {
            var (from, to) = windows[index];
            DateOnly? sentOn = null;
            await foreach (var (page, isLast) in RowPages.ReadAsync(options.Source, "inspections", (number, _, cancel) => ReadAsync(from, to, number, cancel), cancellationToken))
            {
                sentOn ??= VietnamDate.DayOf(page.SentAt);
                var through = to < sentOn ? to : sentOn.Value;
                yield return new Page
                {
                    Readings = page.Readings,
                    Delivered = isLast && from < through ? [.. request.Agencies.Select(agency => new Delivery(agency, On, from, through))] : [],
                    Cursor = isLast && cursor.ReadOn is null && index + 1 < windows.Count ? (cursor with { Next = windows[index + 1].From }).Write() : null,
                    AddedFields = page.AddedFields,
                    Progress = $"{index + 1}/{windows.Count} months",
                };
            }
        }

        yield return new Page { Readings = [], Cursor = (cursor with { ReadOn = today, Next = null }).Write(), Progress = $"{windows.Count}/{windows.Count} months" };
    }

    private Task<RowPage> ReadAsync(DateOnly from, DateOnly to, int number, CancellationToken cancellationToken) => client.CallAsync(
        $"inspections of {Text(from)}..{Text(to)} page {number}",
        cancel => _api.ListInspectionsAsync(Text(from), Text(to.AddDays(-1)), number, options.PageSize, cancel),
        (body, place, sentAt) =>
        {
            var rows = new RowReader(map).Read(SourceEnvelope.Read(body).Require(place), sentAt);
            var within = rows.Readings.Where(reading => VietnamDate.ReadDay(FieldValue.Text(reading.Body, On)).OrNull is not { } day || (from <= day && day < to)).ToList();
            return new RowPage(within, rows.Count, RowPages.TotalIn(body), sentAt, rows.AddedFields);
        },
        cancellationToken);

    private static IEnumerable<(DateOnly From, DateOnly To)> Windows(PullRequest request, WindowCursor cursor, DateOnly today)
    {
        var end = request.To is { } to && to <= today ? to : today.AddDays(1);
        var from = cursor.Next ?? request.From;
        if (cursor.ReadOn is { } readOn)
        {
            var anchor = readOn < today ? readOn : today;
            var again = new DateOnly(anchor.Year, anchor.Month, 1).AddMonths(-MonthsReadAgain);
            from = again > from ? again : from;
        }

        while (from < end && !cursor.IsDone)
        {
            var next = new DateOnly(from.Year, from.Month, 1).AddMonths(1);
            next = next < end ? next : end;
            yield return (from, next);
            from = next;
        }
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
