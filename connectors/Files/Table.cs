using System.Globalization;

namespace IntegrationHub.Connectors.Files;

/// <param name="IsNumber">The file says that it is a number: a point in it is a decimal point.</param>
internal readonly record struct TableCell(string Text, bool IsNumber);

/// <param name="Number">Line of a CSV file or row of a sheet, from 1.</param>
/// <param name="Cells">By column, from 0; columns without a cell are not there.</param>
internal sealed record TableRow(int Number, IReadOnlyDictionary<int, TableCell> Cells)
{
    public bool IsBlank => Cells.Values.All(c => c.Text.Length == 0);

    /// <summary>Templates explain themselves in a row that begins with "# ".</summary>
    public bool IsRemark => Cells.Where(c => c.Value.Text.Length > 0).OrderBy(c => c.Key).Select(c => c.Value.Text).FirstOrDefault()?.StartsWith("# ", StringComparison.Ordinal) == true;
}

/// <param name="Sheet">Name of the sheet for messages; null for CSV.</param>
/// <param name="Merged">Rows that are part of merged cells, first and last.</param>
internal sealed record Table(string? Sheet, IReadOnlyList<TableRow> Rows, IReadOnlyList<(int First, int Last)> Merged)
{
    /// <summary>A, B, … Z, AA: as spreadsheets name columns.</summary>
    public static string Letters(int column)
    {
        var letters = "";
        for (var rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        {
            letters = (char)('A' + ((rest - 1) % 26)) + letters;
        }

        return letters;
    }
}

/// <summary>A whole file cannot be read. The others go on; the run ends with what was wrong.</summary>
internal sealed class FileFault(string code, string what) : Exception(what)
{
    public string Code => code;

    public static FileFault Rows(int most) => new("E_FILE_TOO_LARGE", string.Create(CultureInfo.InvariantCulture, $"it has more than {most} rows; split it, or raise the option maxRows"));
}
