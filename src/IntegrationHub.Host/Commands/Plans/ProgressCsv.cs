using System.Globalization;
using System.Text.RegularExpressions;
using PlanProgress = IntegrationHub.Store.Plans.Progress;

namespace IntegrationHub.Host.Commands.Plans;

/// <summary>The plan table for spreadsheets: RFC 4180, with the mark by which they know UTF-8.</summary>
internal static partial class ProgressCsv
{
    private static readonly string[] Titles =
    [
        "plan", "indicator", "part", "kind", "title", "unit", "level", "period", "calendar", "from", "to", "value", "numerator", "denominator", "percent", "display",
        "operator", "threshold", "selector", "targetPlan", "verdict", "mandateVerdict", "status", "marks", "reasons", "rejected", "expected", "received", "weighted",
        "low", "high", "missingUnits", "revision", "recordedAt", "sources",
    ];

    public static void Write(PlanProgress progress, TextWriter output)
    {
        output.Write('\uFEFF');
        Line(output, Titles);
        foreach (var row in progress.Rows)
        {
            Line(output,
            [
                progress.Plan, row.Indicator, row.Part, row.Kind, row.Title, row.Unit, row.Level, row.Period.Id, row.Period.Calendar, Iso(row.Period.From), Iso(row.Period.To),
                row.Value, row.Numerator, row.Denominator, row.Percent, row.Display, row.Target?.Operator, row.Target?.Threshold, row.Target?.Selector, row.Target?.Plan,
                row.Verdict, row.MandateVerdict, row.Status, string.Join(' ', row.Marks), string.Join(' ', row.Reasons), Number(row.Rejected), Number(row.Coverage.Expected),
                Number(row.Coverage.Received), row.Coverage.Weighted, row.Coverage.Low, row.Coverage.High, string.Join(' ', row.MissingUnits), Number(row.Revision),
                row.RecordedAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), string.Join(' ', row.Sources),
            ]);
        }
    }

    /// <summary>
    /// A text that a spreadsheet would run as a formula gets an apostrophe before it, which the spreadsheet does not show. Numbers stay
    /// numbers.
    /// </summary>
    public static string Cell(string? text)
    {
        var value = text ?? "";
        var isFormula = value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠';
        value = isFormula && !PlainNumber().IsMatch(value) ? "'" + value : value;
        return value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }

    private static void Line(TextWriter output, IReadOnlyList<string?> cells) => output.Write(string.Join(',', cells.Select(Cell)) + "\r\n");

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[+-]?[0-9]+(\.[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainNumber();
}
