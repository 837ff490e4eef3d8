using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Wordprocessing;

namespace IntegrationHub.Api.Reports;

/// <summary>Paragraphs and tables of a document. Sizes are in half points, distances in twentieths of a point.</summary>
internal static class DocxParts
{
    public const string FontName = "Times New Roman";

    public static Paragraph Paragraph(
        string text, int size, bool isBold = false, bool isItalic = false, JustificationValues alignment = JustificationValues.Left, int before = 0, int after = 0, bool keepsNext = false)
    {
        var properties = new ParagraphProperties();
        if (keepsNext)
        {
            properties.Append(new KeepNext());
        }

        properties.Append(new SpacingBetweenLines { Before = Text(before), After = Text(after) }, new Justification { Val = alignment });
        var paragraph = new Paragraph(properties);
        if (text.Length > 0)
        {
            var run = new Run(Font(size, isBold, isItalic));
            var lines = ReportText.Clean(text).Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                if (i > 0)
                {
                    run.Append(new Break());
                }

                run.Append(new Text(lines[i]) { Space = SpaceProcessingModeValues.Preserve });
            }

            paragraph.Append(run);
        }

        return paragraph;
    }

    public static RunProperties Font(int size, bool isBold, bool isItalic)
    {
        var font = new RunProperties();
        if (isBold)
        {
            font.Append(new Bold());
        }

        if (isItalic)
        {
            font.Append(new Italic());
        }

        font.Append(new FontSize { Val = Text(size) }, new FontSizeComplexScript { Val = Text(size) });
        return font;
    }

    public static TableProperties TableProperties(int width, BorderValues borders) => new(
        new TableWidth { Width = Text(width), Type = TableWidthUnitValues.Dxa },
        new TableBorders(
            new TopBorder { Val = borders, Size = 4 }, new LeftBorder { Val = borders, Size = 4 }, new BottomBorder { Val = borders, Size = 4 },
            new RightBorder { Val = borders, Size = 4 }, new InsideHorizontalBorder { Val = borders, Size = 4 }, new InsideVerticalBorder { Val = borders, Size = 4 }),
        new TableLayout { Type = TableLayoutValues.Fixed },
        new TableCellMarginDefault(
            new TableCellLeftMargin { Width = 57, Type = TableWidthValues.Dxa }, new TableCellRightMargin { Width = 57, Type = TableWidthValues.Dxa }));

    /// <summary>Texts beside one another, without lines between.</summary>
    public static Table Columns(params IReadOnlyList<(int Width, IReadOnlyList<Paragraph> Paragraphs)> columns)
    {
        var row = new TableRow(new TableRowProperties(new CantSplit()));
        row.Append(columns.Select(c => Cell(c.Width, c.Paragraphs)));
        return new Table(
            TableProperties(columns.Sum(c => c.Width), BorderValues.None),
            new TableGrid(columns.Select(c => new GridColumn { Width = Text(c.Width) })),
            row);
    }

    public static TableCell Cell(int width, Paragraph paragraph, bool isShaded = false)
    {
        var properties = new TableCellProperties(new TableCellWidth { Width = Text(width), Type = TableWidthUnitValues.Dxa });
        if (isShaded)
        {
            properties.Append(new Shading { Val = ShadingPatternValues.Clear, Color = "auto", Fill = "E7E6E6" });
        }

        properties.Append(new TableCellVerticalAlignment { Val = TableVerticalAlignmentValues.Center });
        return new TableCell(properties, paragraph);
    }

    private static TableCell Cell(int width, IReadOnlyList<Paragraph> paragraphs) =>
        new([new TableCellProperties(new TableCellWidth { Width = Text(width), Type = TableWidthUnitValues.Dxa }), .. paragraphs]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
