using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Plans;

/// <param name="Period">Null: the current view.</param>
public sealed record ProgressQuery(string Plan, string? Unit = null, string? Period = null, CalendarKind? Calendar = null, string? Scope = null);

public sealed record Progress(string Plan, string Unit, string Calendar, string View, DateTimeOffset AsOf, IReadOnlyList<ProgressRow> Rows);

/// <summary>A question that has no answer: the message names what is wrong and what is allowed.</summary>
public sealed class ProgressQueryException(string code, string message) : Exception(message)
{
    public string Code => code;
}

/// <summary>The progress of plans from what is stored.</summary>
public sealed class PlanFigures(
    IDbContextFactory<HubDbContext> contexts, CatalogueStore catalogues, FigureCatalogues figures, CodeTable codes, SlotTable slots, TimeProvider clock)
{
    /// <exception cref="ProgressQueryException">Unknown plan, unit, period or scope.</exception>
    public async Task<Progress> ProgressAsync(ProgressQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var active = await catalogues.CurrentAsync(cancellationToken)
            ?? throw new ProgressQueryException("no-catalogue", "no catalogue has been applied yet: run 'hub apply -f contracts/catalogue'");
        var catalogue = await figures.OfAsync(active, cancellationToken);
        if (!catalogue.Catalogue.Plans.TryGetValue(query.Plan, out var plan))
        {
            throw new ProgressQueryException("unknown-plan", $"there is no plan '{query.Plan}'; known are {string.Join(", ", catalogue.Catalogue.Plans.Keys)}");
        }

        var unit = query.Unit ?? plan.Owner;
        var today = VietnamDay.Of(clock.GetUtcNow());
        CheckUnit(catalogue, unit, today);
        var calendar = query.Calendar ?? plan.Calendar;
        Period? period = null;
        if (query.Period is not null && !Indicators.Periods.Period.TryParse(query.Period, calendar, out period, out var error))
        {
            throw new ProgressQueryException("bad-period", error);
        }

        if (!Scope.TryParse(query.Scope ?? "subtree", out var scope))
        {
            throw new ProgressQueryException("bad-scope", $"'{query.Scope}' is no scope; use own, subtree, level:province, level:district or level:commune");
        }

        await codes.LoadAsync(cancellationToken);
        await slots.LoadAsync(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var asOf = await db.Batches.MaxAsync(b => b.RecordedAt, cancellationToken) ?? clock.GetUtcNow();
        var own = await codes.NumberAsync(CodeTable.Scope, "own", cancellationToken);
        var rows = Evaluator(db, catalogue, [unit], today, own, period).Rows(plan.Id, unit, period, query.Calendar, today, scope.Value);
        var recorded = await db.ComputedValues.AsNoTracking().Where(v => v.Plan == plan.Id && v.Unit == unit)
            .ToDictionaryAsync(v => (v.Indicator, v.Part), v => v.RecordedAt, cancellationToken);
        return new Progress(plan.Id, unit, calendar is CalendarKind.Admin ? "admin" : "gregorian", "as-was", asOf,
            [.. rows.Select(r => r with
            {
                RecordedAt = query.Period is null && recorded.TryGetValue((r.Indicator, r.Part ?? ""), out var at) ? at : null,
                Lineage = r.Numerator is null ? null : $"/api/v1/indicators/{r.Part ?? r.Indicator}/values/{unit}/{r.Period.Id}/lineage",
            })]);
    }

    /// <summary>An evaluator over the context's own transaction; codes and slots must have been loaded.</summary>
    public PlanEvaluator Evaluator(HubDbContext db, FigureCatalogue catalogue, IReadOnlyCollection<string> units, DateOnly today, int ownScope, Period? period = null)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        return new PlanEvaluator(catalogue.Catalogue, catalogue.Tree, Figures(db, catalogue, units, today, ownScope, period), catalogue.Definitions);
    }

    /// <summary>The figures that an evaluator asks.</summary>
    public StoredFigures Figures(HubDbContext db, FigureCatalogue catalogue, IReadOnlyCollection<string> units, DateOnly today, int ownScope, Period? period = null)
    {
        // Both calendars' years around today; a question about another time has its own.
        var window = period is null
            ? new Interval(new DateOnly(today.Year - 1, 12, 1), today.AddDays(1))
            : new Interval(period.From.AddDays(-16), period.To);
        return new StoredFigures(db, catalogue, codes, slots, today, units, window, ownScope);
    }

    private static void CheckUnit(FigureCatalogue catalogue, string unit, DateOnly today)
    {
        if (catalogue.Tree.Find(unit) is null)
        {
            throw new ProgressQueryException("unknown-unit", $"there is no unit '{unit}'");
        }

        if (catalogue.Tree.VersionAt(unit, today) is null)
        {
            throw new ProgressQueryException("out-of-validity", $"unit '{unit}' is not valid on {today:yyyy-MM-dd}");
        }
    }
}
