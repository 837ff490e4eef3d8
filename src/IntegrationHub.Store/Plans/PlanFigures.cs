using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Entries;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Releases;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Plans;

/// <param name="Period">Null: the current view.</param>
public sealed record ProgressQuery(string Plan, string? Unit = null, string? Period = null, CalendarKind? Calendar = null, string? Scope = null)
{
    public KnownAt Known { get; init; } = KnownAt.Now;

    /// <summary>as-was (also when null), as-now, or as-now of a day.</summary>
    public string? View { get; init; }
}

public sealed record Progress(string Plan, string Unit, string Calendar, string View, DateTimeOffset AsOf, IReadOnlyList<ProgressRow> Rows);

/// <summary>The progress of plans from what is stored.</summary>
public sealed class PlanFigures(
    IDbContextFactory<HubDbContext> contexts, CatalogueStore catalogues, FigureCatalogues figures, CodeTable codes, SlotTable slots,
    Reconciliation reconciliation, Standpoints standpoints, ILedgerDialect dialect)
{
    /// <exception cref="ProgressQueryException">Unknown plan, or no catalogue.</exception>
    public async Task<(FigureCatalogue Catalogue, Plan Plan)> FindAsync(string plan, CancellationToken cancellationToken)
    {
        var active = await catalogues.CurrentAsync(cancellationToken) ?? throw PlanQuestions.NoCatalogue();
        var catalogue = await figures.OfAsync(active, cancellationToken);
        return (catalogue, PlanQuestions.Plan(catalogue, plan));
    }

    /// <exception cref="ProgressQueryException">Unknown plan, unit, period or scope.</exception>
    public async Task<Progress> ProgressAsync(ProgressQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await codes.LoadAsync(cancellationToken);
        await slots.LoadAsync(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // Sums, cells and ledger are read one after the other: of one moment, or what is recorded between them would be in one and not in the other.
        await using var picture = await dialect.BeginReadAsync(db, cancellationToken);
        var (catalogue, knowledge, today, asOf, view) = await standpoints.OfAsync(db, query.Known, query.View, cancellationToken);
        var plan = PlanQuestions.Plan(catalogue, query.Plan);
        var unit = query.Unit ?? plan.Owner;
        var calendar = query.Calendar ?? plan.Calendar;
        var period = PlanQuestions.Period(query.Period, calendar);
        PlanQuestions.Valid(catalogue, unit, period, today, view);
        var scope = PlanQuestions.Scope(query.Scope);

        var own = await codes.NumberAsync(CodeTable.Scope, "own", cancellationToken);
        var rows = Evaluator(db, catalogue, [unit], today, own, period, view, knowledge).Rows(new PlanQuery(plan.Id, unit, period, query.Calendar, today, scope));
        if (scope.Kind is ScopeKind.Subtree)
        {
            var released = await ReleasedFigures.ReadAsync(db, [unit], knowledge.At, cancellationToken, plan.Id);
            rows = [.. rows.Select(r => released.Over(plan.Id, view.ToString(), r))];
        }

        if (!knowledge.IsNow || view.IsAsNow)
        {
            return new Progress(plan.Id, unit, PlanQuestions.Word(calendar), view.ToString(), asOf, rows);
        }

        rows = await ReconcileMarks.AddAsync(db, reconciliation, catalogue, unit, scope, rows, cancellationToken);
        var recorded = await db.ComputedValues.AsNoTracking().Where(v => v.Plan == plan.Id && v.Unit == unit)
            .ToDictionaryAsync(v => (v.Indicator, v.Part), v => v.RecordedAt, cancellationToken);
        return new Progress(plan.Id, unit, PlanQuestions.Word(calendar), view.ToString(), asOf,
            [.. rows.Select(r => r with
            {
                RecordedAt = query.Period is null && recorded.TryGetValue((r.Indicator, r.Part ?? ""), out var at) ? at : null,
                Lineage = r.Numerator is null ? null : LineageOf(catalogue, plan, r, scope),
            })]);
    }

    /// <summary>An evaluator over the context's own transaction; codes and slots must have been loaded.</summary>
    public PlanEvaluator Evaluator(HubDbContext db, FigureCatalogue catalogue, IReadOnlyCollection<string> units, DateOnly today, int ownScope, Period? period = null, View view = default, Knowledge knowledge = default)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        return new PlanEvaluator(catalogue.Catalogue, catalogue.Tree, Figures(db, catalogue, units, today, ownScope, period, view, knowledge), catalogue.Definitions, view, ConfirmedEntries.Read(db, units, knowledge));
    }

    /// <summary>The figures that an evaluator asks.</summary>
    public StoredFigures Figures(HubDbContext db, FigureCatalogue catalogue, IReadOnlyCollection<string> units, DateOnly today, int ownScope, Period? period = null, View view = default, Knowledge knowledge = default)
    {
        // Both calendars' years around today; a question about another time has its own.
        var window = period is null
            ? new Interval(new DateOnly(today.Year - 1, 12, 1), today.AddDays(1))
            : new Interval(period.From.AddDays(-16), period.To);
        return new StoredFigures(db, catalogue, codes, slots, today, units, window, ownScope, view, knowledge);
    }

    /// <summary>What is not said in the address is the subtree in the Gregorian calendar, and the nearest plan.</summary>
    internal static string LineageOf(FigureCatalogue catalogue, Plan plan, ProgressRow row, Scope scope)
    {
        var isAdmin = row.Period.Calendar == "admin";
        var nearest = Needs.PlanOf(catalogue, row.Unit, isAdmin ? CalendarKind.Admin : CalendarKind.Gregorian, row.Period.To);
        string?[] more = [isAdmin ? "calendar=admin" : null, nearest?.Id == plan.Id ? null : $"plan={Uri.EscapeDataString(plan.Id)}", scope.Kind is ScopeKind.Subtree ? null : $"scope={scope}"];
        var path = $"/api/v1/indicators/{Uri.EscapeDataString(row.Part ?? row.Indicator)}/values/{row.Unit}/{row.Period.Id}/lineage";
        return more.OfType<string>().Any() ? $"{path}?{string.Join('&', more.OfType<string>())}" : path;
    }
}
