namespace IntegrationHub.Api.Reports;

/// <summary>What stands below the table, a paragraph each.</summary>
internal static class ReportFoot
{
    public static IEnumerable<string> Difficulties(PlanReport report) => report.Difficulties.Count == 0
        ? ["Chưa có đơn vị nào ghi nhận khó khăn, vướng mắc của kỳ này."]
        : report.Difficulties.Select(d => $"- {d.Unit}: {d.Text}");
}
