using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;

namespace IntegrationHub.Api.Reports;

/// <summary>How a cell looks; equal looks are written once.</summary>
internal sealed record XlsxLook
{
    public bool IsBold { get; init; }

    public bool IsItalic { get; init; }

    public double Size { get; init; } = 11;

    public bool HasBorder { get; init; }

    public bool IsShaded { get; init; }

    public HorizontalAlignmentValues Horizontal { get; init; } = HorizontalAlignmentValues.Left;

    /// <summary>Null: text.</summary>
    public string? NumberFormat { get; init; }
}

/// <summary>The looks of a sheet, in the order in which they were first used.</summary>
internal sealed class XlsxStyles
{
    // Below that the format has its own.
    private const uint FirstNumberFormat = 164;

    private readonly List<XlsxLook> looks = [new()];

    public uint IndexOf(XlsxLook look)
    {
        if (looks.IndexOf(look) is var known and >= 0)
        {
            return (uint)known;
        }

        looks.Add(look);
        return (uint)looks.Count - 1;
    }

    public Stylesheet Write()
    {
        var formats = looks.Select(l => l.NumberFormat).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var fonts = looks.Select(l => (l.IsBold, l.IsItalic, l.Size)).Distinct().ToList();
        var sheet = new Stylesheet();
        if (formats.Count > 0)
        {
            sheet.Append(new NumberingFormats(formats.Select((f, i) => new NumberingFormat { NumberFormatId = FirstNumberFormat + (uint)i, FormatCode = f })) { Count = (uint)formats.Count });
        }

        sheet.Append(
            new Fonts(fonts.Select(FontOf)) { Count = (uint)fonts.Count },
            new Fills(FillOf(PatternValues.None), FillOf(PatternValues.Gray125), new Fill(new PatternFill(new ForegroundColor { Rgb = "FFE7E6E6" }) { PatternType = PatternValues.Solid })) { Count = 3 },
            new Borders(new Border(new LeftBorder(), new RightBorder(), new TopBorder(), new BottomBorder(), new DiagonalBorder()), Thin()) { Count = 2 },
            new CellStyleFormats(new CellFormat { NumberFormatId = 0, FontId = 0, FillId = 0, BorderId = 0 }) { Count = 1 },
            new CellFormats(looks.Select(l => new CellFormat(new Alignment { Horizontal = l.Horizontal, Vertical = VerticalAlignmentValues.Center, WrapText = true })
            {
                NumberFormatId = l.NumberFormat is null ? 0 : FirstNumberFormat + (uint)formats.IndexOf(l.NumberFormat),
                FontId = (uint)fonts.IndexOf((l.IsBold, l.IsItalic, l.Size)),
                FillId = l.IsShaded ? 2u : 0u,
                BorderId = l.HasBorder ? 1u : 0u,
                FormatId = 0,
                ApplyNumberFormat = l.NumberFormat is not null,
                ApplyFont = true,
                ApplyFill = l.IsShaded,
                ApplyBorder = l.HasBorder,
                ApplyAlignment = true,
            }))
            { Count = (uint)looks.Count },
            new CellStyles(new CellStyle { Name = "Normal", FormatId = 0, BuiltinId = 0 }) { Count = 1 });
        return sheet;
    }

    private static Font FontOf((bool IsBold, bool IsItalic, double Size) font)
    {
        var parts = new List<OpenXmlElement>();
        if (font.IsBold)
        {
            parts.Add(new Bold());
        }

        if (font.IsItalic)
        {
            parts.Add(new Italic());
        }

        return new Font([.. parts, new FontSize { Val = font.Size }, new FontName { Val = "Times New Roman" }, new FontFamilyNumbering { Val = 1 }]);
    }

    private static Fill FillOf(PatternValues pattern) => new(new PatternFill { PatternType = pattern });

    private static Border Thin() => new(
        new LeftBorder { Style = BorderStyleValues.Thin }, new RightBorder { Style = BorderStyleValues.Thin },
        new TopBorder { Style = BorderStyleValues.Thin }, new BottomBorder { Style = BorderStyleValues.Thin }, new DiagonalBorder());
}
