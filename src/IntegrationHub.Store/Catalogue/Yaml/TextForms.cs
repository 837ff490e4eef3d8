using System.Text.RegularExpressions;

namespace IntegrationHub.Store.Catalogue.Yaml;

internal static partial class TextForms
{
    public static TextForm Id { get; } = new(IdPattern(), "lower-case letters, digits and single hyphens");

    public static TextForm Indicator { get; } = new(IndicatorPattern(), "lower-case letters, digits and hyphens; a part of a composite after a point");

    public static TextForm Metric { get; } = new(MetricPattern(), "lower-case words joined by points, with _ inside words, and last or avg not at the end");

    public static TextForm Feed { get; } = new(FeedPattern(), "connector/stream, for example tthc/dossiers");

    public static TextForm Span { get; } = new(SpanPattern(), "a whole number with m, h or d, for example 90m, 6h or 2d");

    [GeneratedRegex("^[1-9][0-9]{0,3}[mhd]$", RegexOptions.CultureInvariant)]
    private static partial Regex SpanPattern();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$", RegexOptions.CultureInvariant)]
    private static partial Regex IndicatorPattern();

    [GeneratedRegex(@"^(?!.*(last|avg)$)[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex MetricPattern();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex FeedPattern();
}
