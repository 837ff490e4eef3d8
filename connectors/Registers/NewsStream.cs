using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Registers;

/// <summary>
/// The items of the portal's feed, newest first. A feed shows only the last items unless it takes a page number, so only the days that it
/// has shown as a whole are delivered; what it does not show is missing, not zero.
/// </summary>
internal sealed class NewsStream(SourceClient client, RegistersOptions options, MapFile map, TimeProvider clock)
{
    private const string On = "publishedOn";
    private const int DaysReadAgain = 3;
    private const int MostPages = 1000;

    private readonly IRegistersApi _api = client.Api<IRegistersApi>();

    public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = WindowCursor.Of(request, options.Source);
        var today = VietnamDate.DayOf(clock.GetUtcNow());
        var end = request.To is { } to && to <= today ? to : today.AddDays(1);
        var from = cursor.ReadOn is { } readOn && (readOn < today ? readOn : today).AddDays(-DaysReadAgain) is var again && again > request.From ? again : request.From;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        DateOnly? sentOn = null, shownFrom = null;
        for (var number = 1; number <= MostPages && !cursor.IsDone && shownFrom is null; number++)
        {
            var (items, sentAt) = await ReadAsync(number, cancellationToken);
            sentOn ??= VietnamDate.DayOf(sentAt);
            var days = items.Select(DayOf).ToList();
            var before = seen.Count;
            seen.UnionWith(items.Select(item => item.Key).OfType<string>());
            var isNew = seen.Count > before;
            if (items.Count == 0)
            {
                // An empty first page may be a feed that broke: it says nothing about any day.
                shownFrom = number == 1 ? end : from;
            }
            else if (!isNew)
            {
                // The feed takes no page number, and its last day may be cut.
                shownFrom = days[^1]?.AddDays(1) ?? end;
            }
            else if (days.Max() < from)
            {
                shownFrom = from;
            }

            if (isNew || number == 1)
            {
                yield return new Page { Readings = [.. Readings(items, sentAt, from, end)], Cursor = null, Progress = $"{seen.Count} items" };
            }
        }

        // Even a feed of the last items shows the whole of a day when it goes back beyond it.
        var first = shownFrom > from ? shownFrom.Value : from;
        var through = end < sentOn ? end : sentOn ?? from;
        yield return new Page
        {
            Readings = [],
            Delivered = shownFrom is null || through <= first ? [] : [.. Agencies(request).Select(agency => new Delivery(agency, On, first, through))],
            Cursor = (cursor with { ReadOn = today, Next = null }).Write(),
            Progress = $"{seen.Count} items",
        };
    }

    private IReadOnlyList<string> Agencies(PullRequest request) => options.NewsAgency is { } only ? [only] : request.Agencies;

    private async Task<(IReadOnlyList<NewsItem> Items, DateTimeOffset SentAt)> ReadAsync(int number, CancellationToken cancellationToken)
    {
        try
        {
            return await client.CallAsync(
                $"news page {number}", cancel => _api.ReadNewsAsync(options.NewsPath, number, cancel), (body, place, sentAt) => (Parse(body, place), sentAt), cancellationToken);
        }
        catch (ConnectorException exception) when (number > 1 && exception.Code == "E_SOURCE_PATH")
        {
            return ([], clock.GetUtcNow()); // Beyond its last page a feed may say "not found".
        }
    }

    private static IReadOnlyList<NewsItem> Parse(ReadOnlyMemory<byte> body, string place)
    {
        try
        {
            return NewsFeed.Read(body, place);
        }
        catch (KeyNotFoundException exception)
        {
            throw new JsonException("the feed has no items", exception);
        }
    }

    private IEnumerable<Reading> Readings(IReadOnlyList<NewsItem> items, DateTimeOffset sentAt, DateOnly from, DateOnly end)
    {
        var reader = new RowReader(map);
        foreach (var item in items)
        {
            var day = DayOf(item);
            if (day is { } read && (read < from || read >= end))
            {
                continue;
            }

            var given = new Dictionary<string, string>
            {
                ["publishedOn"] = day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? FieldValue.Unreadable,
                ["chuyenDoiSo"] = item.Categories.Any(category => options.NewsCategories.Contains(category, StringComparer.OrdinalIgnoreCase)) ? "1" : "0",
            };
            if ((item.Agency ?? options.NewsAgency) is { } agency)
            {
                given["maDinhDanh"] = agency;
            }

            if (item.Key is { } key)
            {
                given["ma"] = key;
            }

            yield return reader.Read(Nothing, sentAt, given);
        }
    }

    private static readonly JsonElement Nothing = JsonElement.Parse("{}"u8);

    private static DateOnly? DayOf(NewsItem item) => item.Published is { } instant ? VietnamDate.DayOf(instant) : null;
}
