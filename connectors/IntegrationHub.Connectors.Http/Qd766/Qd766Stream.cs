using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Http.Qd766;

/// <summary>
/// A stream of QuyetDinh766s: counts per agency and month. The source counts live, so past months are restated by whatever changes late: each
/// run reads some of them again.
/// </summary>
/// <param name="client">Signed in.</param>
/// <param name="map">Its fields phamVi (which kind of agencies was asked for; tong- for a sum of them) and thang (the month) are filled in here.</param>
/// <param name="send">Sends a request of the connector's own interface.</param>
public sealed class Qd766Stream(
    SourceClient client, Qd766Settings settings, MapFile map, TimeProvider clock, Func<Qd766Request, CancellationToken, Task<HttpResponseMessage>> send)
{
    private const string TotalPrefix = "tong-";

    private static readonly string[] Catalogs = ["so-ban-nganh", "quan-huyen", "xa-phuong"];

    public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = WindowCursor.Of(request, settings.Source);
        var today = VietnamDate.DayOf(clock.GetUtcNow());
        var roots = RootsOf(request);
        var months = MonthWindows.Of(request, cursor, today, settings.MonthsAgain, settings.MonthsAgainWeekly);
        for (var index = 0; index < months.Count; index++)
        {
            var rows = new List<Rows>();
            foreach (var (root, catalog) in roots.SelectMany(root => Catalogs.Select(catalog => (root, catalog))))
            {
                rows.Add(await ReadAsync(months[index], root, catalog, cancellationToken));
            }

            var readings = rows.SelectMany(r => r.Readings).ToList();
            RefuseTwice(readings, months[index]);
            yield return new Page
            {
                Readings = readings,
                Cursor = cursor.ReadOn is null && index + 1 < months.Count ? (cursor with { Next = months[index + 1] }).Write() : null,
                AddedFields = [.. rows.SelectMany(r => r.AddedFields).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                Progress = $"{index + 1}/{months.Count} months",
            };
        }

        yield return new Page { Readings = [], Cursor = (cursor with { ReadOn = today, Next = null }).Write(), Progress = $"{months.Count}/{months.Count} months" };
    }

    public Task<Rows> ReadAsync(DateOnly month, string root, string catalog, CancellationToken cancellationToken)
    {
        var asked = new Qd766Request(Instant(month, "00:00:00"), Instant(month.AddMonths(1).AddDays(-1), "23:59:59"), root, catalog);
        return client.CallAsync(
            string.Create(CultureInfo.InvariantCulture, $"{map.Stream} of {catalog} below {root} in {month:yyyy-MM}"),
            cancel => send(asked, cancel),
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
                ["phamVi"] = isTotal ? TotalPrefix + catalog : LooseString.Read(RowReader.Member(row, "Catalog")) ?? catalog,
            });
            readings[reading.Key] = reading;
        }

        return new Rows([.. readings.Values], rows.Count, reader.AddedFields);
    }

    // A source that ignores what kind of agencies is asked for would be counted once for each kind. What counts as nobody's own may stand beside.
    private void RefuseTwice(IReadOnlyList<Reading> readings, DateOnly month)
    {
        var kinds = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var reading in readings)
        {
            if (FieldValue.Text(reading.Body, "phamVi") is { } kind && IsOwn(kind)
                && FieldValue.Text(reading.Body, "MaDinhDanh") is { } agency and not FieldValue.Unreadable && !kinds.TryAdd(agency, kind) && kinds[agency] != kind)
            {
                throw new ConnectorException(FailureCategory.Malformed, "E_CATALOG", string.Create(CultureInfo.InvariantCulture,
                    $"{settings.Source}: {map.Stream} in {month:yyyy-MM}: {agency} stands among {kinds[agency]} and among {kind}: the source does not keep to the kind of agencies that is asked for; tell its operator"));
            }
        }
    }

    private bool IsOwn(string kind) => map.Scope is not { } scope || scope.Scopes.GetValueOrDefault(kind) == "own";

    // The source compares codes by their beginning: below H02.1 it finds H02.10 as well. A code of neither form is left to the alias table.
    private static bool IsOutside(string code, string root)
    {
        var form = AgencyCode.IsOfNewForm(code) ? code : AgencyCode.HintOfOtherForm(code);
        return form is not null && root.Length > 0 && form != root && !form.StartsWith(root + ".", StringComparison.Ordinal);
    }

    private List<string> RootsOf(PullRequest request)
    {
        var roots = settings.Roots.Count > 0
            ? settings.Roots
            : [.. request.Agencies.Select(AgencyCode.Normalize).Where(AgencyCode.IsOfNewForm).Select(code => code.Split('.')[0]).Distinct(StringComparer.Ordinal)];
        return roots.Count > 0
            ? [.. roots]
            : throw new ConnectorException(FailureCategory.Configuration, "E_NO_AGENCY",
                $"{settings.Source}: the alias table of this source has no agency code of the form Hxx.nn and the option roots is empty, so there is nobody to ask for; add aliases");
    }

    private static string Instant(DateOnly day, string time) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}T{time}");
}
