using System.Globalization;
using IntegrationHub.Contracts;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Collect.Pulling;

/// <summary>
/// Counts of a unit and period that are not plausible beside what is known: ten times as much or a tenth, unless the metric says otherwise.
/// They are held for a person before they are recorded; what is recorded never depends on the order of arrival. So is a record that has
/// lost a count which it had.
/// </summary>
/// <remarks>
/// A count is compared with the record's own earlier one, if that was read after the period had ended, else with the unit's period before. A
/// flow whose period is not over has only part of it: then only too much can be told.
/// </remarks>
public sealed class JumpRule(IDbContextFactory<HubDbContext> contexts, CodeTable codes)
{
    /// <summary>Whether counts of a feed are compared at all: those that a source has summed itself.</summary>
    public static bool Compares(HubCatalogue catalogue, string connector, string stream)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        return catalogue.Feeds.TryGetValue(connector + "/" + stream, out var feed) && feed.Kind is FeedKind.Snapshots;
    }

    /// <returns>One for each record that is held.</returns>
    public async Task<IReadOnlyList<RejectedRecord>> HeldAsync(HubCatalogue catalogue, KnownRecords known, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(known);
        var incoming = known.Incoming;
        if (incoming.Records.Count == 0 || !catalogue.Feeds.TryGetValue(codes.Word(incoming.Feed), out var feed) || feed.Kind is not FeedKind.Snapshots)
        {
            return [];
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var values = incoming.Records.Where(r => r.Values is not null).ToDictionary(r => r.Record, r => LedgerCodec.DecodeValues(r.Values), StringComparer.Ordinal);
        var before = await BeforeAsync(db, incoming, [.. values.Values.SelectMany(v => v)], cancellationToken);
        var held = new List<RejectedRecord>();
        foreach (var record in incoming.Records.Where(r => r.Values is not null))
        {
            var earlier = known.Current.TryGetValue(record.Record, out var current) ? LedgerCodec.DecodeValues(current.Vals!) : [];
            if (Jump(record, values[record.Record], earlier, current) is (var value, var was, var now))
            {
                held.Add(Held(catalogue, record, value, was, now));
            }
        }

        return held;

        (ValueEntry Value, long Was, long? Now)? Jump(IncomingRecord record, ValueEntry[] now, ValueEntry[] earlier, MeasurementCurrent? current)
        {
            foreach (var value in now.Where(v => v.Scope == incoming.OwnScope))
            {
                var same = earlier.Where(e => IsSame(e, value)).Select(e => (long?)e.Amount).FirstOrDefault();
                var was = same is not null && IsEnded(value, current!.ObservedAt) ? same : Previous(value);
                if (was is { } amount && (value.Amount > amount || IsWhole(value, record.ObservedAt)) && LimitOf(value)?.Exceeds(Amount(value, amount), Amount(value, value.Amount)) is true)
                {
                    return (value, amount, value.Amount);
                }
            }

            // What the record no longer says of a period that was over, or that it still speaks of: a field that is gone, not a zero, however small it was.
            return now.Length == 0 ? null : earlier.Where(e => (IsEnded(e, current!.ObservedAt) || now.Any(v => IsOfSamePeriod(v, e))) && !now.Any(v => IsSame(v, e)))
                .Select(e => ((ValueEntry, long, long?)?)(e, e.Amount, null)).FirstOrDefault();
        }

        bool IsWhole(ValueEntry value, long observedAt) =>
            IsEnded(value, observedAt) || catalogue.Metrics.GetValueOrDefault(codes.Word(value.Metric)) is { Kind: MetricKind.StockLast or MetricKind.StockAverage };

        // A counter starts again every year: only with itself it can be compared.
        long? Previous(ValueEntry value) => catalogue.Metrics.GetValueOrDefault(codes.Word(value.Metric)) is { Kind: not MetricKind.RunningTotal }
            && Grains.Of(feed.Grain, feed.Calendar, DateOnly.FromDayNumber(value.From)) is var whole && whole.From.DayNumber == value.From && whole.To.DayNumber == value.To
            && before.TryGetValue((value.Unit, value.Metric, value.From), out var amount) ? amount : null;

        JumpLimit? LimitOf(ValueEntry value) => catalogue.Metrics.GetValueOrDefault(codes.Word(value.Metric))?.Jump;

        decimal Amount(ValueEntry value, long amount) => amount / FigureCatalogue.PowerOfTen(catalogue.Metrics[codes.Word(value.Metric)].Scale);
    }

    private static bool IsSame(ValueEntry left, ValueEntry right) =>
        (left.Unit, left.Metric, left.Scope, left.From, left.To) == (right.Unit, right.Metric, right.Scope, right.From, right.To);

    private static bool IsOfSamePeriod(ValueEntry left, ValueEntry right) => (left.Unit, left.Scope, left.From, left.To) == (right.Unit, right.Scope, right.From, right.To);

    internal static bool IsEnded(ValueEntry value, long observedAt) => VietnamDay.Of(Instant.FromMicroseconds(observedAt)).DayNumber >= value.To;

    /// <summary>The amounts of the intervals that end where the incoming ones begin.</summary>
    private static async Task<IReadOnlyDictionary<(int Unit, int Metric, int To), long>> BeforeAsync(HubDbContext db, IncomingBatch incoming, IReadOnlyList<ValueEntry> values, CancellationToken cancellationToken)
    {
        var units = values.Select(v => v.Unit).Distinct().ToList();
        var starts = values.Select(v => v.From).Distinct().ToList();
        var cells = await db.PeriodCells.AsNoTracking()
            .Where(c => c.Feed == incoming.Feed && c.Scope == incoming.OwnScope && c.Present > 0 && units.Contains(c.Unit) && starts.Contains(c.ToDay)).ToListAsync(cancellationToken);

        // Of a quarter and a month that end on one day the month goes before the next month.
        return cells.GroupBy(c => (c.Unit, c.Metric, c.ToDay)).ToDictionary(g => g.Key, g => g.MaxBy(c => c.FromDay)!.Amount);
    }

    private RejectedRecord Held(HubCatalogue catalogue, IncomingRecord record, ValueEntry value, long was, long? now)
    {
        var metric = catalogue.Metrics[codes.Word(value.Metric)];
        var scale = FigureCatalogue.PowerOfTen(metric.Scale);
        var (from, to) = (Text(was / scale), now is { } n ? Text(n / scale) : "(missing)");
        return new RejectedRecord
        {
            Record = record.Record, Code = now is null ? "E_FIELD_MISSING" : OpenRefusals.Jump, Place = metric.Code, Unit = codes.Word(value.Unit), Day = value.From, ObservedAt = record.ObservedAt,
            Sample = $"{from} → {to}",
            Message = now is null
                ? "the record had this count and has it no longer; the source may have renamed or removed a field. Correct the mapping and replay (hub quarantine replay SOURCE)"
                : $"{from} became {to}, a factor of {metric.Jump!.Factor} or more: held until a person accepts it (hub quarantine replay SOURCE --accept) or the source corrects it",
        };
    }

    private static string Text(decimal amount) => amount.ToString("0.######", CultureInfo.InvariantCulture);
}
