using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.DocumentManagement;

/// <summary>
/// Documents sent over the axis, window by window. A revocation, an update or a replacement says of an earlier document that it does not
/// count any more. Nothing is acknowledged: what is in the queue stays there for its receiver, and is listed again next time.
/// </summary>
internal sealed class DocumentStream(DocumentManagementClient client, DocumentManagementOptions options, TimeProvider clock, MapFile map)
{
    public const string Documents = "edoc";

    private const string Statuses = "status";
    private const string On = "createdTime";
    private const string Withdrawn = "15";
    private const string Kept = "16";
    private const int OverlapDays = 3;
    private const int MostFaults = 20;

    private static readonly string[] InProgress = ["1", "2", "3", "4", "5", "6"];

    public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = DayCursor.For(request, options.Source);
        var today = VietnamDate.DayOf(clock.GetUtcNow());
        var end = request.To is { } to && to <= today ? to : today.AddDays(1);
        var from = cursor.ReadTo is not { } readTo ? request.From : cursor.Backfill is not null ? readTo : readTo.AddDays(-OverlapDays);
        var again = request.To is null ? request.Open : []; // Messages that could not be read are asked for once more, however old.
        for (from = from < request.From ? request.From : from; from < end; from = from.AddDays(options.WindowDays))
        {
            var next = from.AddDays(options.WindowDays) < end ? from.AddDays(options.WindowDays) : end;
            var window = await ReadAsync(from, next, again, cancellationToken);
            again = [];

            // Days that had not ended when the list was asked for are not complete.
            var delivered = next < today ? next : today;
            cursor = cursor.At(cursor.Backfill is null ? delivered : next);
            var pages = window.Readings.Chunk(options.PageSize).DefaultIfEmpty([]).ToList();
            for (var page = 0; page < pages.Count; page++)
            {
                yield return new Page
                {
                    Readings = pages[page],
                    Cursor = page == pages.Count - 1 ? cursor.Write() : null,
                    Delivered = page == pages.Count - 1 && from < delivered ? [.. request.Agencies.Select(agency => new Delivery(agency, On, from, delivered))] : [],
                    Opened = page == pages.Count - 1 ? window.Opened : [],
                    Closed = page == pages.Count - 1 ? window.Closed : [],
                    Progress = $"up to {next.AddDays(-1):yyyy-MM-dd}",
                };
            }
        }

        // A document of a backfill's days may have been withdrawn since, by a message of a later day.
        for (from = end; request.To is not null && from <= today; from = from.AddDays(options.WindowDays))
        {
            var next = from.AddDays(options.WindowDays) <= today ? from.AddDays(options.WindowDays) : today.AddDays(1);
            var later = await ReadAsync(from, next, [], cancellationToken);
            foreach (var readings in later.Withdrawals.Chunk(options.PageSize))
            {
                yield return new Page { Readings = readings, Cursor = cursor.Write(), Progress = $"withdrawn up to {next.AddDays(-1):yyyy-MM-dd}" };
            }
        }
    }

    private async Task<Window> ReadAsync(DateOnly from, DateOnly to, IReadOnlyList<OpenRecord> open, CancellationToken cancellationToken)
    {
        var list = await client.ListAsync(Documents, from, to, cancellationToken);
        var statuses = await client.ListAsync(Statuses, from, to, cancellationToken);
        var rows = new RowReader(map);
        var window = new Window();
        var withdrawn = new Dictionary<string, string?>(StringComparer.Ordinal);
        var faults = 0;
        var listed = list.Rows.Select(row => row.DocId).ToHashSet(StringComparer.Ordinal);
        var missed = open.Where(record => !listed.Contains(record.Key)).Select(record => new EdocRow(record.Key, record.Agency, null, record.Stamp, null));
        foreach (var batch in list.Rows.Concat(missed).OrderBy(row => row.CreatedTime, StringComparer.Ordinal).Chunk(options.PageSize))
        {
            var headers = await Task.WhenAll(batch.Select(row => client.HeaderAsync(row.DocId, cancellationToken)));
            foreach (var (row, outcome) in batch.Zip(headers))
            {
                if (outcome.Header is not { } header)
                {
                    // One message that cannot be read is shown beside the good ones; a source that gives none that can be read is at fault.
                    faults++;
                    if (faults > MostFaults && window.Count == 0)
                    {
                        throw outcome.Fault!;
                    }

                    window.Put(Body(rows, row, row.DocId, row.Status, null, list.SentAt, outcome.Fault!.Code));
                    window.Open(row, VietnamDate.ReadDay(row.CreatedTime).OrNull ?? from);
                    continue;
                }

                var key = header.DocumentId?.Key ?? row.DocId;
                window.Put(Body(rows, row with { From = row.From ?? header.From }, key, row.Status, header.BusinessDocType, list.SentAt));
                if (open.Any(record => record.Key == row.DocId))
                {
                    window.Close(row.DocId);
                    if (key != row.DocId)
                    {
                        window.Put(Body(rows, row, row.DocId, Withdrawn, null, list.SentAt));
                    }
                }

                if (FieldValue.Canonical(header.BusinessDocType ?? "0") is "1" or "2" or "3" && header.About is { } about)
                {
                    withdrawn[about.Key] = row.From ?? header.From;
                }
            }
        }

        await ReadStatusesAsync(statuses, withdrawn, cancellationToken);
        foreach (var (key, sender) in withdrawn)
        {
            window.Withdraw(key, () => Body(rows, new EdocRow(key, sender, null, null, null), key, Withdrawn, null, statuses.SentAt));
        }

        return window;
    }

    /// <summary>A receiver agrees that a document was withdrawn, or refuses. Messages about work in progress change no count and are not fetched.</summary>
    private async Task ReadStatusesAsync(EdocList statuses, Dictionary<string, string?> withdrawn, CancellationToken cancellationToken)
    {
        foreach (var row in statuses.Rows.Where(row => row.Status is null || !InProgress.Contains(FieldValue.Canonical(row.Status))).OrderBy(row => row.CreatedTime, StringComparer.Ordinal))
        {
            if ((await client.HeaderAsync(row.DocId, cancellationToken)).Header is not { StatusCode: { } code, About: { } about })
            {
                continue;
            }

            if (code == Withdrawn)
            {
                withdrawn.TryAdd(about.Key, row.To);
            }
            else if (code == Kept)
            {
                withdrawn.Remove(about.Key);
            }
        }
    }

    private static Reading Body(RowReader rows, EdocRow row, string key, string? code, string? kind, DateTimeOffset sentAt, string? fault = null) => rows.Read(
        JsonSerializer.SerializeToElement(new JsonObject
        {
            ["docId"] = key, ["from"] = row.From, ["createdTime"] = row.CreatedTime, ["code"] = code, ["bussinessDocType"] = kind, ["fault"] = fault,
        }),
        sentAt);

    /// <summary>What a window of days gives; a document that was sent in several messages stands in it once.</summary>
    private sealed class Window
    {
        private readonly Dictionary<string, Reading> _readings = new(StringComparer.Ordinal);
        private readonly HashSet<string> _withdrawn = new(StringComparer.Ordinal);
        private readonly List<OpenRecord> _opened = [];
        private readonly List<string> _closed = [];

        public int Count { get; private set; }

        public IReadOnlyList<Reading> Readings => [.. _readings.Values];

        /// <summary>Of this window or an earlier one.</summary>
        public IEnumerable<Reading> Withdrawals => _readings.Where(reading => _withdrawn.Contains(reading.Key)).Select(reading => reading.Value);

        public IReadOnlyList<OpenRecord> Opened => _opened;

        public IReadOnlyList<string> Closed => _closed;

        public void Put(Reading reading)
        {
            // The first message is the day on which the document was sent; the rows come in that order.
            if (_readings.TryAdd(reading.Key, reading) && !reading.Body.TryGetProperty("fault", out _))
            {
                Count++;
            }
        }

        public void Withdraw(string key, Func<Reading> body)
        {
            _readings[key] = body();
            _withdrawn.Add(key);
        }

        public void Open(EdocRow row, DateOnly day) => _opened.Add(new OpenRecord(row.DocId, AgencyCode.Normalize(row.From ?? ""), day, row.CreatedTime ?? ""));

        public void Close(string key) => _closed.Add(key);
    }
}
