using System.Text.Json.Nodes;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Display;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Record;

/// <summary>
/// What a batch changes in months that were reported already: amounts that had counted. It is counted in the run and told as an event of
/// its own, month by month, beside the figures that are computed anew.
/// </summary>
internal sealed class Restatements(FigureCatalogue catalogue, CodeTable codes, DateOnly today)
{
    /// <summary>Why a computed figure is announced again, in its event.</summary>
    public const string Reason = "Restated";

    private const string Type = "vn.integrationhub.indicator.restated.v1";

    // Data of a month is closed with the 14th of the next one; what comes later changes what was reported.
    private const int OpenDays = 14;

    private readonly Dictionary<(Figure Figure, string Unit, Interval Span), (decimal N, decimal D)> _months = [];
    private readonly HashSet<(string Unit, Interval Interval)> _tuples = [];

    /// <summary>Units and intervals whose amounts changed.</summary>
    public int Count => _tuples.Count;

    public void Note(Figure figure, string unit, Interval interval, Contribution before, Contribution after)
    {
        // Of what is counted in quarters or years it is the quarter or year.
        var month = Grains.Of(Grain.Month, CalendarKind.Gregorian, interval.From);
        var span = interval.To > month.To ? interval : month;
        if (before.State is not TupleState.Valid || before == after || span.To.AddDays(OpenDays) > today)
        {
            return;
        }

        _tuples.Add((unit, interval));
        if (!figure.HasSums)
        {
            return;
        }

        foreach (var at in catalogue.Tree.PathAt(unit, interval.From))
        {
            var (n, d) = _months.GetValueOrDefault((figure, at, span));
            _months[(figure, at, span)] = (n + after.N - before.N, d + after.D - before.D);
        }
    }

    /// <summary>Indicators and units of which a closed month changed.</summary>
    public IReadOnlyCollection<(string Indicator, string Unit)> Figures => [.. _months.Keys.Select(m => (m.Figure.Definition.Code, m.Unit)).Distinct()];

    /// <summary>After the sums have been moved.</summary>
    public async Task TellAsync(HubDbContext db, FigureChange change, CancellationToken cancellationToken)
    {
        if (Count > 0)
        {
            await db.Runs.Where(r => r.Id == change.Run).ExecuteUpdateAsync(set => set.SetProperty(r => r.Restated, r => r.Restated + Count), cancellationToken);
        }

        var moved = _months.Where(m => m.Value != default).ToList();
        if (moved.Count == 0)
        {
            return;
        }

        var figures = moved.Select(m => m.Key.Figure.Id).Distinct().ToList();
        var units = await codes.NumbersAsync(CodeTable.Unit, [.. moved.Select(m => m.Key.Unit)], cancellationToken);
        var buckets = moved.SelectMany(m => Buckets(m.Key.Span)).Distinct().ToList();
        var sums = (await db.FigureSums.AsNoTracking().Where(s => s.Scope == 1 && figures.Contains(s.Figure) && units.Contains(s.Unit) && buckets.Contains(s.Bucket)).ToListAsync(cancellationToken))
            .ToDictionary(s => (s.Figure, s.Unit, s.Bucket));
        foreach (var (((figure, unit, span), delta), number) in moved.Zip(units).OrderBy(m => m.First.Key.Span.From).ThenBy(m => m.First.Key.Unit, StringComparer.Ordinal))
        {
            var scale = FigureCatalogue.PowerOfTen(figure.Scale);
            var found = Buckets(span).Select(b => sums.GetValueOrDefault((figure.Id, number, b))).OfType<FigureSum>().ToList();
            var (n, d) = (found.Sum(s => s.N) / scale, found.Sum(s => s.D) / scale);
            var (code, period) = (figure.Definition.Code, Period.Of(span, figure.Feed.Calendar).Id);
            var data = Of(n, d);
            data["indicator"] = code;
            data["unit"] = unit;
            data["period"] = period;
            data["reason"] = Reason;
            data["feed"] = figure.Feed.Name;
            data["source"] = change.Source;
            data["run"] = change.Run.ToString();
            data["previous"] = Of(n - delta.N, d - delta.D);
            db.Add(CloudEvent.Row(Type, $"restated.{CloudEvent.Word(code)}.{CloudEvent.Word(unit)}", $"{code}/{unit}/{period}", data, change));
        }
    }

    private static IEnumerable<int> Buckets(Interval span) => HalfMonth.Within(span).Select(b => b.Start.DayNumber);

    private static JsonObject Of(decimal n, decimal d) => new()
    {
        ["numerator"] = HonestDisplay.Plain(n),
        ["denominator"] = HonestDisplay.Plain(d),
        ["percent"] = d > 0 ? Ratio.Of(n, d).PercentText() : null,
    };
}
