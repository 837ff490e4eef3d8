using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Indicators.Formulas;

/// <summary>A metric that is asked about by itself, as in <c>share(units commune where n > 10)</c>: an amount with a code of its own.</summary>
public static class MetricFigures
{
    private const string Prefix = "metric:";

    /// <param name="feed">The feed that the indicator names; null for the metric's authority.</param>
    public static string CodeOf(MetricUse metric, string? feed) => $"{Prefix}{metric.Code}{Suffix(metric.Time)}{(feed is null ? "" : "@" + feed)}";

    internal static (string Metric, StockTime? Time, string? Feed)? TryParse(string code)
    {
        if (!code.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var (metric, feed) = code[Prefix.Length..].Split('@') is [var before, var after] ? (before, after) : (code[Prefix.Length..], null);
        foreach (var time in Enum.GetValues<StockTime>())
        {
            if (metric.EndsWith(Suffix(time), StringComparison.Ordinal))
            {
                return (metric[..^Suffix(time).Length], time, feed);
            }
        }

        return (metric, null, feed);
    }

    internal static IndicatorDefinition? Of(string code, (string Metric, StockTime? Time, string? Feed) asked, HubCatalogue catalogue) =>
        catalogue.Metrics.TryGetValue(asked.Metric, out var metric)
            ? IndicatorDefinition.Of(new Indicator { Code = code, Name = metric.Name, Kind = RowKind.Count, Feed = asked.Feed }, IndicatorDefinition.AmountOf(asked.Metric, asked.Time), catalogue)
            : null;

    private static string Suffix(StockTime? time) => time switch
    {
        StockTime.Last => ".last",
        StockTime.Average => ".avg",
        _ => "",
    };
}
