using System.Globalization;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Display;
using IntegrationHub.Indicators.Progress;

namespace IntegrationHub.Api.Reports;

/// <summary>What a reader must know beside a figure: how complete and how final it is, what is wrong with it, and where it is from.</summary>
internal sealed class ReportNotes(ReportSubject subject)
{
    private const int UnitsNamed = 3;

    public string Of(PlanRow printed, ProgressRow row) => ReportText.Clean(string.Join('\n', Lines(printed, row)));

    private IEnumerable<string> Lines(PlanRow printed, ProgressRow row)
    {
        if (printed.Origin is not RowOrigin.Table && printed.Clause.Length > 0 && row.Part is null)
        {
            yield return $"Nơi ghi: {printed.Clause}";
        }

        if (row.Kind != "narrative")
        {
            yield return row.Revision > 0 && row.Status == "Restated" ? string.Create(CultureInfo.InvariantCulture, $"Điều chỉnh lần {row.Revision}") : FigureWords.Status(row.Status);
        }

        if (row.Coverage is { Expected: > 0 } coverage)
        {
            var received = VietnameseNumber.Of(string.Create(CultureInfo.InvariantCulture, $"{coverage.Received}/{coverage.Expected}"));
            var isShort = row.Numerator is not null && coverage.Received < coverage.Expected;
            yield return $"Đã nhận {received} số liệu{(isShort && coverage.Weighted is { } weighted ? $", {ReportText.Down(weighted)} % mẫu số" : "")}";
            if (coverage is { Low: { } low, High: { } high } && low != high)
            {
                yield return $"Khoảng có thể {ReportText.Down(low)} – {ReportText.Up(high)} %";
            }
        }

        var marks = row.Marks.Where(m => m != Marks.Rejected).Select(FigureWords.Mark).ToList();
        if (marks.Count > 0)
        {
            yield return string.Join("; ", marks);
        }

        if (row.Rejected > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{row.Rejected} bản ghi bị từ chối");
        }

        foreach (var reason in row.Reasons)
        {
            yield return FigureWords.Reason(reason);
        }

        if (row.MissingUnits.Count > 0)
        {
            var more = row.MissingUnits.Count - UnitsNamed;
            yield return $"Thiếu: {string.Join(", ", row.MissingUnits.Take(UnitsNamed).Select(subject.NameOf))}{(more > 0 ? string.Create(CultureInfo.InvariantCulture, $" và {more} đơn vị khác") : "")}";
        }

        foreach (var line in Origins(printed, row))
        {
            yield return line;
        }
    }

    private IEnumerable<string> Origins(PlanRow printed, ProgressRow row)
    {
        if (row.Segments.Count > 0)
        {
            yield return string.Join("; ", row.Segments.Select(s => $"{ReportText.Days(s.Period.From, s.Period.To)}: {VietnameseNumber.Of(s.Display)}{(s.Percent is null ? "" : " %")}"));
        }

        if (subject.Usual is { } usual && row.Status != "NoData" && row.Kind is not ("narrative" or "milestone") && (row.Period.From, row.Period.To) != (usual.From, usual.To))
        {
            yield return $"Kỳ số liệu {ReportText.Days(row.Period.From, row.Period.To)}";
        }

        if (row.MandateVerdict is { } mandate)
        {
            yield return $"Mức tỉnh giao: {FigureWords.Verdict(mandate)}";
        }

        if (row.Target is { } target && target.Plan != subject.Plan.Id)
        {
            yield return $"Mục tiêu theo kế hoạch: {subject.TitleOf(target.Plan)}";
        }

        if (row.Evidence is { Document: { } document } evidence && row.Kind != "milestone")
        {
            yield return $"Văn bản {document}{(evidence.Date is { } day ? $", {ReportText.Day(day)}" : "")}";
        }

        if (printed.Cooperating.Count > 0 && row.Part is null)
        {
            yield return $"Phối hợp: {string.Join("; ", printed.Cooperating)}";
        }
    }
}
