using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Reporting;

/// <summary>
/// Reports, agency by agency: each pass reads this reporting year and the one before in full, because a report may be returned, sent again,
/// approved or given another day at any time. Older years are read by the first pass alone.
/// </summary>
internal sealed class ReportStream(ReportingClient client, ReportingOptions options, TimeProvider clock, MapFile map)
{
    private const string On = "hanGui";
    private const int FewestFaults = 3;

    private static readonly string[] Added = ["loaiTru", "hieuLuc", "denHan"];

    public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = ReportCursor.For(request, options.Source);
        var all = AgenciesOf(request);
        var agencies = all.Where(agency => string.CompareOrdinal(agency, cursor.Next ?? "") >= 0).ToList();
        var regimes = agencies.Count == 0 ? null : await client.RegimesAsync(cancellationToken);
        var faults = new List<ConnectorException>();
        var done = all.Count - agencies.Count;
        foreach (var batch in agencies.Chunk(options.Concurrency))
        {
            var today = VietnamDate.DayOf(clock.GetUtcNow());
            var reads = await Task.WhenAll(batch.Select(agency => TryReadAsync(request, agency, cursor, regimes!, today, cancellationToken)));
            foreach (var (agency, read) in batch.Zip(reads))
            {
                done++;
                cursor = cursor with { Next = done < all.Count ? all[done] : cursor.Backfill is null ? null : ReportCursor.End };
                if (read.Fault is { } fault)
                {
                    faults.Add(fault);
                    if (faults.Count >= Math.Max(FewestFaults, all.Count / 10))
                    {
                        throw Summary(faults, all.Count);
                    }

                    continue;
                }

                var (from, to) = read.Delivered;
                cursor.Agencies[agency] = to > from ? to : from;
                yield return new Page
                {
                    Readings = read.Rows!.Readings,
                    Cursor = cursor.Write(),
                    Delivered = from < to ? [new Delivery(agency, On, from, to)] : [],
                    AddedFields = read.Rows.AddedFields,
                    Progress = $"{done}/{all.Count} agencies",
                };
            }
        }

        if (faults.Count > 0)
        {
            // What could be read is stored, and the next run begins a new pass.
            yield return new Page { Readings = [], Cursor = cursor.Write(), Progress = $"{all.Count - faults.Count}/{all.Count} agencies" };
            throw Summary(faults, all.Count);
        }
    }

    private List<string> AgenciesOf(PullRequest request)
    {
        // A unit's codes of old and new form mean the same reports; the system is asked by the new ones if there are any.
        var ofNewForm = request.Agencies.Where(code => AgencyCode.IsOfNewForm(AgencyCode.Normalize(code))).ToList();
        List<string> agencies = [.. (ofNewForm.Count > 0 ? ofNewForm : request.Agencies).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return agencies.Count > 0 ? agencies : throw new ConnectorException(FailureCategory.Configuration, "E_NO_AGENCY",
            $"{options.Source}: the alias table of this source has no agency code, so there is nobody to ask for; add aliases");
    }

    private async Task<AgencyRead> TryReadAsync(
        PullRequest request, string agency, ReportCursor cursor, IReadOnlyDictionary<string, Regime> regimes, DateOnly today, CancellationToken cancellationToken)
    {
        var from = cursor.Backfill is null && cursor.Agencies.TryGetValue(agency, out var known) ? known : request.From;
        var to = request.To is { } end && end < today ? end : today;

        // A report of one year may be due in the next one.
        var (first, last) = (from.Year - 1, cursor.Backfill is null ? today.Year : to.Year);
        try
        {
            var readings = new Dictionary<string, Reading>(StringComparer.Ordinal);
            var rows = new RowReader(map);
            for (var year = first; year <= last; year++)
            {
                foreach (var row in await client.ReportsAsync(agency, year, cancellationToken))
                {
                    if (Prepare(row.Value, regimes, today, out var due) is { } prepared && IsWanted(due, request))
                    {
                        var reading = rows.Read(prepared, row.SentAt);
                        readings[reading.Key] = reading;
                    }
                }
            }

            return new(new Rows([.. readings.Values], readings.Count, rows.AddedFields), (from, to), null);
        }
        catch (ConnectorException fault) when (fault.Category is FailureCategory.Rejected or FailureCategory.Permission or FailureCategory.Malformed)
        {
            return new(null, default, fault);
        }
    }

    private static bool IsWanted(DateOnly? due, PullRequest request) => due is not { } day || (day >= request.From && (request.To is not { } to || day < to));

    /// <summary>
    /// Adds what a pure mapping cannot know: whether the regime is in force on the due day, and whether that day has come. Of a secret report
    /// nothing stays but its number, so that one that counted before does not go on counting.
    /// </summary>
    private static JsonElement? Prepare(JsonElement row, IReadOnlyDictionary<string, Regime> regimes, DateOnly today, out DateOnly? due)
    {
        due = VietnamDate.ReadDay(Row.Member(row, "hanGui")).OrNull;
        var regime = Row.Text(row, "maCheDo") is { } code ? regimes.GetValueOrDefault(FieldValue.Canonical(code)) : null;
        if (regime is { IsSecret: true } || Row.Flag(row, "mat"))
        {
            return JsonSerializer.SerializeToElement(new JsonObject { ["maBaoCao"] = Row.Text(row, "maBaoCao"), ["maDinhDanh"] = Row.Text(row, "maDinhDanh"), ["lanDieuChinh"] = Row.Text(row, "lanDieuChinh"), ["loaiTru"] = "1", ["hieuLuc"] = "0", ["denHan"] = "0" });
        }

        var prepared = new JsonObject();
        foreach (var member in row.EnumerateObject().Where(member => !Added.Contains(member.Name, StringComparer.OrdinalIgnoreCase)))
        {
            prepared[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }

        prepared["loaiTru"] = regime is { IsStatistical: true } || Row.Flag(row, "thongKe") ? "1" : "0";
        if (regime is not null)
        {
            prepared["hieuLuc"] = due is { } day && !regime.IsInForce(day) ? "0" : "1";
        }

        prepared["denHan"] = due > today ? "0" : "1";
        return JsonSerializer.SerializeToElement(prepared);
    }

    private ConnectorException Summary(List<ConnectorException> faults, int agencies) =>
        new(faults[0].Category, faults[0].Code, $"{options.Source}: {faults.Count} of {agencies} agencies could not be read, those read before them were. The first: {faults[0].Message}", faults[0]) { RetryAfter = faults[0].RetryAfter };

    private sealed record AgencyRead(Rows? Rows, (DateOnly From, DateOnly To) Delivered, ConnectorException? Fault);
}
