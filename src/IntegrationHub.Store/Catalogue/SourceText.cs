using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace IntegrationHub.Store.Catalogue;

/// <summary>The file of a source as the hub writes it, with the field that each line is about.</summary>
/// <param name="Fields">By line from 0, as in <c>options.baseUrl</c>; empty for remarks.</param>
public sealed partial record SourceText(string Text, IReadOnlyList<string> Fields)
{
    /// <param name="source">What it says.</param>
    /// <param name="before">The file before: remarks at its head stay.</param>
    public static SourceText Of(SourceDefinition source, string? before)
    {
        ArgumentNullException.ThrowIfNull(source);
        var (lines, fields) = (new List<string>(), new List<string>());
        foreach (var remark in (before ?? "").Split('\n').TakeWhile(l => l.StartsWith('#')))
        {
            Line(remark.TrimEnd('\r'), "");
        }

        Line($"id: {Scalar(source.Id)}", "id");
        Line($"connector: {Scalar(source.Connector)}", "connector");
        Line($"name: {{ vi: {Quoted(source.Name.Vi)}{(source.Name.En is { Length: > 0 } en ? $", en: {Quoted(en)}" : "")} }}", "name");
        List("streams", source.Streams);
        List("systems", source.Systems);
        if (source.Schedule is not null)
        {
            Line($"schedule: {Quoted(source.Schedule)}", "schedule");
        }

        if (source.Budget is { } budget)
        {
            Line(string.Create(CultureInfo.InvariantCulture, $"budget: {{ requests: {budget.Requests}, per: {Word(budget.Per)} }}"), "budget");
        }

        List("hours", source.Hours.Select(h => string.Create(CultureInfo.InvariantCulture, $"{h.From:HH\\:mm}-{h.To:HH\\:mm}")).ToList());
        if (source.Freshness is { } freshness)
        {
            Line($"freshness: {Span(freshness)}", "freshness");
        }

        Line($"enabled: {(source.Enabled ? "true" : "false")}", "enabled");
        Line(source.Options.Count == 0 ? "options: {}" : "options:", "options");
        foreach (var (name, option) in source.Options)
        {
            Line($"  {Scalar(name)}: {(option.IsSecret ? $"{{ secret: {Quoted(option.Value)} }}" : Scalar(option.Value))}", "options." + name);
        }

        return new SourceText(string.Join('\n', lines) + "\n", fields);

        void Line(string text, string field)
        {
            lines.Add(text);
            fields.Add(field);
        }

        void List(string name, IReadOnlyList<string> values)
        {
            if (values.Count > 0)
            {
                Line($"{name}: [{string.Join(", ", values.Select(Scalar))}]", name);
            }
        }
    }

    /// <summary>Which field a finding is about.</summary>
    public string FieldOf(LintFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        var field = finding.Line >= 1 && finding.Line <= Fields.Count ? Fields[finding.Line - 1] : "";
        return finding.Code is LintCodes.OptionMissing or LintCodes.OptionUnknown && Named().Matches(finding.Message) is { Count: > 0 } names ? "options." + names[^1].Groups[1].Value : field;
    }

    /// <summary>As the file writes it: 90m, 6h, 2d.</summary>
    public static string Span(TimeSpan span) => span.Ticks % TimeSpan.TicksPerDay == 0 ? FormattableString.Invariant($"{span.Ticks / TimeSpan.TicksPerDay}d")
        : span.Ticks % TimeSpan.TicksPerHour == 0 ? FormattableString.Invariant($"{span.Ticks / TimeSpan.TicksPerHour}h") : FormattableString.Invariant($"{span.Ticks / TimeSpan.TicksPerMinute}m");

    private static string Word(BudgetSpan span) => span.ToString().ToLowerInvariant();

    // Only what no reader takes for something else stands without quotes.
    private static string Scalar(string text) => Plain().IsMatch(text) ? text : Quoted(text);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\u0085' or '\uFEFF' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    [GeneratedRegex("^(-?[0-9]{1,18}|true|false|[0-9]{4}-[0-9]{2}-[0-9]{2}|(?!(null|yes|no|on|off|y|n|true|false)$)[a-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    [GeneratedRegex("'([A-Za-z0-9_-]+)'", RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
