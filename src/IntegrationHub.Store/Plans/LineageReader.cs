using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Display;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Plans;

/// <param name="Period">An id such as 2024-Q1 or 2024-01-01..2024-03-15, in the calendar given.</param>
/// <param name="Limit">Most changes of one answer.</param>
/// <param name="Cursor">What the answer before gave as next.</param>
public sealed record LineageQuery(
    string Indicator, string Unit, string Period, CalendarKind Calendar = CalendarKind.Gregorian, string? Scope = null, int Limit = 100, string? Cursor = null)
{
    public KnownAt Known { get; init; } = KnownAt.Now;

    /// <summary>Whose target says what is still needed. Null: that of the unit, else of the nearest above it that has one for the year.</summary>
    public string? Plan { get; init; }
}

/// <summary>From a figure to what each unit adds, the ledger, its batches and runs, and the keys of the sources' records.</summary>
public sealed class LineageReader(
    IDbContextFactory<HubDbContext> contexts, Standpoints standpoints, CodeTable codes, SlotTable slots, ILedgerDialect dialect)
{
    /// <summary>The subtree of a unit in the Gregorian calendar, first page.</summary>
    /// <exception cref="ProgressQueryException">Unknown indicator, unit or period.</exception>
    public Task<Lineage> ReadAsync(string indicator, string unit, string period, int limit, CancellationToken cancellationToken) =>
        ReadAsync(new LineageQuery(indicator, unit, period, Limit: limit), cancellationToken);

    /// <exception cref="ProgressQueryException">Unknown indicator, unit, period or scope, or a cursor that no answer gave.</exception>
    public async Task<Lineage> ReadAsync(LineageQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await codes.LoadAsync(cancellationToken);
        await slots.LoadAsync(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var picture = await dialect.BeginReadAsync(db, cancellationToken);
        var (catalogue, knowledge, today, asOf, view) = await standpoints.OfAsync(db, query.Known, null, cancellationToken);
        var definition = PlanQuestions.Definition(catalogue, query.Indicator);
        PlanQuestions.Unit(catalogue, query.Unit);
        var period = PlanQuestions.Period(query.Period, query.Calendar)!;
        var scope = PlanEvaluator.EffectiveScope(definition, PlanQuestions.Scope(query.Scope));
        var lineage = new Lineage
        {
            Indicator = query.Indicator,
            Formula = definition.Indicator.Formula,
            Unit = query.Unit,
            Scope = scope.ToString(),
            Period = RowPeriod.Of(period),
            View = view.ToString(),
            AsOf = asOf,
            BasedOn = BasedOn(definition),
        };
        var own = await codes.NumberAsync(CodeTable.Scope, "own", cancellationToken);
        var members = catalogue.Tree.Members(query.Unit, scope, period.Interval).Select(m => m.Unit.Id).Append(query.Unit).Distinct(StringComparer.Ordinal).ToList();
        var stored = new StoredFigures(db, catalogue, codes, slots, today, members, new Interval(period.From.AddDays(-16), period.To), own, view, knowledge);
        var needs = new Needs(catalogue, definition, query, scope, period);
        if (definition.Formula is ShareFormula share)
        {
            return WithNumbers(lineage, new ShareOfUnits(catalogue.Tree, stored, view).PairOf(share, query.Unit, scope, period, definition.Indicator.Feed), needs);
        }

        if (definition.Ratio is not { } ratio)
        {
            return lineage with { Reasons = lineage.BasedOn.Count > 0 ? [] : [PairReasons.NotComputed] };
        }

        var key = new FigureKey(query.Indicator, query.Unit, scope, period);
        var pair = stored.Pair(key);
        var parts = definition.Measure is MeasureKind.NonAdditive
            ? LineageParts.Distinct(catalogue, definition, key, pair, codes)
            : LineageParts.Summed(catalogue, definition, catalogue.Expectations.Of(definition, query.Unit, scope, period, today), codes, own);
        var contributions = definition.Measure is MeasureKind.NonAdditive
            ? [Contribution(query.Unit, pair, definition.Indicator.Decimals)]
            : parts.Units.Select(u => Contribution(u, stored.Pair(key with { Unit = u, Scope = Scope.Own }), definition.Indicator.Decimals)).ToList();
        var page = await new LineageLedger(db, codes, parts, ratio, knowledge.At).ReadAsync(period, query.Limit, query.Cursor, cancellationToken);
        return WithNumbers(lineage, pair, needs) with { Contributions = contributions, Ledger = page.Changes, Batches = page.Batches, Next = page.Next };
    }

    private static Lineage WithNumbers(Lineage lineage, Pair pair, Needs needs) => lineage with
    {
        Numerator = pair.AnythingDelivered ? HonestDisplay.Plain(pair.N) : null,
        Denominator = pair.AnythingDelivered ? HonestDisplay.Plain(pair.D) : null,
        Reasons = [.. pair.Reasons, .. pair.InvalidCodes],
        StillNeeded = needs.Of(pair),
    };

    private static LineageUnit Contribution(string unit, Pair pair, int decimals) => new(
        unit, pair.AnythingDelivered ? HonestDisplay.Plain(pair.N) : null, pair.AnythingDelivered ? HonestDisplay.Plain(pair.D) : null,
        pair.Expected, pair.Received, [.. pair.Reasons, .. pair.InvalidCodes],
        !pair.AnythingDelivered ? HonestDisplay.NoData : pair.Value is { } value ? HonestDisplay.Of(value, decimals) : HonestDisplay.NotApplicable);

    private static IReadOnlyList<string> BasedOn(IndicatorDefinition definition) => definition.Formula switch
    {
        ShareFormula share => [.. share.Conditions.Select(c => c.Reference?.Code).OfType<string>()],
        AllFormula all => [.. IndicatorDefinitions.GoalCodes(definition.Code, all).Select(g => g.Code)],
        _ => [],
    };
}
