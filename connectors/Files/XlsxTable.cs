using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace IntegrationHub.Connectors.Files;

/// <summary>
/// One sheet of an XLSX file: values as they were last computed, numbers digit by digit as the file has them, days as days. Row by row, so that a
/// small archive that unpacks to a large one meets a limit and not the memory.
/// </summary>
internal static partial class XlsxTable
{
    private const long LargestPart = 200L * 1024 * 1024;

    public static Table Read(byte[] bytes, string? sheet, int mostRows)
    {
        if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
        {
            throw new FileFault("E_FILE_FORMAT", "it is an .xls file of old, or protected by a password; save it as .xlsx without password");
        }

        try
        {
            using var document = SpreadsheetDocument.Open(new MemoryStream(bytes, writable: false), isEditable: false, new OpenSettings { MaxCharactersInPart = LargestPart });
            return Read(document.WorkbookPart ?? throw new InvalidDataException("no workbook"), sheet, mostRows);
        }
        catch (Exception exception) when (exception is OpenXmlPackageException or InvalidDataException or FileFormatException or XmlException or IOException or FormatException or ArgumentException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FileFault("E_FILE_FORMAT", "it is no XLSX file, or damaged; open it in a spreadsheet program and save it again");
        }
    }

    private static Table Read(WorkbookPart book, string? name, int mostRows)
    {
        var sheets = book.Workbook.Sheets?.Elements<Sheet>().ToList() ?? [];
        var sheet = name is null ? sheets.FirstOrDefault(s => s.State is null || s.State.Value == SheetStateValues.Visible) : sheets.FirstOrDefault(s => Titles.Fold(s.Name?.Value ?? "") == Titles.Fold(name));
        if (sheet?.Id?.Value is not { } id)
        {
            throw new FileFault("E_FILE_SHEET", name is null ? "it has no visible sheet" : $"it has no sheet \"{name}\"; use the template");
        }

        var texts = book.SharedStringTablePart?.SharedStringTable?.Elements<SharedStringItem>().Select(i => i.InnerText).ToList() ?? [];
        var dates = DateStyles(book);
        var epoch = book.Workbook.WorkbookProperties?.Date1904?.Value == true ? new DateOnly(1904, 1, 1) : new DateOnly(1899, 12, 30);
        var rows = new List<TableRow>();
        var merged = new List<(int, int)>();
        using var reader = OpenXmlReader.Create(book.GetPartById(id));
        while (reader.Read())
        {
            if (reader.IsStartElement && reader.ElementType == typeof(Row) && reader.LoadCurrentElement() is Row row)
            {
                var number = (int?)row.RowIndex?.Value ?? (rows.Count == 0 ? 1 : rows[^1].Number + 1);
                rows.Add(new(number, Cells(row, texts, dates, epoch)));
                if (rows.Count > mostRows + 10)
                {
                    throw FileFault.Rows(mostRows);
                }
            }
            else if (reader.IsStartElement && reader.ElementType == typeof(MergeCell) && reader.LoadCurrentElement() is MergeCell { Reference.Value: { } range })
            {
                var found = RowsOf().Matches(range);
                merged.Add((int.Parse(found[0].Value, CultureInfo.InvariantCulture), int.Parse(found[^1].Value, CultureInfo.InvariantCulture)));
            }
        }

        var label = sheet.Name?.Value is { } given && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ' ') ? given : (sheets.IndexOf(sheet) + 1).ToString(CultureInfo.InvariantCulture);
        return new(label, rows, merged);
    }

    private static Dictionary<int, TableCell> Cells(Row row, List<string> texts, HashSet<uint> dates, DateOnly epoch)
    {
        var cells = new Dictionary<int, TableCell>();
        var next = 0;
        foreach (var cell in row.Elements<Cell>())
        {
            var column = cell.CellReference?.Value is { } at ? Column(at) : next;
            next = column + 1;
            var raw = cell.CellValue?.Text ?? "";
            var type = cell.DataType?.Value ?? CellValues.Number;
            var text = type == CellValues.SharedString ? texts[int.Parse(raw, CultureInfo.InvariantCulture)]
                : type == CellValues.InlineString ? cell.InlineString?.InnerText ?? ""
                : type == CellValues.Boolean ? raw == "1" ? "true" : "false"
                : raw;
            if (cell.CellFormula is not null && cell.CellValue is null)
            {
                text = "="; // Never computed: it stands for a value that is not there, and is refused as no number.
            }

            var isNumber = type == CellValues.Number && text.Length > 0 && text != "=";
            cells[column] = isNumber && dates.Contains(cell.StyleIndex?.Value ?? 0) ? new(Day(text, epoch), false) : new(text.Trim(), isNumber);
        }

        return cells;
    }

    private static string Day(string serial, DateOnly epoch) =>
        decimal.TryParse(serial, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var days) && days is >= 61 and < 200_000
            ? epoch.AddDays((int)days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : serial;

    private static HashSet<uint> DateStyles(WorkbookPart book)
    {
        var styles = book.WorkbookStylesPart?.Stylesheet;
        var custom = styles?.NumberingFormats?.Elements<NumberingFormat>()
            .Where(f => f.NumberFormatId is not null && Literals().Replace(f.FormatCode?.Value ?? "", "") is var code && code.IndexOfAny(['y', 'Y', 'd', 'D']) >= 0)
            .Select(f => f.NumberFormatId!.Value).ToHashSet() ?? [];
        return (styles?.CellFormats?.Elements<CellFormat>() ?? [])
            .Select((format, index) => (Id: format.NumberFormatId?.Value ?? 0, Index: (uint)index))
            .Where(f => f.Id is >= 14 and <= 17 or 22 or (>= 27 and <= 36) or (>= 50 and <= 58) || custom.Contains(f.Id))
            .Select(f => f.Index).ToHashSet();
    }

    private static int Column(string reference) => reference.TakeWhile(char.IsAsciiLetter).Aggregate(0, (column, c) => (column * 26) + char.ToUpperInvariant(c) - 'A' + 1) - 1;

    [GeneratedRegex(@"\d+")]
    private static partial Regex RowsOf();

    // What stands in quotation marks, in brackets or behind a backslash is text or color, not a part of a day.
    [GeneratedRegex("""
        "[^"]*"|\[[^\]]*\]|\\.
        """)]
    private static partial Regex Literals();
}
