using System.IO.Compression;
using System.Xml.Linq;

namespace IntegrationHub.Testing;

/// <summary>A cell as it is stored: a number keeps the digits of the file, and the format in which it is shown.</summary>
/// <param name="Format">Null for text.</param>
public sealed record SheetCell(string Value, string? Format);

/// <summary>
/// Reads what a workbook or a document holds with nothing but a zip and an XML reader: what is written with a library is not checked with
/// the same one.
/// </summary>
public static class OfficeFiles
{
    private static readonly XNamespace Sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static readonly XNamespace Word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    /// <summary>The rows of the first sheet; empty cells are empty texts.</summary>
    public static IReadOnlyList<IReadOnlyList<SheetCell>> Rows(byte[] workbook)
    {
        var styles = Part(workbook, "xl/styles.xml");
        var formats = styles.Descendants(Sheet + "numFmt").ToDictionary(f => (string)f.Attribute("numFmtId")!, f => (string)f.Attribute("formatCode")!);
        var looks = styles.Element(Sheet + "cellXfs")!.Elements().Select(x => (string)x.Attribute("numFmtId")!).ToList();
        return [.. Part(workbook, "xl/worksheets/sheet1.xml", "xl/worksheets/sheet.xml").Descendants(Sheet + "row").Select(row => (IReadOnlyList<SheetCell>)[.. row.Elements(Sheet + "c").Select(c => CellOf(c, formats, looks))])];
    }

    /// <summary>The rows of every table, cell by cell; lines of a cell are parted by line ends.</summary>
    public static IReadOnlyList<IReadOnlyList<IReadOnlyList<string>>> Tables(byte[] document) =>
        [.. Part(document, "word/document.xml").Descendants(Word + "tbl").Select(t => (IReadOnlyList<IReadOnlyList<string>>)[.. t.Elements(Word + "tr").Select(r => (IReadOnlyList<string>)[.. r.Elements(Word + "tc").Select(TextOf)])])];

    /// <summary>All text of a document, a paragraph a line.</summary>
    public static IReadOnlyList<string> Paragraphs(byte[] document) => [.. Part(document, "word/document.xml").Descendants(Word + "p").Select(TextOf)];

    /// <summary>The names of all parts with the time that is written beside each.</summary>
    public static IReadOnlyList<(string Name, DateTimeOffset Written)> Parts(byte[] package)
    {
        using var zip = new ZipArchive(new MemoryStream(package));
        return [.. zip.Entries.Select(e => (e.FullName, e.LastWriteTime))];
    }

    public static XElement Part(byte[] package, params string[] names)
    {
        using var zip = new ZipArchive(new MemoryStream(package));
        using var part = names.Select(zip.GetEntry).First(e => e is not null)!.Open();
        return XDocument.Load(part).Root!;
    }

    private static SheetCell CellOf(XElement cell, Dictionary<string, string> formats, List<string> looks) => (string?)cell.Attribute("t") == "inlineStr"
        ? new(string.Concat(cell.Descendants(Sheet + "t").Select(t => t.Value)), null)
        : new(cell.Element(Sheet + "v")?.Value ?? "", cell.Element(Sheet + "v") is null ? null : formats.GetValueOrDefault(looks[(int)cell.Attribute("s")!]));

    private static string TextOf(XElement block) => string.Concat(block.Descendants().Select(e => e.Name == Word + "t" ? e.Value : e.Name == Word + "br" ? "\n" : ""));
}
