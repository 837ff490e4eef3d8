using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.NationalPortalPayments;

/// <summary>
/// Transactions by the day of payment. A run reads the last days again, and the days of transactions that are still open; once a day the
/// last month, because refunds take payments back; once a week one of the last thirteen months by turn.
/// </summary>
internal sealed class TransactionStream(SourceClient client, NationalPortalPaymentsOptions options, MapFile map, int pageSize, TimeProvider clock)
{
    private const string On = "ThoiGianGD";
    private const string Pending = "3";
    private const int DaysReadAgain = 3;
    private const int DaysOfRefunds = 31;
    private const int MonthsByTurn = 13;

    private readonly INationalPortalPaymentsApi _api = client.Api<INationalPortalPaymentsApi>();

    public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = WindowCursor.Of(request, options.Source);
        var today = VietnamDate.DayOf(clock.GetUtcNow());
        var windows = cursor.IsDone ? [] : TransactionWindows.Of(request, cursor, today, DaysReadAgain, DaysOfRefunds, MonthsByTurn);
        var open = request.Open.Select(record => record.Key).ToHashSet(StringComparer.Ordinal);
        for (var index = 0; index < windows.Count; index++)
        {
            var (from, to) = windows[index];
            var what = string.Create(CultureInfo.InvariantCulture, $"transactions {from:yyyy-MM-dd}..{to:yyyy-MM-dd}");
            DateOnly? sentOn = null;
            await foreach (var (page, isLast) in RowPages.ReadAsync(options.Source, what, (number, _, cancel) => ReadAsync(from, to, number, cancel), cancellationToken))
            {
                sentOn ??= VietnamDate.DayOf(page.SentAt);
                var opened = page.Readings.Where(IsPending).Select(Open).OfType<OpenRecord>().ToList();
                var closed = page.Readings.Where(reading => !IsPending(reading) && open.Contains(reading.Key)).Select(reading => reading.Key).ToList();
                open.UnionWith(opened.Select(record => record.Key));
                open.ExceptWith(closed);
                yield return new Page
                {
                    Readings = page.Readings,
                    Opened = opened,
                    Closed = closed,
                    Delivered = isLast ? Delivered(request, from, to < sentOn ? to : sentOn.Value) : [],
                    Cursor = isLast && cursor.ReadOn is null && index + 1 < windows.Count ? (cursor with { Next = windows[index + 1].From }).Write() : null,
                    AddedFields = page.AddedFields,
                    Progress = $"{index + 1}/{windows.Count} windows",
                };
            }
        }

        yield return new Page { Readings = [], Cursor = (cursor with { ReadOn = today, Next = null }).Write(), Progress = $"{windows.Count}/{windows.Count} windows" };
    }

    public Task<RowPage> ReadAsync(DateOnly from, DateOnly to, int number, CancellationToken cancellationToken) => client.CallAsync(
        string.Create(CultureInfo.InvariantCulture, $"transactions {from:yyyy-MM-dd}..{to:yyyy-MM-dd} page {number}"),
        cancel => _api.ListAsync(Day(from), Day(to.AddDays(-1)), number, pageSize, cancel),
        (body, place, sentAt) =>
        {
            var rows = new RowReader(map).Read(SourceEnvelope.Read(body).Require(place), sentAt);

            // Never beyond the bounds, whatever the source gives; a day that cannot be read is for the mapping to refuse.
            var within = rows.Readings.Where(reading => VietnamDate.ReadDay(FieldValue.Text(reading.Body, On)).OrNull is not { } day || (from <= day && day < to)).ToList();
            return new RowPage(within, rows.Count, RowPages.TotalIn(body), sentAt, rows.AddedFields);
        },
        cancellationToken);

    private static bool IsPending(Reading reading) => FieldValue.Text(reading.Body, "TrangThaiGD") is { } status && FieldValue.Canonical(status) == Pending;

    private static OpenRecord? Open(Reading reading) =>
        VietnamDate.ReadDay(FieldValue.Text(reading.Body, On)).OrNull is { } day && FieldValue.Text(reading.Body, "MaDonVi") is { } agency and not FieldValue.Unreadable
            ? new OpenRecord(reading.Key, agency, day, Pending)
            : null;

    private static List<Delivery> Delivered(PullRequest request, DateOnly from, DateOnly to) =>
        to <= from ? [] : [.. request.Agencies.Select(agency => new Delivery(agency, On, from, to))];

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
