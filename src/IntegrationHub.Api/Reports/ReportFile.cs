namespace IntegrationHub.Api.Reports;

/// <summary>A report in a format that people open.</summary>
public sealed record ReportFile(string Extension, string ContentType, Func<PlanReport, byte[]> Write)
{
    public static ReportFile Xlsx { get; } = new("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", XlsxReport.Write);

    public static ReportFile Docx { get; } = new("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", DocxReport.Write);

    public static IReadOnlyList<ReportFile> All { get; } = [Xlsx, Docx];
}
