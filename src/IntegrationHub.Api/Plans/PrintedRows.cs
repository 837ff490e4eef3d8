using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Progress;

namespace IntegrationHub.Api.Plans;

internal static class PrintedRows
{
    /// <summary>
    /// Which line of the plan a row is of: rows come in the plan's order, and a line whose unit was not there in the period has none. A row
    /// that no line explains is kept.
    /// </summary>
    public static IEnumerable<(PlanRow Printed, ProgressRow Row)> Paired(Plan plan, IReadOnlyList<ProgressRow> rows)
    {
        var at = -1;
        foreach (var row in rows)
        {
            if (row.Part is null)
            {
                var found = Enumerable.Range(at + 1, plan.Rows.Count - at - 1).FirstOrDefault(i => plan.Rows[i].Indicator == row.Indicator && plan.Rows[i].Title == row.Title, -1);
                at = found < 0 ? at : found;
            }

            yield return (at >= 0 && plan.Rows[at].Indicator == row.Indicator ? plan.Rows[at] : Unprinted(row), row);
        }
    }

    private static PlanRow Unprinted(ProgressRow row) => new() { No = "", Indicator = row.Indicator, Origin = RowOrigin.Text, Title = row.Title, Clause = "" };
}
