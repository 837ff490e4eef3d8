using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Releases;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Plans;

/// <param name="From">First day; null: a year before the end.</param>
/// <param name="To">Day after the last one; null: today's period is the last.</param>
/// <param name="Grain">month, quarter or year.</param>
/// <param name="Plan">Whose targets are held against it; null: the nearest plan of each period.</param>
public sealed record ValueHistoryQuery(string Indicator, string? Unit, DateOnly? From, DateOnly? To, string Grain, CalendarKind Calendar, string? Scope, string? Plan)
{
    public KnownAt Known { get; init; } = KnownAt.Now;

    public string? View { get; init; }
}

/// <param name="Rows">Oldest first; a period in which the unit was not there, or for which there is no plan, has none.</param>
public sealed record ValueHistory(string Indicator, string Unit, string UnitName, string Calendar, string Grain, string View, DateTimeOffset AsOf, IReadOnlyList<ProgressRow> Rows);

/// <summary>One indicator of one unit through time. The sums of all periods are read at once: twelve months cost what one does.</summary>
public sealed class ValueHistories(IDbContextFactory<HubDbContext> contexts, Standpoints standpoints, PlanFigures plans, CodeTable codes, SlotTable slots, ILedgerDialect dialect)
{
    public const int MostPeriods = 120;

    public static IReadOnlyList<string> Grains { get; } = ["month", "quarter", "year"];

    /// <exception cref="ProgressQueryException">Unknown indicator, unit, plan or scope, or a span that is none.</exception>
    public async Task<ValueHistory> ReadAsync(ValueHistoryQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await codes.LoadAsync(cancellationToken);
        await slots.LoadAsync(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var picture = await dialect.BeginReadAsync(db, cancellationToken);
        var (catalogue, knowledge, today, asOf, view) = await standpoints.OfAsync(db, query.Known, query.View, cancellationToken);
        if (!catalogue.Catalogue.Indicators.TryGetValue(query.Indicator, out var indicator))
        {
            PlanQuestions.Definition(catalogue, query.Indicator);
        }

        var asked = query.Plan is { } named ? PlanQuestions.Plan(catalogue, named) : null;
        var unit = PlanQuestions.Unit(catalogue, query.Unit ?? asked?.Owner ?? catalogue.Catalogue.Plans.Values.FirstOrDefault()?.Owner ?? "").Id;
        var scope = PlanQuestions.Scope(query.Scope);
        var periods = Periods(query, today);
        var own = await codes.NumberAsync(CodeTable.Scope, "own", cancellationToken);
        var window = Period.Of(new Interval(periods[0].From, periods[^1].To), query.Calendar);
        var evaluator = plans.Evaluator(db, catalogue, [unit], today, own, window, view, knowledge);
        var released = scope.Kind is ScopeKind.Subtree ? await ReleasedFigures.ReadAsync(db, [unit], knowledge.At, cancellationToken, query.Plan) : null;
        var rows = new List<ProgressRow>();
        foreach (var period in periods.Where(p => catalogue.Tree.VersionIn(unit, p.Interval, view) is not null))
        {
            if ((asked ?? Needs.PlanOf(catalogue, unit, query.Calendar, period.To)) is not { } plan)
            {
                continue;
            }

            var question = new PlanQuery(plan.Id, unit, period, query.Calendar, today, scope) { Only = r => r.Indicator == query.Indicator };
            var row = indicator?.Kind is RowKind.Composite ? First(evaluator.Rows(question)) : evaluator.Row(query.Indicator, question);
            if (row is not null)
            {
                rows.Add(released?.Over(plan.Id, view.ToString(), row) ?? row);
            }
        }

        return new ValueHistory(query.Indicator, unit, catalogue.Catalogue.Units[unit].Latest.Name.Vi, PlanQuestions.Word(query.Calendar), query.Grain, view.ToString(), asOf, rows);
    }

    private static ProgressRow? First(IReadOnlyList<ProgressRow> rows) => rows is [var row, ..] ? row : null;

    private static List<Period> Periods(ValueHistoryQuery query, DateOnly today)
    {
        var end = query.To ?? today.AddDays(1);
        var start = query.From ?? end.AddYears(query.Grain == "year" ? -5 : -1);
        if (start >= end)
        {
            throw new ProgressQueryException("bad-period", $"from is {start:yyyy-MM-dd} and to is {end:yyyy-MM-dd}; to is the day after the last one, so it is later than from");
        }

        if (start.Year < 1900 || end.Year >= 2199 || end.Year - start.Year > MostPeriods)
        {
            throw new ProgressQueryException("bad-period", $"{start:yyyy-MM-dd} to {end:yyyy-MM-dd} is too long; ask for at most {MostPeriods} periods");
        }

        var periods = Enumerable.Range(start.Year - 1, end.Year - start.Year + 3).SelectMany(year => Of(query.Grain, year, query.Calendar))
            .Where(p => p.To > start && p.From < end && p.From <= today).ToList();
        return periods.Count is 0 or > MostPeriods
            ? throw new ProgressQueryException("bad-period", periods.Count == 0 ? $"no {query.Grain} has begun between {start:yyyy-MM-dd} and {end:yyyy-MM-dd}" : $"these are {periods.Count} periods; ask for at most {MostPeriods}, or by quarter or year")
            : periods;
    }

    private static IEnumerable<Period> Of(string grain, int year, CalendarKind calendar) => grain switch
    {
        "year" => [Period.Year(year, calendar)],
        "quarter" => Enumerable.Range(1, 4).Select(q => Period.Quarter(year, q, calendar)),
        _ => Enumerable.Range(1, 12).Select(m => Period.Month(year, m, calendar)),
    };
}
