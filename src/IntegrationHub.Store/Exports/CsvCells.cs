using System.Text.RegularExpressions;

namespace IntegrationHub.Store.Exports;

/// <summary>Cells of a table that a spreadsheet will open: RFC 4180, and nothing that it would run.</summary>
public static partial class CsvCells
{
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

    public static void Line(TextWriter output, IEnumerable<string?> cells)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(string.Join(',', cells.Select(Cell)) + "\r\n");
    }

    [GeneratedRegex(@"^[+-]?[0-9]+(\.[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainNumber();
}
