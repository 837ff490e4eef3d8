using System.Globalization;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Progress;

namespace IntegrationHub.Store.Plans;

/// <summary>The figures of a plan for many units at once: units down, indicators across.</summary>
/// <param name="Columns">In the order of the plan, a composite before its parts; those that at least one of the units has.</param>
/// <param name="Rows">The unit that was asked for, then all below it, each after the one above it.</param>
public sealed record PlanMatrix(string Plan, string Unit, string Calendar, string View, DateTimeOffset AsOf, IReadOnlyList<MatrixColumn> Columns, IReadOnlyList<MatrixRow> Rows);

/// <param name="Part">Of a composite; null is the composite itself, or an indicator without parts.</param>
/// <param name="Kind">ratio, composite, count, rank, milestone or narrative.</param>
public sealed record MatrixColumn(string Indicator, string? Part, string Kind, string Title);

/// <param name="Depth">How many of the rows before it are above it.</param>
/// <param name="Cells">One for each column; null: the row of the plan is not about this unit.</param>
public sealed record MatrixRow(string Unit, Text Name, string Level, int Depth, IReadOnlyList<MatrixCell?> Cells);

/// <param name="Value">Of counts, ranks and milestones; else null.</param>
/// <param name="Percent">Twelve digits after the point, truncated toward zero; null where there is no percentage.</param>
/// <param name="Verdict">By the target of the unit itself, where it has one.</param>
/// <param name="Status">The grade: Open, Provisional, Final, Restated, or what is wrong with the figure.</param>
/// <param name="Period">Of this figure: in the current view they differ, by what has come in.</param>
public sealed record MatrixCell(string Display, string? Value, string? Percent, string Verdict, string Status, string Period, IReadOnlyList<string> Marks)
{
    internal static MatrixCell Of(ProgressRow row) => new(row.Display, row.Value, row.Percent, row.Verdict, row.Status, row.Period.Id, row.Marks);
}

/// <summary>Makes the matrix of a plan from the same tables that are answered one by one.</summary>
public sealed class PlanMatrices(PlanFigures plans)
{
    /// <summary>Most units of one answer.</summary>
    public const int Most = 1000;

    /// <exception cref="ProgressQueryException">Unknown plan, unit, period or scope, or too many units.</exception>
    public async Task<PlanMatrix> ReadAsync(ProgressQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var places = new Dictionary<string, (UnitVersion Version, int Depth)>(StringComparer.Ordinal);
        var plan = default(Plan);
        var tables = await plans.TablesAsync(query, (standpoint, period) =>
        {
            plan = PlanQuestions.Plan(standpoint.Catalogue, query.Plan);
            var unit = PlanQuestions.Unit(standpoint.Catalogue, query.Unit ?? plan.Owner).Id;
            PlanQuestions.Valid(standpoint.Catalogue, unit, period, standpoint.Today, standpoint.View);
            var units = PlanUnits.Below(standpoint, unit, period);
            if (units.Count > Most)
            {
                throw new ProgressQueryException("too-many-tables", string.Create(CultureInfo.InvariantCulture, $"these are {units.Count} units, and one answer has at most {Most}; ask for a unit further down"));
            }

            foreach (var (below, version, depth) in PlanUnits.InTree(standpoint, unit, units, period))
            {
                places.Add(below, (version, depth));
            }

            return [.. places.Keys];
        }, cancellationToken);
        var columns = ColumnsOf(plan!, tables);
        return new PlanMatrix(tables[0].Plan, tables[0].Unit, tables[0].Calendar, tables[0].View, tables[0].AsOf, columns, [.. tables.Select(t => RowOf(t, places[t.Unit], columns))]);
    }

    /// <summary>Which parts there are is known from the rows alone: a unit that a part is not about has no row of it.</summary>
    private static List<MatrixColumn> ColumnsOf(Plan plan, IReadOnlyList<Progress> tables)
    {
        var order = plan.Rows.Select((r, i) => (r.Indicator, At: i)).DistinctBy(r => r.Indicator).ToDictionary(r => r.Indicator, r => r.At, StringComparer.Ordinal);
        return
        [
            .. tables.SelectMany(t => t.Rows).DistinctBy(r => (r.Indicator, r.Part)).OrderBy(r => order.GetValueOrDefault(r.Indicator, int.MaxValue)).ThenBy(r => r.Part is null ? -1 : PartAt(plan, r))
                .Select(r => new MatrixColumn(r.Indicator, r.Part, r.Kind, r.Title)),
        ];
    }

    private static int PartAt(Plan plan, ProgressRow row)
    {
        var parts = plan.Rows.First(r => r.Indicator == row.Indicator).Parts;
        return parts.Select(p => p.Indicator).ToList().IndexOf(row.Part!);
    }

    private static MatrixRow RowOf(Progress table, (UnitVersion Version, int Depth) place, List<MatrixColumn> columns)
    {
        var cells = table.Rows.DistinctBy(r => (r.Indicator, r.Part)).ToDictionary(r => (r.Indicator, r.Part), MatrixCell.Of);
        return new MatrixRow(table.Unit, place.Version.Name, Levels.Word(place.Version.Level), place.Depth, [.. columns.Select(c => cells.GetValueOrDefault((c.Indicator, c.Part)))]);
    }
}
