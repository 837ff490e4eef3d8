using System.Globalization;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Indicators.Progress;
using PlanProgress = IntegrationHub.Store.Plans.Progress;

namespace IntegrationHub.Host.Commands.Plans;

/// <summary>The plan table for people. The period that most rows share stands above it; others are told below it.</summary>
internal static class ProgressTable
{
    private const string NoteMarks = "¹²³⁴⁵⁶⁷⁸⁹";

    public static void Write(PlanProgress progress, TextWriter output, int width)
    {
        var periods = progress.Rows.GroupBy(r => Dates(r.Period)).OrderByDescending(g => g.Count()).Select(g => g.Key).ToList();
        output.WriteLine($"Kế hoạch {progress.Plan} · {progress.Unit} · ghi nhận lúc {Formats.Of(progress.AsOf)}");
        output.WriteLine($"Kỳ {(periods.Count == 0 ? "—" : periods[0])}{(progress.Calendar == "admin" ? " (lịch báo cáo hành chính)" : "")}");
        output.WriteLine();
        var table = new PlainTable(
            new("Chỉ tiêu", Gives: true), new("Mục tiêu", IsNumber: true, Most: 10), new("Kết quả", IsNumber: true, Most: 15), new("Tử số/Mẫu số", IsNumber: true, Most: 19),
            new("Kết luận", Most: 13), new("Trạng thái", Most: 15), new("Đã nhận", IsNumber: true, Most: 11));
        foreach (var row in progress.Rows)
        {
            table.Add(
                (row.Part is null ? "" : "  ") + row.Title,
                row.Target is null ? "" : Words.Target(row.Target),
                (row.Value ?? row.Display) + Note(periods.IndexOf(Dates(row.Period))),
                row.Numerator is null ? "" : $"{row.Numerator}/{row.Denominator}",
                Words.Verdict(row.Verdict), Words.Status(row.Status),
                Formats.Of(row.Coverage));
        }

        table.Write(output, width);
        for (var i = 1; i < Math.Min(periods.Count, NoteMarks.Length + 1); i++)
        {
            output.WriteLine($"{Note(i)} kỳ {periods[i]}");
        }
    }

    private static string Note(int period) => period < 1 ? "" : period <= NoteMarks.Length ? NoteMarks[period - 1].ToString() : "*";

    private static string Dates(RowPeriod period) =>
        string.Create(CultureInfo.InvariantCulture, $"{period.From:dd/MM/yyyy}–{period.To.AddDays(-1):dd/MM/yyyy}");
}
