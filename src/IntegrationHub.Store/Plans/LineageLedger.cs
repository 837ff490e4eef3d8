using System.Globalization;
using IntegrationHub.Indicators.Display;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Plans;

/// <summary>The pages of a figure's ledger, newest batch first, and the records behind the changes of a page.</summary>
internal sealed class LineageLedger(HubDbContext db, CodeTable codes, LineageParts parts, RatioFormula ratio, DateTimeOffset? knownAt)
{
    // Rows of the ledger that are read at a time; each holds the changes of a batch for a unit and month.
    private const int Chunk = 200;

    // A page of a source may hold a thousand records; the first few are enough to look them up there.
    private const int MostRecords = 50;

    public async Task<(IReadOnlyList<LineageChange> Changes, IReadOnlyList<LineageBatch> Batches, string? Next)> ReadAsync(
        Period period, int limit, string? cursor, CancellationToken cancellationToken)
    {
        if (parts.UnitNumbers.Count == 0)
        {
            return ([], [], null);
        }

        var found = new List<Found>();
        string? next = null;
        for (var at = Position.Parse(cursor); at is not null && next is null;)
        {
            var rows = await RowsAsync(period, at, cancellationToken);
            foreach (var row in rows)
            {
                var skip = at is { Skip: > 0 } && row.IsAt(at) ? at.Skip : 0;
                if (Take(row, skip, limit, found) is { } rest)
                {
                    next = rest.ToString();
                    break;
                }
            }

            at = rows.Count < Chunk ? null : new Position(rows[^1].Batch.No, rows[^1].Unit, rows[^1].Month, int.MaxValue);
        }

        return ([.. found.Select(ChangeOf)], await BatchesAsync(found, cancellationToken), next);
    }

    /// <returns>Where to go on when the page is full.</returns>
    private Position? Take(LedgerLine row, int skip, int limit, List<Found> found)
    {
        var index = 0;
        foreach (var entry in LedgerCodec.DecodeEntries(row.Entries).Where(e => parts.Counts(row.Batch.Feed, row.Unit, e)))
        {
            if (index++ < skip)
            {
                continue;
            }

            if (found.Count == limit)
            {
                return new Position(row.Batch.No, row.Unit, row.Month, index - 1);
            }

            found.Add(new Found(row.Batch, row.Unit, entry));
        }

        return null;
    }

    private async Task<List<LedgerLine>> RowsAsync(Period period, Position at, CancellationToken cancellationToken)
    {
        var units = parts.UnitNumbers.ToList();
        var feeds = parts.Feeds.ToList();
        var (first, end) = (StoreMonth.Of(period.From.DayNumber), period.To.DayNumber);
        var (no, unit, month, includesSelf) = (at.Batch, at.Unit, at.Month, at.Skip != int.MaxValue);
        return await (
            from row in db.Ledger.AsNoTracking()
            where units.Contains(row.Unit) && row.Month >= first && row.Month < end
            where row.Batch < no || (row.Batch == no && (row.Unit < unit || (row.Unit == unit && (row.Month < month || (includesSelf && row.Month == month)))))
            join batch in db.Batches on row.Batch equals batch.No
            where feeds.Contains(batch.Connector + "/" + batch.Stream) && (knownAt == null || batch.RecordedAt <= knownAt)
            orderby row.Batch descending, row.Unit descending, row.Month descending
            select new LedgerLine(
                new BatchLine(batch.No, batch.Id, batch.Run, batch.Source, batch.Stream, batch.Connector + "/" + batch.Stream, batch.CreatedAt, batch.RecordedAt, batch.TraceParent),
                row.Unit, row.Month, row.Entries)).Take(Chunk).ToListAsync(cancellationToken);
    }

    private LineageChange ChangeOf(Found found)
    {
        var (metric, unscale) = parts.Metric(found.Entry.Metric);
        return new LineageChange(
            found.Batch.Id, codes.Word(found.Unit), metric, SideOf(metric), DateOnly.FromDayNumber(found.Entry.From), DateOnly.FromDayNumber(found.Entry.To),
            HonestDisplay.Plain(found.Entry.Delta / unscale), found.Batch.RecordedAt!.Value);
    }

    private string SideOf(string metric)
    {
        var above = ratio.Numerator.Metrics.Any(m => m.Code == metric);
        return !above ? "denominator" : ratio.Denominator.Metrics.Any(m => m.Code == metric) ? "both" : "numerator";
    }

    private async Task<IReadOnlyList<LineageBatch>> BatchesAsync(List<Found> found, CancellationToken cancellationToken)
    {
        var batches = found.GroupBy(f => f.Batch).ToList();
        var numbers = batches.Select(b => b.Key.No).ToList();
        var months = batches.Select(b => StoreMonth.Of(b.Key.CreatedAt)).Distinct().ToList();
        var runIds = batches.Select(b => b.Key.Run).Distinct().ToList();
        var traces = await db.Runs.AsNoTracking().Where(r => runIds.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.TraceId, cancellationToken);
        var revisions = await db.Revisions.AsNoTracking().Where(r => numbers.Contains(r.Batch) && months.Contains(r.Month)).ToDictionaryAsync(r => r.Batch, r => r.Entries, cancellationToken);
        return [.. batches.Select(b =>
        {
            var records = revisions.TryGetValue(b.Key.No, out var entries) ? RecordsOf(b.Key.Feed, [.. b], entries) : [];
            return new LineageBatch(
                b.Key.Id, b.Key.Run, b.Key.Source, b.Key.Stream, TraceIdOf(b.Key.TraceParent) ?? traces.GetValueOrDefault(b.Key.Run), b.Key.RecordedAt!.Value,
                records.Count, [.. records.Take(MostRecords).Select(r => new LineageRecord(r.Record, ValuesOf(b.Key.Feed, r.Before), ValuesOf(b.Key.Feed, r.After)))]);
        })];
    }

    /// <summary>The records that touch a cell of the page's changes.</summary>
    private static List<RevisionEntry> RecordsOf(string feed, IReadOnlyList<Found> changes, byte[] entries)
    {
        ArgumentNullException.ThrowIfNull(feed);
        var cells = changes.Select(c => (c.Unit, c.Entry.Metric, c.Entry.Scope, c.Entry.From, c.Entry.To)).ToHashSet();
        return [.. LedgerCodec.DecodeRevisions(entries).Where(r => Touches(r.Before) || Touches(r.After))];

        bool Touches(byte[]? values) => values is not null && LedgerCodec.DecodeValues(values).Any(v => cells.Contains((v.Unit, v.Metric, v.Scope, v.From, v.To)));
    }

    private IReadOnlyList<LineageValue>? ValuesOf(string feed, byte[]? values) => values is null ? null :
    [
        .. LedgerCodec.DecodeValues(values).Where(v => parts.Counts(feed, v)).Select(v =>
        {
            var (metric, unscale) = parts.Metric(v.Metric);
            return new LineageValue(codes.Word(v.Unit), metric, DateOnly.FromDayNumber(v.From), DateOnly.FromDayNumber(v.To), HonestDisplay.Plain(v.Amount / unscale));
        }),
    ];

    /// <summary>Second field of a W3C trace context.</summary>
    private static string? TraceIdOf(string? traceParent) => traceParent?.Split('-') is [_, { Length: 32 } trace, ..] ? trace : null;

    private sealed record BatchLine(long No, Guid Id, Guid Run, string Source, string Stream, string Feed, DateTimeOffset CreatedAt, DateTimeOffset? RecordedAt, string? TraceParent);

    private sealed record LedgerLine(BatchLine Batch, int Unit, int Month, byte[] Entries)
    {
        public bool IsAt(Position at) => (Batch.No, Unit, Month) == (at.Batch, at.Unit, at.Month);
    }

    private sealed record Found(BatchLine Batch, int Unit, LedgerEntry Entry);

    /// <param name="Skip">Changes of the row that were given already; the greatest number for all of it.</param>
    private sealed record Position(long Batch, int Unit, int Month, int Skip)
    {
        public static Position Parse(string? cursor)
        {
            if (cursor is null)
            {
                return new Position(long.MaxValue, 0, 0, 0);
            }

            return cursor.Split('.') is [var batch, var unit, var month, var skip]
                && long.TryParse(batch, NumberStyles.None, CultureInfo.InvariantCulture, out var no)
                && int.TryParse(unit, NumberStyles.None, CultureInfo.InvariantCulture, out var unitNo)
                && int.TryParse(month, NumberStyles.None, CultureInfo.InvariantCulture, out var day)
                && int.TryParse(skip, NumberStyles.None, CultureInfo.InvariantCulture, out var skipped)
                ? new Position(no, unitNo, day, skipped)
                : throw new ProgressQueryException("bad-cursor", $"'{cursor}' is no cursor; give 'next' of the answer before, or none to begin");
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Batch}.{Unit}.{Month}.{Skip}");
    }
}
