using System.Text;
using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Host.Commands.Output;

/// <param name="Most">Longer texts are cut to this.</param>
/// <param name="Gives">Gives up width first when the table is too wide.</param>
internal sealed record TableColumn(string Title, bool IsNumber = false, int Most = int.MaxValue, bool Gives = false);

/// <summary>
/// A table of plain text, one line a row: it reads the same on a terminal, in a pipe and in a mail. Too long is cut with an ellipsis,
/// never wrapped. Letters are counted as one column each, which holds for composed Vietnamese.
/// </summary>
internal sealed class PlainTable(params IReadOnlyList<TableColumn> columns)
{
    private const int Gap = 2;
    private const int Least = 12;

    private readonly List<IReadOnlyList<string>> rows = [];

    public void Add(params IReadOnlyList<string> cells) => rows.Add([.. cells.Select(Clean)]);

    public void Write(TextWriter output, int width)
    {
        var widths = Widths(width);
        output.WriteLine(Line([.. columns.Select(c => c.Title)], widths));
        output.WriteLine(Line([.. widths.Select(w => new string('─', w))], widths));
        foreach (var row in rows)
        {
            output.WriteLine(Line(row, widths));
        }
    }

    public static string Cut(string text, int width) => text.Length <= width ? text : text[..Math.Max(0, width - 1)].TrimEnd() + "…";

    /// <summary>What a source says may hold control characters; a terminal must not obey them.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in VietnameseLetters.Compose(text))
        {
            clean.Append(char.IsControl(c) ? ' ' : c);
        }

        return clean.ToString();
    }

    private int[] Widths(int width)
    {
        var widths = columns.Select((c, i) => Math.Min(Math.Max(c.Title.Length, rows.Select(r => r[i].Length).DefaultIfEmpty(0).Max()), Math.Max(c.Most, c.Title.Length))).ToArray();
        var excess = widths.Sum() + (Gap * (widths.Length - 1)) - width;
        for (var i = 0; i < widths.Length && excess > 0; i++)
        {
            if (columns[i].Gives)
            {
                var given = Math.Min(excess, Math.Max(0, widths[i] - Math.Max(Least, columns[i].Title.Length)));
                widths[i] -= given;
                excess -= given;
            }
        }

        return widths;
    }

    private string Line(IReadOnlyList<string> cells, int[] widths)
    {
        var line = new StringBuilder();
        for (var i = 0; i < widths.Length; i++)
        {
            var cell = Cut(cells[i], widths[i]);
            line.Append(columns[i].IsNumber ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            line.Append(' ', i < widths.Length - 1 ? Gap : 0);
        }

        return line.ToString().TrimEnd();
    }
}
