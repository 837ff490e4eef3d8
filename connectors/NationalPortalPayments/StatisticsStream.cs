using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.NationalPortalPayments;

/// <summary>Counts per agency and month. Late payments and refunds restate past months, so each run reads the two months before again.</summary>
internal sealed class StatisticsStream(SourceClient client, NationalPortalPaymentsOptions options, MapFile map, TimeProvider clock)
{
    private const int MonthsReadAgain = 2;

    private static readonly string[] Catalogs = ["so-ban-nganh", "quan-huyen", "xa-phuong"];

    private readonly INationalPortalPaymentsApi _api = client.Api<INationalPortalPaymentsApi>();

    public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = WindowCursor.Of(request, options.Source);
        var today = VietnamDate.DayOf(clock.GetUtcNow());
        var roots = RootsOf(request);
        var months = MonthsToRead(request, cursor, today);
        for (var index = 0; index < months.Count; index++)
        {
            var rows = new List<Rows>();
            foreach (var (root, catalog) in roots.SelectMany(root => Catalogs.Select(catalog => (root, catalog))))
            {
                rows.Add(await ReadAsync(months[index], root, catalog, cancellationToken));
            }

            yield return new Page
            {
                Readings = [.. rows.SelectMany(r => r.Readings)],
                Cursor = cursor.ReadOn is null && index + 1 < months.Count ? (cursor with { Next = months[index + 1] }).Write() : null,
                AddedFields = [.. rows.SelectMany(r => r.AddedFields).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                Progress = $"{index + 1}/{months.Count} months",
            };
        }

        yield return new Page { Readings = [], Cursor = (cursor with { ReadOn = today, Next = null }).Write(), Progress = $"{months.Count}/{months.Count} months" };
    }

    public Task<Rows> ReadAsync(DateOnly month, string root, string catalog, CancellationToken cancellationToken)
    {
        var asked = new CountRequest(Instant(month, "00:00:00"), Instant(month.AddMonths(1).AddDays(-1), "23:59:59"), root, catalog);
        return client.CallAsync(
            string.Create(CultureInfo.InvariantCulture, $"counts of {catalog} below {root} in {month:yyyy-MM}"),
            cancel => _api.CountAsync(asked, cancel),
            (body, place, sentAt) => ReadRows(SourceEnvelope.Read(body).Require(place), sentAt, month, root, catalog),
            cancellationToken);
    }

    private Rows ReadRows(ReadOnlyMemory<byte> payload, DateTimeOffset sentAt, DateOnly month, string root, string catalog)
    {
        using var document = JsonDocument.Parse(payload);
        var rows = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.EnumerateArray().ToList() : throw new JsonException("the data is no list");
        if (rows.Any(row => row.ValueKind != JsonValueKind.Object))
        {
            throw new JsonException("a record is no object");
        }

        var parents = rows.Select(row => LooseString.Read(RowReader.Member(row, "MaThongKeCha"))).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var reader = new RowReader(map);
        var readings = new Dictionary<string, Reading>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var code = LooseString.Read(RowReader.Member(row, "MaDinhDanh")) is { } text ? AgencyCode.Normalize(text) : null;
            if (code is not null && IsOutside(code, root))
            {
                continue;
            }

            // A row that others name as theirs, or that carries the code below which was asked, is a sum of them.
            var isTotal = code == root || (LooseString.Read(RowReader.Member(row, "MaThongKe")) is { } name && parents.Contains(name));
            var reading = reader.Read(row, sentAt, new Dictionary<string, string>
            {
                ["thang"] = month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
                ["phamVi"] = isTotal ? $"tong-{catalog}" : LooseString.Read(RowReader.Member(row, "Catalog")) ?? catalog,
            });
            readings[reading.Key] = reading;
        }

        return new Rows([.. readings.Values], rows.Count, reader.AddedFields);
    }

    // The source compares codes by their beginning: below H02.1 it finds H02.10 as well. A code of neither form is left to the alias table.
    private static bool IsOutside(string code, string root)
    {
        var form = AgencyCode.IsOfNewForm(code) ? code : AgencyCode.HintOfOtherForm(code);
        return form is not null && root.Length > 0 && form != root && !form.StartsWith(root + ".", StringComparison.Ordinal);
    }

    private List<string> RootsOf(PullRequest request)
    {
        var roots = options.Roots.Count > 0
            ? options.Roots
            : [.. request.Agencies.Select(AgencyCode.Normalize).Where(AgencyCode.IsOfNewForm).Select(code => code.Split('.')[0]).Distinct(StringComparer.Ordinal)];
        return roots.Count > 0
            ? [.. roots]
            : throw new ConnectorException(FailureCategory.Configuration, "E_NO_AGENCY",
                $"{options.Source}: the alias table of this source has no agency code of the form Hxx.nn and the option roots is empty, so there is nobody to ask for; add aliases");
    }

    // Of a bounded read only months that lie inside it: the source counts whole intervals and would count beyond.
    private static List<DateOnly> MonthsToRead(PullRequest request, WindowCursor cursor, DateOnly today)
    {
        if (cursor.IsDone)
        {
            return [];
        }

        var from = cursor.Next ?? request.From;
        if (cursor is { Next: null, ReadOn: { } readOn })
        {
            var again = FirstOfMonth(readOn < today ? readOn : today).AddMonths(-MonthsReadAgain);
            from = again > from ? again : from;
        }

        var months = new List<DateOnly>();
        for (var month = from.Day == 1 ? from : FirstOfMonth(from).AddMonths(1); request.To is { } to ? month.AddMonths(1) <= to && month <= today : month <= today; month = month.AddMonths(1))
        {
            months.Add(month);
        }

        return months;
    }

    private static DateOnly FirstOfMonth(DateOnly day) => new(day.Year, day.Month, 1);

    private static string Instant(DateOnly day, string time) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}T{time}");
}
