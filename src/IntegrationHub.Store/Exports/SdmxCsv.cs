using System.Globalization;
using System.Text.RegularExpressions;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Store.Exports;

/// <summary>
/// SDMX-CSV 2.0: one observation a row, with the observation status of the cross-domain code list CL_OBS_STATUS. What is missing has no value and
/// says why; it is never 0. Composites, milestones and narratives have no number and are no observations.
/// </summary>
public static partial class SdmxCsv
{
    /// <summary>The dataflow that the rows belong to.</summary>
    public const string Dataflow = "INTEGRATION_HUB:PLAN_PROGRESS(1.0.0)";

    /// <summary>Dimensions, the measure, attributes: in this order after the three columns of the standard.</summary>
    private static readonly string[] Titles =
    [
        "STRUCTURE", "STRUCTURE_ID", "ACTION",
        "FREQ", "REF_AREA", "PLAN", "INDICATOR", "SCOPE", "VIEW", "TIME_PERIOD",
        "OBS_VALUE",
        "OBS_STATUS", "CONF_STATUS", "UNIT_MEASURE", "NUMERATOR", "DENOMINATOR", "COVERAGE", "STATUS", "MARKS", "VERDICT",
    ];

    public static void Begin(TextWriter output) => CsvCells.Line(output, Titles);

    /// <param name="scope">As it was asked for: subtree, own or level:L.</param>
    public static void Rows(Progress progress, string scope, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(scope);

        // A plan may print an indicator in several lines, one for each level: the figure is the same.
        foreach (var row in progress.Rows.Where(r => r.Kind is "ratio" or "count" or "rank").DistinctBy(r => (r.Indicator, r.Part, r.Period.Id)))
        {
            var value = ValueOf(row);
            CsvCells.Line(output,
            [
                "dataflow", Dataflow, "R",
                FrequencyOf(row.Period), Code(row.Unit), Code(progress.Plan), Code(row.Part ?? row.Indicator), Code(scope), Code(progress.View), TimeOf(row.Period),
                value,

                // Whether a figure may be published is not the hub's to say: the column stays empty.
                StatusOf(row, value), "", row.Kind == "ratio" ? "PT" : "NUMBER", row.Numerator, row.Denominator, row.Coverage.Weighted, row.Status, string.Join(' ', row.Marks), row.Verdict,
            ]);
        }
    }

    /// <summary>
    /// One code where several could stand: first why there is no value, then what a reader of the value must know. O missing, M cannot exist, B break, E estimated, U less arrived
    /// than the indicator asks for, A released, P not released.
    /// </summary>
    private static string StatusOf(ProgressRow row, string value) => row switch
    {
        { Status: "NotApplicable" } => "M",
        _ when row.Marks.Contains(Marks.Break) => "B",
        _ when value.Length == 0 => "O",
        _ when row.Marks.Contains(Marks.Estimated) => "E",
        _ when row.Marks.Contains(Marks.Greyed) => "U",
        { Status: "Final" or "Restated" } => "A",
        _ => "P",
    };

    /// <summary>Numbers only: a mean that no decimal is equal to is truncated to twelve digits, as percentages are.</summary>
    private static string ValueOf(ProgressRow row)
    {
        var text = row.Status is "NoData" or "NotApplicable" ? "" : (row.Kind == "ratio" ? row.Percent : row.Value) ?? "";
        if (text.Split('/') is not [var n, var d])
        {
            return decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _) ? text : "";
        }

        var mean = decimal.Parse(n, CultureInfo.InvariantCulture) / decimal.Parse(d, CultureInfo.InvariantCulture);
        return decimal.Round(mean, 12, MidpointRounding.ToZero).ToString(CultureInfo.InvariantCulture);
    }

    private static string FrequencyOf(RowPeriod period) => period.Id.Length switch
    {
        4 => "A",
        _ when period.Id.Contains("-Q", StringComparison.Ordinal) => "Q",
        _ when period.Id.Contains("-H", StringComparison.Ordinal) => "S",
        _ when period.Id.Contains("-M", StringComparison.Ordinal) => "M",
        _ => "_O",
    };

    /// <summary>Months, quarters, halves and years of the Gregorian calendar have a notation of their own; every other interval is its first day and its length.</summary>
    private static string TimeOf(RowPeriod period) => (period.Calendar, FrequencyOf(period)) switch
    {
        ("gregorian", "A" or "Q") => period.Id,
        ("gregorian", "S") => period.Id.Replace("-H", "-S", StringComparison.Ordinal),
        ("gregorian", "M") => period.Id.Replace("-M", "-", StringComparison.Ordinal),
        _ => string.Create(CultureInfo.InvariantCulture, $"{period.From:yyyy-MM-dd}/P{period.To.DayNumber - period.From.DayNumber}D"),
    };

    /// <summary>What may stand in an identifier of SDMX; a point in a code becomes an underscore, as in routing keys.</summary>
    private static string Code(string code) => NotInCodes().Replace(code, "_");

    [GeneratedRegex(@"[^A-Za-z0-9_@$\-]", RegexOptions.CultureInvariant)]
    private static partial Regex NotInCodes();
}
