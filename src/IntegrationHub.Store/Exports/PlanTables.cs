using System.Globalization;
using System.Runtime.CompilerServices;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Exports;

/// <summary>Which tables of a plan: one, or those of many periods and units.</summary>
/// <param name="Table">The plan, the unit and how its figures are looked at; its period is one, and none with <paramref name="From"/>.</param>
/// <param name="From">First day of the periods.</param>
/// <param name="To">The day after the last.</param>
/// <param name="By">month, quarter, year, or cumulative: Q1, H1, 9M and the year.</param>
/// <param name="Below">With the tables of all units below the unit.</param>
public sealed record TablesQuery(ProgressQuery Table, DateOnly? From = null, DateOnly? To = null, string? By = null, bool Below = false);

/// <summary>The tables of a plan, one after the other: in memory is one at a time, however many are asked for.</summary>
/// <remarks>Each is as the store is when its turn comes. Who wants all of one instant asks for one with asKnownAt.</remarks>
public sealed class PlanTables(IDbContextFactory<HubDbContext> contexts, PlanFigures plans, Standpoints standpoints)
{
    /// <summary>Most tables of one answer.</summary>
    public const int Most = 5000;

    /// <exception cref="ProgressQueryException">Before the first table: what the question names is unknown, or it asks for too much.</exception>
    public async IAsyncEnumerable<Progress> ReadAsync(TablesQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        foreach (var table in await TablesAsync(query, cancellationToken))
        {
            yield return await plans.ProgressAsync(table, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<ProgressQuery>> TablesAsync(TablesQuery query, CancellationToken cancellationToken)
    {
        var table = query.Table;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var standpoint = await standpoints.OfAsync(db, table.Known, table.View, cancellationToken);
        var plan = PlanQuestions.Plan(standpoint.Catalogue, table.Plan);
        var calendar = table.Calendar ?? plan.Calendar;
        var unit = PlanQuestions.Unit(standpoint.Catalogue, table.Unit ?? plan.Owner).Id;
        IReadOnlyList<Period?> periods = query.From is null && query.To is null && query.By is null ? [PlanQuestions.Period(table.Period, calendar)] : Periods(query, calendar);
        if (!query.Below && periods is [_])
        {
            return [table with { Unit = unit, Period = periods[0]?.Id }];
        }

        var tables = new List<ProgressQuery>();
        foreach (var period in periods)
        {
            var units = UnitsOf(standpoint, unit, period, query.Below);
            if (tables.Count + units.Count > Most)
            {
                throw new ProgressQueryException("too-many-tables", string.Create(CultureInfo.InvariantCulture, $"these are more than {Most} tables of a unit and a period; ask for fewer periods, or for one unit after the other"));
            }

            tables.AddRange(units.Select(u => table with { Unit = u, Period = period?.Id }));
        }

        return tables.Count > 0 ? tables : throw new ProgressQueryException("out-of-validity", $"unit '{unit}' is not valid in any of these periods; ask for one that is, for example its successor");
    }

    /// <summary>A unit that was not there in a period has no table of it.</summary>
    private static List<string> UnitsOf(Standpoint standpoint, string unit, Period? period, bool isBelow)
    {
        var tree = standpoint.Catalogue.Tree;
        var span = period?.Interval ?? Interval.Day(standpoint.Today);
        IEnumerable<string> below = isBelow
            ? tree.Members(unit, Scope.Subtree, span, standpoint.View).Where(m => tree.IsExpected(m.Unit.Id, m.Span.From)).Select(m => m.Unit.Id).Order(StringComparer.Ordinal)
            : [];
        return [.. below.Prepend(unit).Distinct(StringComparer.Ordinal).Where(u => tree.VersionIn(u, span, standpoint.View) is not null)];
    }

    private static List<Period?> Periods(TablesQuery query, CalendarKind calendar)
    {
        if (query is not { From: { } from, To: { } to } || from >= to || query.Table.Period is not null)
        {
            throw new ProgressQueryException("bad-period", "give both from and to (the day after the last), from before to, and no period beside them; or give a period alone");
        }

        Func<Period, bool> isAsked = (query.By ?? "month") switch
        {
            "month" => p => p.Type is PeriodType.Month,
            "quarter" => p => p.Type is PeriodType.Quarter,
            "year" => p => p.Type is PeriodType.Year,
            "cumulative" => p => p.Type is PeriodType.Year or PeriodType.NineMonth || p.Id.EndsWith("-H1", StringComparison.Ordinal) || p.Id.EndsWith("-Q1", StringComparison.Ordinal),
            _ => throw new ProgressQueryException("bad-period", $"by is '{query.By}'; use month, quarter, year or cumulative (Q1, H1, 9M and the year)"),
        };

        // A reporting year begins in the December before; a year that no period can name has none.
        List<Period?> periods = [.. Enumerable.Range(Math.Max(from.Year, 1900), Math.Max(0, Math.Min(to.Year + 1, 2199) - Math.Max(from.Year, 1900) + 1))
            .SelectMany(year => Period.NamedIn(calendar, year)).Where(p => isAsked(p) && p.From >= from && p.To <= to).OrderBy(p => p.To)];
        return periods.Count > 0 ? periods : throw new ProgressQueryException("bad-period", $"no whole {query.By ?? "month"} lies between {from:yyyy-MM-dd} and {to:yyyy-MM-dd}; widen them, or ask for a smaller kind");
    }
}
