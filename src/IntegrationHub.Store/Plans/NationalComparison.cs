using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Display;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Plans;

/// <param name="Numerator">Exact decimal; null where it is not known.</param>
/// <param name="Percent">The hub's with twelve digits, truncated toward zero; the published one as it was published.</param>
/// <param name="Definition">What is counted.</param>
public sealed record ComparedFigure(string? Numerator, string? Denominator, string? Percent, string Definition, IReadOnlyList<string> Sources);

/// <param name="Status">How far the hub's figure may be relied on, as in a row of a plan.</param>
/// <param name="Coverage">Of the hub's figure: a share of a few units is not one of all.</param>
/// <param name="Points">The hub's percentage less the published one, in percentage points with at most six digits; null where one of them is missing.</param>
public sealed record NationalDifference(string Indicator, string Unit, RowPeriod Period, ComparedFigure Hub, ComparedFigure National, string Status, RowCoverage Coverage, string? Points);

/// <summary>The hub's figures beside those that are published nationally: both values, both definitions. A published figure is part of no sum.</summary>
public sealed class NationalComparison(
    IDbContextFactory<HubDbContext> contexts, CatalogueStore catalogues, FigureCatalogues figures, PlanFigures plans, CodeTable codes, SlotTable slots, ILedgerDialect dialect, TimeProvider clock)
{
    private const int Digits = 6;

    /// <exception cref="ProgressQueryException">Unknown unit or indicator, or no catalogue.</exception>
    public async Task<IReadOnlyList<NationalDifference>> ReadAsync(string? unit, string? indicator, CancellationToken cancellationToken)
    {
        var active = await catalogues.CurrentAsync(cancellationToken) ?? throw PlanQuestions.NoCatalogue();
        var catalogue = await figures.OfAsync(active, cancellationToken);
        var asked = indicator is null ? null : PlanQuestions.Definition(catalogue, indicator).Code;
        var only = unit is null ? null : PlanQuestions.Unit(catalogue, unit).Id;
        await codes.LoadAsync(cancellationToken);
        await slots.LoadAsync(cancellationToken);
        var own = await codes.NumberAsync(CodeTable.Scope, "own", cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var picture = await dialect.BeginReadAsync(db, cancellationToken);
        var published = new List<(Indicator Indicator, Published Figure)>();
        foreach (var compared in catalogue.Catalogue.Indicators.Values.Where(i => i.National is not null && (asked is null || i.Code == asked)))
        {
            published.AddRange((await PublishedAsync(db, catalogue.Catalogue, compared.National!, own, only, cancellationToken)).Select(p => (compared, p)));
        }

        if (published.Count == 0)
        {
            return [];
        }

        // One for all of them: what it has read for one figure serves the next.
        var today = VietnamDay.Of(clock.GetUtcNow());
        var span = new Interval(DateOnly.FromDayNumber(published.Min(p => p.Figure.From)), DateOnly.FromDayNumber(published.Max(p => p.Figure.To)));
        var evaluator = plans.Evaluator(db, catalogue, [.. published.Select(p => p.Figure.Unit).Distinct(StringComparer.Ordinal)], today, own, Period.Of(span, CalendarKind.Gregorian));
        return [.. published.Select(p => Compare(evaluator, catalogue, p.Indicator, p.Figure, today))];
    }

    private async Task<IReadOnlyList<Published>> PublishedAsync(HubDbContext db, HubCatalogue catalogue, NationalFigure national, int own, string? only, CancellationToken cancellationToken)
    {
        var number = only is null ? null : codes.Find(CodeTable.Unit, only);
        if (codes.Find(CodeTable.Metric, national.Percent) is not { } percent || (only is not null && number is null))
        {
            return [];
        }

        var (above, below) = (Find(national.Numerator), Find(national.Denominator));
        var cells = await db.PeriodCells.AsNoTracking()
            .Where(c => (c.Metric == percent || c.Metric == above || c.Metric == below) && c.Scope == own && c.Present > 0 && (number == null || c.Unit == number)).ToListAsync(cancellationToken);
        var byKey = cells.ToDictionary(c => (c.Feed, c.Metric, c.Unit, c.FromDay, c.ToDay));
        return
        [
            .. cells.Where(c => c.Metric == percent).OrderBy(c => codes.Word(c.Unit), StringComparer.Ordinal).ThenBy(c => c.FromDay)
                .Select(c => new Published(codes.Word(c.Feed), codes.Word(c.Unit), c.FromDay, c.ToDay, Amount(c, national.Percent), At(c, above, national.Numerator), At(c, below, national.Denominator))),
        ];

        int? Find(string? metric) => metric is null ? null : codes.Find(CodeTable.Metric, metric);

        decimal Amount(PeriodCell cell, string metric) => cell.Amount / FigureCatalogue.PowerOfTen(catalogue.Metrics[metric].Scale);

        decimal? At(PeriodCell cell, int? metric, string? code) =>
            metric is { } of && byKey.TryGetValue((cell.Feed, of, cell.Unit, cell.FromDay, cell.ToDay), out var found) ? Amount(found, code!) : null;
    }

    private static NationalDifference Compare(PlanEvaluator evaluator, FigureCatalogue catalogue, Indicator indicator, Published published, DateOnly today)
    {
        var calendar = catalogue.Catalogue.Feeds.TryGetValue(published.Feed, out var feed) ? feed.Calendar : CalendarKind.Gregorian;
        var period = Period.Of(new Interval(DateOnly.FromDayNumber(published.From), DateOnly.FromDayNumber(published.To)), calendar);
        var pair = evaluator.PairOf(indicator.Code, published.Unit, Scope.Subtree, period);
        var hasValue = PlanEvaluator.HasNumbers(pair) && pair.Value is not null;
        var hub = new ComparedFigure(
            hasValue ? Amounts.Text(pair.N, pair.Divisor) : null, hasValue ? Amounts.Text(pair.D, pair.Divisor) : null, hasValue ? pair.Value!.Value.PercentText() : null,
            $"{indicator.Name.Vi}: {indicator.Formula}", pair.Feeds);
        var national = new ComparedFigure(Plain(published.Numerator), Plain(published.Denominator), Plain(published.Percent), indicator.National!.Definition, [published.Feed]);
        return new(
            indicator.Code, published.Unit, RowPeriod.Of(period), hub, national, PlanEvaluator.StatusOf(pair, period, today), PlanEvaluator.CoverageOf(pair),
            hasValue ? Plain(pair.Value!.Value.RoundedPercent(Digits) - published.Percent) : null);
    }

    private static string? Plain(decimal? number) => number is { } known ? HonestDisplay.Plain(known) : null;

    private sealed record Published(string Feed, string Unit, int From, int To, decimal Percent, decimal? Numerator, decimal? Denominator);
}
