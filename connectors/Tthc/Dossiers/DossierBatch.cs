using System.Globalization;
using System.Text.Json;

namespace IntegrationHub.Connectors.Tthc.Dossiers;

/// <summary>Fetches the details of some rows side by side and tells what became of the open set.</summary>
internal sealed class DossierBatch(DossierRun run, string agency, IReadOnlyDictionary<string, OpenRecord> open)
{
    private const string NoKey = "E_NO_KEY";

    public async Task<AgencyStep> ReadAsync(IReadOnlyList<DossierRow> rows, AgencyPosition position, CancellationToken cancellationToken)
    {
        var details = await FetchAsync([.. rows.Select(row => row.Key)], cancellationToken);
        var readings = new List<Reading>(rows.Count);
        var opened = new List<OpenRecord>();
        var closed = new List<string>();
        for (var index = 0; index < rows.Count; index++)
        {
            var (row, detail) = (rows[index], details[index]);
            if (row.Key is null || detail is null)
            {
                readings.Add(Faulty(KeylessKey(row), NoKey, row.Day, run.Clock.GetUtcNow(), agency));
                continue;
            }

            readings.Add(detail.Body is { } body
                ? new Reading(row.Key, body, detail.SentAt)
                : Faulty(row.Key, run.Knows(row.Key) ? detail.Refusal?.Code ?? "E_REJECTED" : "E_UNKNOWN_AGENCY", row.Day, detail.SentAt));
            Track(row, detail, opened, closed);
        }

        return new AgencyStep(agency, position) { Readings = readings, Opened = opened, Closed = closed };
    }

    /// <summary>Open dossiers that are not listed any more: what is found goes on, what is not found leaves the open set and keeps its last state.</summary>
    public async Task<AgencyStep> ReadVanishedAsync(IReadOnlyList<OpenRecord> vanished, AgencyPosition position, CancellationToken cancellationToken)
    {
        var details = await FetchAsync([.. vanished.Select(record => record.Key)], cancellationToken);
        var readings = new List<Reading>(vanished.Count);
        var opened = new List<OpenRecord>();
        var closed = new List<string>();
        for (var index = 0; index < vanished.Count; index++)
        {
            var (record, detail) = (vanished[index], details[index]!);
            if (detail.Body is not { } body)
            {
                closed.Add(record.Key);
                continue;
            }

            readings.Add(new Reading(record.Key, body, detail.SentAt));
            if (DossierStatus.IsFinal(detail.Status))
            {
                closed.Add(record.Key);
            }
            else if (detail.ReceivedOn is { } day && day != record.Day)
            {
                opened.Add(record with { Day = day });
            }
        }

        return new AgencyStep(agency, position) { Readings = readings, Opened = opened, Closed = closed };
    }

    private async Task<DossierDetail?[]> FetchAsync(string?[] keys, CancellationToken cancellationToken)
    {
        var details = new DossierDetail?[keys.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = run.Options.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, keys.Length, options, async (index, token) =>
        {
            if (keys[index] is { } key)
            {
                details[index] = await run.Client.FindDossierAsync(agency, key, token);
                run.Watch(details[index]!);
            }
        });
        return details;
    }

    // A dossier without details stays open with an empty stamp, so that the next run asks again.
    private void Track(DossierRow row, DossierDetail detail, List<OpenRecord> opened, List<string> closed)
    {
        var known = open.GetValueOrDefault(row.Key!);
        if (detail.Body is not null && DossierStatus.IsFinal(detail.Status))
        {
            if (known is not null)
            {
                closed.Add(row.Key!);
            }

            return;
        }

        if ((row.Day ?? detail.ReceivedOn) is { } day)
        {
            var record = new OpenRecord(row.Key!, agency, day, detail.Body is null ? "" : row.Stamp);
            if (record != known)
            {
                opened.Add(record);
            }
        }
    }

    private string KeylessKey(DossierRow row) =>
        string.Create(CultureInfo.InvariantCulture, $"{agency}-{row.Day ?? DateOnly.MinValue:yyMMdd}-no-key-{row.Stamp}");

    private static Reading Faulty(string key, string code, DateOnly? day, DateTimeOffset sentAt, string? owner = null)
    {
        var body = new Dictionary<string, string> { ["loi"] = code };
        if (day is { } known)
        {
            body["NgayTiepNhan"] = known.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        }

        if (owner is not null)
        {
            body["donVi"] = owner;
        }

        return new Reading(key, JsonSerializer.SerializeToElement(body), sentAt);
    }
}
