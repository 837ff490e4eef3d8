using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace IntegrationHub.Api.Reports;

/// <summary>
/// The report as a workbook of one sheet, to be read and to be printed. A number is a number where the format can hold it exactly, with the
/// decimals that the API shows: what is seen is what is there. Everything else is text, which no program takes for a formula.
/// </summary>
internal static class XlsxReport
{
    private const string SheetName = "Báo cáo";

    private static readonly int Last = ReportColumns.All.Count - 1;
    private static readonly IReadOnlyList<double> Widths = [.. ReportColumns.All.Select(c => c.Share / 5.5)];
    private static readonly XlsxLook Plain = new();
    private static readonly XlsxLook Bold = new() { IsBold = true };
    private static readonly XlsxLook Centered = new() { Horizontal = HorizontalAlignmentValues.Center };
    private static readonly XlsxLook BoldCentered = Centered with { IsBold = true };
    private static readonly XlsxLook ItalicCentered = Centered with { IsItalic = true };
    private static readonly XlsxLook InTable = new() { HasBorder = true };

    public static byte[] Write(PlanReport report)
    {
        var sheet = new XlsxSheet();
        var head = Head(sheet, report);
        Table(sheet, report);
        Foot(sheet, report);

        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook, autoSave: true))
        {
            var workbook = document.AddWorkbookPart();
            document.ChangeIdOfPart(workbook, "rId1");
            workbook.AddNewPart<WorkbookStylesPart>("rId2").Stylesheet = sheet.Styles.Write();
            workbook.AddNewPart<WorksheetPart>("rId1").Worksheet = WorksheetOf(sheet, head);
            workbook.Workbook = new Workbook(
                new Sheets(new Sheet { Name = SheetName, SheetId = 1, Id = "rId1" }),
                new DefinedNames(new DefinedName($"'{SheetName}'!${head}:${head}") { Name = "_xlnm.Print_Titles", LocalSheetId = 0 }));
        }

        return SteadyPackage.Of(stream);
    }

    /// <returns>The row of the table's head, which stays when one scrolls and is printed on every page.</returns>
    private static uint Head(XlsxSheet sheet, PlanReport report)
    {
        const int left = ReportColumns.LeftHead - 1;
        sheet.Add(18, (0, left, (report.Superior ?? "").ToUpperInvariant(), Centered), (left + 1, Last, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", BoldCentered));
        sheet.Add(18, (0, left, report.Agency.ToUpperInvariant(), BoldCentered), (left + 1, Last, "Độc lập - Tự do - Hạnh phúc", BoldCentered));
        sheet.Add(18, (0, left, "Số:        /BC", Centered), (left + 1, Last, report.PlaceAndDate, ItalicCentered));
        sheet.Add(21, (0, Last, report.Draft ?? "", BoldCentered with { IsItalic = true }));
        sheet.Add(42, (0, Last, $"BÁO CÁO\nKết quả thực hiện kế hoạch “{report.Plan}”", BoldCentered with { Size = 13 }));
        sheet.Add(34, (0, Last, $"{report.Period}\n{report.CutOff}", ItalicCentered));
        sheet.Add(18, (0, Last, report.Summary, Plain));
        sheet.Add([.. ReportColumns.All.Select(c => (ReportCell.Words(c.Title), InTable with { IsBold = true, IsShaded = true, Horizontal = HorizontalAlignmentValues.Center }))], Widths);
        return sheet.Rows;
    }

    private static void Table(XlsxSheet sheet, PlanReport report)
    {
        foreach (var line in report.Lines)
        {
            var look = InTable with { IsBold = line.Kind is ReportLineKind.Group, IsItalic = line.Kind is ReportLineKind.Part };
            sheet.Add([.. ReportColumns.All.Select((c, i) => (c.Cell(line), look with
            {
                Horizontal = i == 0 ? HorizontalAlignmentValues.Center : c.IsFigure ? HorizontalAlignmentValues.Right : HorizontalAlignmentValues.Left,
            }))], Widths);
        }
    }

    private static void Foot(XlsxSheet sheet, PlanReport report)
    {
        const int right = ReportColumns.LeftHead + 3;
        sheet.Add(10);
        sheet.Add(18, (0, Last, "Khó khăn, vướng mắc", Bold));
        foreach (var text in ReportFoot.Difficulties(report))
        {
            sheet.AddLong(0, Last, text, Plain, lettersOfLine: 170);
        }

        foreach (var text in report.Certificate)
        {
            sheet.AddLong(0, Last, text, Plain, lettersOfLine: 170);
        }

        sheet.Add(10);
        sheet.Add(18, (0, ReportColumns.LeftHead - 1, "Nơi nhận:", Bold with { IsItalic = true }), (right, Last, report.SignedAs[0], BoldCentered));
        foreach (var office in report.SignedAs.Skip(1))
        {
            sheet.Add(18, (right, Last, office, BoldCentered));
        }

        sheet.Add(60);
        sheet.Add(18, (right, Last, report.SignedBy ?? "", BoldCentered));
    }

    private static Worksheet WorksheetOf(XlsxSheet sheet, uint head) => new(
        new SheetProperties(new PageSetupProperties { FitToPage = true }),
        new SheetViews(new SheetView(
            new Pane { VerticalSplit = head, TopLeftCell = string.Create(CultureInfo.InvariantCulture, $"A{head + 1}"), ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen })
        { WorkbookViewId = 0, ShowGridLines = false }),
        new SheetFormatProperties { DefaultRowHeight = 15 },
        new Columns(ReportColumns.All.Select((c, i) => new Column { Min = (uint)i + 1, Max = (uint)i + 1, Width = Widths[i], CustomWidth = true })),
        sheet.Data,
        new MergeCells(sheet.Merged) { Count = (uint)sheet.Merged.Count },
        new PrintOptions { HorizontalCentered = true },
        new PageMargins { Left = 0.6, Right = 0.4, Top = 0.6, Bottom = 0.6, Header = 0.3, Footer = 0.3 },
        new PageSetup { PaperSize = 9, Orientation = OrientationValues.Landscape, FitToWidth = 1, FitToHeight = 0 },
        new HeaderFooter(new OddFooter("&C&P/&N")));
}
