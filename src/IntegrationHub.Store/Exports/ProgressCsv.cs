using System.Globalization;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Store.Exports;

/// <summary>Plan tables for spreadsheets: RFC 4180, with the mark by which they know UTF-8.</summary>
public static class ProgressCsv
{
    private static readonly string[] Titles =
    [
        "plan", "indicator", "part", "kind", "title", "unit", "level", "period", "calendar", "from", "to", "value", "numerator", "denominator", "percent", "display",
        "operator", "threshold", "selector", "targetPlan", "verdict", "mandateVerdict", "status", "marks", "reasons", "rejected", "expected", "received", "weighted",
        "low", "high", "missingUnits", "revision", "recordedAt", "sources",
    ];

    public static void Begin(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write('\uFEFF');
        CsvCells.Line(output, Titles);
    }

    public static void Rows(Progress progress, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(progress);
        foreach (var row in progress.Rows)
        {
            CsvCells.Line(output,
            [
                progress.Plan, row.Indicator, row.Part, row.Kind, row.Title, row.Unit, row.Level, row.Period.Id, row.Period.Calendar, Iso(row.Period.From), Iso(row.Period.To),
                row.Value, row.Numerator, row.Denominator, row.Percent, row.Display, row.Target?.Operator, row.Target?.Threshold, row.Target?.Selector, row.Target?.Plan,
                row.Verdict, row.MandateVerdict, row.Status, string.Join(' ', row.Marks), string.Join(' ', row.Reasons), Number(row.Rejected), Number(row.Coverage.Expected),
                Number(row.Coverage.Received), row.Coverage.Weighted, row.Coverage.Low, row.Coverage.High, string.Join(' ', row.MissingUnits), Number(row.Revision),
                row.RecordedAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), string.Join(' ', row.Sources),
            ]);
        }
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
