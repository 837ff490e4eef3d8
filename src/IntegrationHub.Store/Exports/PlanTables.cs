using System.Globalization;
using System.Runtime.CompilerServices;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Periods;
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

/// <summary>The tables of a plan, one after the other: in memory are those of some units at a time, however many are asked for.</summary>
/// <remarks>They are as the store is when their turn comes. Who wants all of one instant asks for one with asKnownAt.</remarks>
public sealed class PlanTables(IDbContextFactory<HubDbContext> contexts, PlanFigures plans, Standpoints standpoints)
{
    /// <summary>Most tables of one answer.</summary>
    public const int Most = 5000;

    /// <summary>Units whose sums are read together.</summary>
    private const int Together = 128;

    /// <exception cref="ProgressQueryException">Before the first table: what the question names is unknown, or it asks for too much.</exception>
    public async IAsyncEnumerable<Progress> ReadAsync(TablesQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        foreach (var (table, units) in await TablesAsync(query, cancellationToken))
        {
            foreach (var found in await plans.TablesAsync(table, (_, _) => units, cancellationToken))
            {
                yield return found;
            }
        }
    }

    private async Task<IReadOnlyList<(ProgressQuery Table, string[] Units)>> TablesAsync(TablesQuery query, CancellationToken cancellationToken)
    {
        var table = query.Table;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var standpoint = await standpoints.OfAsync(db, table.Known, table.View, cancellationToken);
        var plan = PlanQuestions.Plan(standpoint.Catalogue, table.Plan);
        var calendar = table.Calendar ?? plan.Calendar;
        var unit = PlanQuestions.Unit(standpoint.Catalogue, table.Unit ?? plan.Owner).Id;
        IReadOnlyList<Period?> periods = query.From is null && query.To is null && query.By is null ? [PlanQuestions.Period(table.Period, calendar)] : Periods(query, calendar);
        if (!query.Below && periods is [var only])
        {
            return [(table with { Period = only?.Id }, [unit])];
        }

        var (tables, count) = (new List<(ProgressQuery Table, string[] Units)>(), 0);
        foreach (var period in periods)
        {
            var units = PlanUnits.Below(standpoint, unit, period, query.Below);
            count += units.Count;
            if (count > Most)
            {
                throw new ProgressQueryException("too-many-tables", string.Create(CultureInfo.InvariantCulture, $"these are more than {Most} tables of a unit and a period; ask for fewer periods, or for one unit after the other"));
            }

            tables.AddRange(units.Chunk(Together).Select(some => (table with { Period = period?.Id }, some)));
        }

        return count > 0 ? tables : throw new ProgressQueryException("out-of-validity", $"unit '{unit}' is not valid in any of these periods; ask for one that is, for example its successor");
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
