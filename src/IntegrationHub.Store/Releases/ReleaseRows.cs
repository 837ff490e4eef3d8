using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Store.Releases;

/// <summary>What a release asks of the figures.</summary>
/// <param name="Period">Null: the report rule up to the cut-off.</param>
public sealed record ReleaseQuestion(string Plan, Period? Period, CalendarKind Calendar, DateOnly CutOff)
{
    public static ReleaseQuestion Of(Release release)
    {
        ArgumentNullException.ThrowIfNull(release);
        var calendar = release.Calendar == "admin" ? CalendarKind.Admin : CalendarKind.Gregorian;
        return new(release.Plan, PlanQuestions.Period(release.Period, calendar), calendar, release.CutOff);
    }

    /// <summary>The days that any of its rows can be about.</summary>
    public Interval Days
    {
        get
        {
            var year = Indicators.Periods.Period.Year(CalendarYear.MonthOf(Calendar, CutOff.AddDays(-1)).Year, Calendar);
            return Period?.Interval ?? new(year.From, CutOff);
        }
    }
}

/// <summary>Evaluates the rows of a release from wherever one stands: at its instant, or now.</summary>
public sealed class ReleaseRows(PlanFigures plans, CodeTable codes)
{
    // Their cells are in memory at the same time.
    private const int UnitsTogether = 128;

    /// <summary>The owner first, then all that report below it, by id.</summary>
    public static IReadOnlyList<string> Units(Standpoint standpoint, ReleaseQuestion question)
    {
        ArgumentNullException.ThrowIfNull(standpoint);
        ArgumentNullException.ThrowIfNull(question);
        var owner = PlanQuestions.Plan(standpoint.Catalogue, question.Plan).Owner;
        return [owner, .. standpoint.Catalogue.Tree.UnitsIn(owner, Scope.Subtree, question.Days, standpoint.View).Where(u => u != owner)];
    }

    /// <summary>Rows of a unit of which nothing is expected and nothing is known say nothing: they are the owner's alone.</summary>
    public async Task<IReadOnlyList<ProgressRow>> ReadAsync(
        HubDbContext db, Standpoint standpoint, ReleaseQuestion question, IReadOnlyList<string> units, CancellationToken cancellationToken, Func<PlanRow, bool>? only = null)
    {
        ArgumentNullException.ThrowIfNull(standpoint);
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(units);
        var (catalogue, own) = (standpoint.Catalogue, await codes.NumberAsync(CodeTable.Scope, "own", cancellationToken));
        var owner = PlanQuestions.Plan(catalogue, question.Plan).Owner;

        // A distinct count is of the whole year although it is open.
        var window = question.Period ?? Period.Of(new(question.Days.From.AddDays(-31), question.Days.From.AddYears(1)), question.Calendar);
        var rows = new List<ProgressRow>();
        foreach (var chunk in units.Chunk(UnitsTogether))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var evaluator = plans.Evaluator(db, catalogue, chunk, standpoint.Today, own, window, standpoint.View, standpoint.Knowledge);
            foreach (var unit in chunk)
            {
                rows.AddRange(evaluator.Rows(new PlanQuery(question.Plan, unit, question.Period, question.Calendar, question.CutOff, Scope.Subtree) { Only = only })
                    .Where(r => unit == owner || r.Coverage.Expected > 0 || r.Numerator is not null || r.Value is not null));
            }
        }

        return rows;
    }
}
