using System.Globalization;
using IntegrationHub.Api.Plans;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Display;
using IntegrationHub.Indicators.Progress;

namespace IntegrationHub.Api.Reports;

/// <summary>The lines of the table, in the groups and the order of the printed plan.</summary>
internal sealed class ReportLines(ReportSubject subject)
{
    private readonly ReportNotes notes = new(subject);

    public static ReportLine[] Of(ReportSubject subject) => [.. new ReportLines(subject).Lines()];

    private IEnumerable<ReportLine> Lines()
    {
        (RowOrigin, string?)? section = null;
        var ordinal = 0;
        foreach (var (printed, row) in PrintedRows.Paired(subject.Plan, subject.Rows))
        {
            if (section != (printed.Origin, GroupOf(printed)))
            {
                (section, ordinal) = ((printed.Origin, GroupOf(printed)), 0);
                if (HeadingOf(printed) is { } heading)
                {
                    yield return heading;
                }
            }

            if (row.Part is null)
            {
                ordinal++;
            }

            yield return LineOf(printed, row, row.Part is null ? NumberOf(printed, ordinal) : "");
        }
    }

    private static string? GroupOf(PlanRow printed) => printed.Origin is RowOrigin.Table ? printed.Group : null;

    private static ReportLine? HeadingOf(PlanRow printed) => printed.Origin switch
    {
        RowOrigin.Table when printed.Group is null => null,
        RowOrigin.Table => ReportLine.Heading(printed.No.Split('.') is [var group, _, ..] ? group : "", printed.Group switch
        {
            "chinh-quyen-so" => "Phát triển chính quyền số",
            "kinh-te-so" => "Phát triển kinh tế số",
            "xa-hoi-so" => "Phát triển xã hội số",
            var other => other!,
        }),
        RowOrigin.Body => ReportLine.Heading("", "Chỉ tiêu nêu ở phần nội dung của kế hoạch"),
        RowOrigin.Milestone => ReportLine.Heading("", "Nhiệm vụ có mốc hoàn thành"),
        _ => ReportLine.Heading("", "Chỉ tiêu khác nêu trong kế hoạch"),
    };

    // Only the table prints numbers; elsewhere a row is named by its clause, which its note tells.
    private static string NumberOf(PlanRow printed, int ordinal) =>
        printed.Origin is RowOrigin.Table ? printed.No.Split('.')[^1] : ordinal.ToString(CultureInfo.InvariantCulture);

    private ReportLine LineOf(PlanRow printed, ProgressRow row, string number) => new(
        row.Part is null ? ReportLineKind.Figure : ReportLineKind.Part,
        number,
        row.Title,
        row.Part is null ? string.Join("\n", printed.Monitor) : "",
        row.Part is null ? string.Join("\n", printed.Lead) : "",
        TargetOf(printed, row),
        AmountOf(row, row.Numerator),
        AmountOf(row, row.Denominator),
        ResultOf(row),
        FigureWords.Verdict(row.Verdict),
        notes.Of(printed, row));

    private static string TargetOf(PlanRow printed, ProgressRow row)
    {
        if (row.Kind == "composite")
        {
            return "Mọi phần đạt";
        }

        var unit = row.Kind == "ratio" ? " %" : "";
        return row.Target switch
        {
            null or { Operator: "none" } => "—",
            { Operator: "done" } => printed.Target?.Due is { } due ? $"Hoàn thành đến {ReportText.Day(due)}" : "Hoàn thành",
            { Operator: "between", Threshold: { } ends } => string.Join(" – ", ends.Split(',').Select(VietnameseNumber.Of)) + unit,
            { Threshold: var threshold } => $"{row.Target.Operator switch { ">=" => "≥", "<=" => "≤", var op => op }} {VietnameseNumber.Of(threshold ?? "")}{unit}",
        };
    }

    private static ReportCell AmountOf(ProgressRow row, string? exact) =>
        exact is not null ? ReportCell.Figure(exact) : row.Kind == "ratio" ? ReportCell.Words(HonestDisplay.NoData) : ReportCell.Empty;

    // What is missing is said in words; a 0 or an empty cell would be read as a figure.
    private static ReportCell ResultOf(ProgressRow row) => row switch
    {
        { Status: "NoData", Kind: not "narrative" } => ReportCell.Words(FigureWords.Status(row.Status)),
        { Status: "NotApplicable" } => ReportCell.Words(HonestDisplay.NotApplicable),
        { Kind: "composite" } => ReportCell.Words($"{row.Display} phần đạt"),
        { Kind: "narrative" } => ReportCell.Words("Không đo được"),
        { Display: HonestDisplay.NoData } when row.Marks.Contains(Marks.Break) => ReportCell.Words(FigureWords.Mark(Marks.Break)),
        { Display: HonestDisplay.NoData } => ReportCell.Words(FigureWords.Status(row.Status)),
        { Kind: "milestone" } => ReportCell.Words(row.Display),
        _ => ReportCell.Figure(row.Display, isPercent: row.Kind == "ratio"),
    };
}
