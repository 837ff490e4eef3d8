using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace IntegrationHub.Api.Reports;

/// <summary>
/// The report as a document on A4 across, set as Decree 30/2020/ND-CP asks of official papers: Times New Roman, the reporting body at the
/// left of the head, the country's name and motto at the right, place and date below them, numbered pages but for the first.
/// </summary>
internal static class DocxReport
{
    // Twentieths of a point; margins of 20 mm, 30 mm at the left and 15 mm at the right.
    private const int PaperWidth = 16838;
    private const int PaperHeight = 11906;
    private const int Left = 1701;
    private const int Right = 851;
    private const int TopAndBottom = 1134;
    private const int Width = PaperWidth - Left - Right;

    public static byte[] Write(PlanReport report)
    {
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document, autoSave: true))
        {
            var main = document.AddMainDocumentPart();
            document.ChangeIdOfPart(main, "rId1");
            main.AddNewPart<StyleDefinitionsPart>("rId1").Styles = Defaults();
            main.AddNewPart<HeaderPart>("rId2").Header = PageNumber();
            main.Document = new Document(new Body([.. Head(report), Table(report), .. Foot(report), Page()]));
        }

        return SteadyPackage.Of(stream);
    }

    private static IEnumerable<OpenXmlElement> Head(PlanReport report)
    {
        const int left = Width * 2 / 5;
        yield return DocxParts.Columns(
            (left, [
                .. report.Superior is { } superior ? [DocxParts.Paragraph(superior.ToUpperInvariant(), size: 26, alignment: JustificationValues.Center)] : Array.Empty<Paragraph>(),
                DocxParts.Paragraph(report.Agency.ToUpperInvariant(), size: 26, isBold: true, alignment: JustificationValues.Center),
                DocxParts.Paragraph("Số:        /BC", size: 26, alignment: JustificationValues.Center),
            ]),
            (Width - left, [
                DocxParts.Paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size: 26, isBold: true, alignment: JustificationValues.Center),
                DocxParts.Paragraph("Độc lập - Tự do - Hạnh phúc", size: 28, isBold: true, alignment: JustificationValues.Center),
                DocxParts.Paragraph(report.PlaceAndDate, size: 28, isItalic: true, alignment: JustificationValues.Center),
            ]));
        if (report.Draft is { } draft)
        {
            yield return DocxParts.Paragraph(draft, size: 26, isBold: true, isItalic: true, alignment: JustificationValues.Center, before: 120);
        }

        yield return DocxParts.Paragraph("BÁO CÁO", size: 28, isBold: true, alignment: JustificationValues.Center, before: 120);
        yield return DocxParts.Paragraph($"Kết quả thực hiện kế hoạch “{report.Plan}”", size: 28, isBold: true, alignment: JustificationValues.Center);
        yield return DocxParts.Paragraph(report.Period, size: 26, isItalic: true, alignment: JustificationValues.Center);
        yield return DocxParts.Paragraph(report.CutOff, size: 26, isItalic: true, alignment: JustificationValues.Center);
        yield return DocxParts.Paragraph(report.Summary, size: 26, before: 120, after: 120);
    }

    private static Table Table(PlanReport report)
    {
        var widths = ReportColumns.All.Select(c => Width * c.Share / ReportColumns.Shares).ToList();
        var table = new Table(
            DocxParts.TableProperties(Width, BorderValues.Single),
            new TableGrid(widths.Select(w => new GridColumn { Width = w.ToString(CultureInfo.InvariantCulture) })));
        var head = new TableRow(new TableRowProperties(new CantSplit(), new TableHeader()));
        head.Append(ReportColumns.All.Select((c, i) => DocxParts.Cell(widths[i], DocxParts.Paragraph(c.Title, size: 20, isBold: true, alignment: JustificationValues.Center), isShaded: true)));
        table.Append(head);
        foreach (var line in report.Lines)
        {
            var row = new TableRow(new TableRowProperties(new CantSplit()));
            row.Append(ReportColumns.All.Select((c, i) => DocxParts.Cell(widths[i], DocxParts.Paragraph(
                c.Cell(line).Text, size: i == Last ? 18 : 20, isBold: line.Kind is ReportLineKind.Group, isItalic: line.Kind is ReportLineKind.Part,
                alignment: i == 0 ? JustificationValues.Center : c.IsFigure ? JustificationValues.Right : JustificationValues.Left))));
            table.Append(row);
        }

        return table;
    }

    private static int Last => ReportColumns.All.Count - 1;

    private static IEnumerable<OpenXmlElement> Foot(PlanReport report)
    {
        yield return DocxParts.Paragraph("Khó khăn, vướng mắc", size: 26, isBold: true, before: 240, keepsNext: true);
        foreach (var text in ReportFoot.Difficulties(report).Concat(report.Certificate))
        {
            yield return DocxParts.Paragraph(text, size: 26, before: 60);
        }

        yield return DocxParts.Paragraph("", size: 12);
        yield return DocxParts.Columns(
            (Width / 2, [DocxParts.Paragraph("Nơi nhận:", size: 24, isBold: true, isItalic: true)]),
            (Width - (Width / 2), [
                .. report.SignedAs.Select(office => DocxParts.Paragraph(office, size: 26, isBold: true, alignment: JustificationValues.Center, keepsNext: true)),
                DocxParts.Paragraph("", size: 26, before: 1000, keepsNext: true),
                DocxParts.Paragraph(report.SignedBy ?? "", size: 26, isBold: true, alignment: JustificationValues.Center),
            ]));
    }

    private static SectionProperties Page() => new(
        new HeaderReference { Type = HeaderFooterValues.Default, Id = "rId2" },
        new PageSize { Width = PaperWidth, Height = PaperHeight, Orient = PageOrientationValues.Landscape },
        new PageMargin { Left = Left, Right = Right, Top = TopAndBottom, Bottom = TopAndBottom, Header = 567, Footer = 567, Gutter = 0 },
        new TitlePage());

    private static Header PageNumber() => new(new Paragraph(
        new ParagraphProperties(new Justification { Val = JustificationValues.Center }),
        new SimpleField(new Run(DocxParts.Font(26, false, false), new Text("2"))) { Instruction = "PAGE" }));

    private static Styles Defaults() => new(new DocDefaults(
        new RunPropertiesDefault(new RunPropertiesBaseStyle(
            new RunFonts { Ascii = DocxParts.FontName, HighAnsi = DocxParts.FontName, EastAsia = DocxParts.FontName, ComplexScript = DocxParts.FontName },
            new FontSize { Val = "26" }, new FontSizeComplexScript { Val = "26" }, new Languages { Val = "vi-VN", EastAsia = "vi-VN" })),
        new ParagraphPropertiesDefault(new ParagraphPropertiesBaseStyle(new SpacingBetweenLines { Before = "0", After = "0", Line = "240", LineRule = LineSpacingRuleValues.Auto }))));
}
