namespace IntegrationHub.Api.Reports;

/// <param name="Share">Part of the width of the paper.</param>
internal sealed record ReportColumn(string Title, int Share, bool IsFigure, Func<ReportLine, ReportCell> Cell);

/// <summary>The columns of the plans' appendices, and beside them the figures.</summary>
internal static class ReportColumns
{
    public static IReadOnlyList<ReportColumn> All { get; } =
    [
        new("STT", 40, false, l => ReportCell.Words(l.No)),
        new("Chỉ tiêu", 245, false, l => ReportCell.Words(l.Title)),
        new("Cơ quan theo dõi, đôn đốc", 95, false, l => ReportCell.Words(l.Monitor)),
        new("Cơ quan chủ trì", 105, false, l => ReportCell.Words(l.Lead)),
        new("Mục tiêu", 65, false, l => ReportCell.Words(l.Target)),
        new("Tử số", 70, true, l => l.Numerator),
        new("Mẫu số", 70, true, l => l.Denominator),
        new("Kết quả", 75, true, l => l.Result),
        new("Đánh giá", 75, false, l => ReportCell.Words(l.Verdict)),
        new("Ghi chú", 220, false, l => ReportCell.Words(l.Note)),
    ];

    public static int Shares { get; } = All.Sum(c => c.Share);

    /// <summary>Columns under the left head of the paper; the national one stands over the others.</summary>
    public const int LeftHead = 3;
}
