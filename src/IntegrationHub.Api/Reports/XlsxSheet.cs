using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;

namespace IntegrationHub.Api.Reports;

/// <summary>A sheet that is filled from top to bottom.</summary>
internal sealed class XlsxSheet
{
    // A cell of the format holds no more; what is longer goes on in the next row.
    private const int LongestText = 32_000;

    // Points of 11-point text, and the highest row of the format.
    private const double LineHeight = 14.5;
    private const double HighestRow = 409;

    // Letters of this font in a width that is counted in digits of the default one; words do not break where the line is full.
    private const double LettersOfWidth = 1.05;

    private readonly XlsxStyles styles = new();
    private readonly SheetData data = new();
    private readonly List<MergeCell> merged = [];

    public uint Rows { get; private set; }

    public XlsxStyles Styles => styles;

    public SheetData Data => data;

    public IReadOnlyList<MergeCell> Merged => merged;

    /// <summary>Texts that each stand over several columns.</summary>
    /// <param name="height">In points.</param>
    /// <param name="spans">First and last column, from 0.</param>
    public void Add(double height, params IReadOnlyList<(int From, int To, string Text, XlsxLook Look)> spans)
    {
        var row = NewRow(height);
        foreach (var (from, to, text, look) in spans)
        {
            for (var column = from; column <= to; column++)
            {
                row.Append(CellOf(column, ReportCell.Words(column == from ? text : ""), look));
            }

            if (to > from)
            {
                merged.Add(new MergeCell { Reference = $"{Name(from)}{Rows}:{Name(to)}{Rows}" });
            }
        }
    }

    /// <summary>A cell in each column, as high as its longest text: programs that print without showing first do not find the height themselves.</summary>
    public void Add(IReadOnlyList<(ReportCell Cell, XlsxLook Look)> cells, IReadOnlyList<double> widths)
    {
        var lines = cells.Select((c, i) => LinesOf(c.Cell.Text, (int)(widths[i] * LettersOfWidth))).Max();
        var row = NewRow(HeightOf(lines));
        row.Append(cells.Select((c, i) => CellOf(i, c.Cell, c.Look)));
    }

    /// <summary>A text of any length over columns, in as many rows as it takes.</summary>
    public void AddLong(int from, int to, string text, XlsxLook look, int lettersOfLine)
    {
        foreach (var part in text.Chunk(LongestText).Select(c => new string(c)))
        {
            Add(HeightOf(LinesOf(part, lettersOfLine)), (from, to, part, look));
        }
    }

    private static int LinesOf(string text, int letters) => text.Split('\n').Sum(l => 1 + (Math.Max(0, l.Length - 1) / letters));

    private static double HeightOf(int lines) => Math.Min(HighestRow, (LineHeight * lines) + 4);

    private Row NewRow(double height)
    {
        var row = new Row { RowIndex = ++Rows, Height = height, CustomHeight = true };
        data.Append(row);
        return row;
    }

    private Cell CellOf(int column, ReportCell cell, XlsxLook look)
    {
        var reference = Name(column) + Rows.ToString(CultureInfo.InvariantCulture);
        if (cell.Number is { } number)
        {
            var format = "[$-42A]#,##0" + (cell.Decimals > 0 ? "." + new string('0', cell.Decimals) : "") + (cell.IsPercent ? "\" %\"" : "");
            return new Cell { CellReference = reference, StyleIndex = styles.IndexOf(look with { NumberFormat = format }), CellValue = new CellValue(number.ToString(CultureInfo.InvariantCulture)) };
        }

        var written = new Cell { CellReference = reference, StyleIndex = styles.IndexOf(look) };
        if (cell.Text.Length > 0)
        {
            written.DataType = CellValues.InlineString;
            written.Append(new InlineString(new Text(ReportText.Clean(cell.Text)) { Space = SpaceProcessingModeValues.Preserve }));
        }

        return written;
    }

    private static string Name(int column) => ((char)('A' + column)).ToString();
}
