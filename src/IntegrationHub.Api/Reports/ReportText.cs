using System.Globalization;
using System.Text;
using System.Xml;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;

namespace IntegrationHub.Api.Reports;

/// <summary>How things are said on paper.</summary>
internal static class ReportText
{
    private static readonly string[] Quarters = ["I", "II", "III", "IV"];

    public static string Day(DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <param name="to">Exclusive.</param>
    public static string Days(DateOnly from, DateOnly to) => $"{Day(from)} – {Day(to.AddDays(-1))}";

    /// <param name="period">Null: the current view, whose rows reach as far as each can.</param>
    /// <param name="rows">The days that most rows are of.</param>
    public static string Period(Period? period, RowPeriod? rows)
    {
        var name = period switch
        {
            null => "Lũy kế từ đầu năm",
            { Type: PeriodType.Quarter } => $"Quý {Quarters[period.Id[^1] - '1']} năm {period.Id[..4]}",
            { Type: PeriodType.Month } => $"Tháng {period.Id[^2..].TrimStart('0')} năm {period.Id[..4]}",
            { Type: PeriodType.Half } => $"6 tháng {(period.Id[^1] == '1' ? "đầu" : "cuối")} năm {period.Id[..4]}",
            { Type: PeriodType.NineMonth } => $"9 tháng đầu năm {period.Id[..4]}",
            { Type: PeriodType.Year } => $"Năm {period.Id}",
            _ => "Kỳ",
        };
        var days = period is not null ? Days(period.From, period.To) : rows is null ? "" : Days(rows.From, rows.To);
        var calendar = (period?.Calendar ?? (rows?.Calendar == "admin" ? CalendarKind.Admin : CalendarKind.Gregorian)) is CalendarKind.Admin ? "; kỳ báo cáo theo Nghị định 09/2019/NĐ-CP" : "";
        return days.Length == 0 ? name : $"{name} ({days}{calendar})";
    }

    public static string Instant(DateTimeOffset instant) => instant.ToOffset(Store.Model.VietnamDay.Offset).ToString("HH:mm 'ngày' dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <summary>A percentage beside a figure, down to one digit: 99,9 is not 100.</summary>
    public static string Down(string exact) => Tenths(exact, Math.Floor);

    public static string Up(string exact) => Tenths(exact, Math.Ceiling);

    /// <summary>What XML cannot hold is left out: nobody can see it anyway.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                clean.Append(text[i]).Append(text[++i]);
            }
            else if (XmlConvert.IsXmlChar(text[i]))
            {
                clean.Append(text[i]);
            }
        }

        return clean.Replace("\r\n", "\n").Replace('\r', '\n').ToString();
    }

    private static string Tenths(string exact, Func<decimal, decimal> whole) =>
        (whole(decimal.Parse(exact, NumberStyles.Number, CultureInfo.InvariantCulture) * 10) / 10).ToString("0.0", CultureInfo.InvariantCulture).Replace('.', ',');
}
