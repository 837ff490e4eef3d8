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
        return (await TablesAsync(query, (standpoint, _) => [query.Unit ?? PlanQuestions.Plan(standpoint.Catalogue, query.Plan).Owner], cancellationToken))[0];
    }

    /// <summary>The tables of many units, of one moment: what they need is read for all of them together, so that a unit more costs only its reckoning.</summary>
    /// <param name="unitsOf">The units, from where the plan is looked at and the period (null: the current view).</param>
    /// <exception cref="ProgressQueryException">Unknown plan, unit, period or scope.</exception>
    public async Task<IReadOnlyList<Progress>> TablesAsync(ProgressQuery query, Func<Standpoint, Period?, IReadOnlyList<string>> unitsOf, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(unitsOf);
        await codes.LoadAsync(cancellationToken);
        await slots.LoadAsync(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // Sums, cells and ledger are read one after the other: of one moment, or what is recorded between them would be in one and not in the other.
        await using var picture = await dialect.BeginReadAsync(db, cancellationToken);
        var standpoint = await standpoints.OfAsync(db, query.Known, query.View, cancellationToken);
        var (catalogue, knowledge, today, asOf, view) = standpoint;
        var plan = PlanQuestions.Plan(catalogue, query.Plan);
        var calendar = query.Calendar ?? plan.Calendar;
        var period = PlanQuestions.Period(query.Period, calendar);
        var units = unitsOf(standpoint, period);
        foreach (var unit in units)
        {
            PlanQuestions.Valid(catalogue, unit, period, today, view);
        }

        var scope = PlanQuestions.Scope(query.Scope);
        var own = await codes.NumberAsync(CodeTable.Scope, "own", cancellationToken);
        var evaluator = Evaluator(db, catalogue, units, today, own, period, view, knowledge);
        var released = scope.Kind is ScopeKind.Subtree ? await ReleasedFigures.ReadAsync(db, units, knowledge.At, cancellationToken, plan.Id) : ReleasedFigures.None;
        var rows = new List<ProgressRow>();
        foreach (var unit in units)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.AddRange(evaluator.Rows(new PlanQuery(plan.Id, unit, period, query.Calendar, today, scope)).Select(r => released.Over(plan.Id, view.ToString(), r)));
        }

        if (standpoint.IsPresent)
        {
            var recorded = query.Period is not null ? [] : await db.ComputedValues.AsNoTracking().Where(v => v.Plan == plan.Id && units.Contains(v.Unit))
                .ToDictionaryAsync(v => (v.Unit, v.Indicator, v.Part), v => v.RecordedAt, cancellationToken);
            rows =
            [
                .. (await ReconcileMarks.AddAsync(db, reconciliation, catalogue, units, scope, rows, cancellationToken)).Select(r => r with
                {
                    RecordedAt = recorded.TryGetValue((r.Unit, r.Indicator, r.Part ?? ""), out var at) ? at : null,
                    Lineage = r.Numerator is null ? null : LineageOf(catalogue, plan, r, scope),
                }),
            ];
        }

        var tables = rows.ToLookup(r => r.Unit, StringComparer.Ordinal);
        return [.. units.Select(u => new Progress(plan.Id, u, PlanQuestions.Word(calendar), view.ToString(), asOf, [.. tables[u]]))];
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
