using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Files;

/// <param name="Code">Agency code as in the source's alias table.</param>
/// <param name="Name">Name for people; it is not read back.</param>
public sealed record TemplateUnit(string Code, string Name);

/// <summary>An empty file to fill in: titles, a row that explains them, and a row for each unit.</summary>
public static class TemplateWriter
{
    /// <summary>CSV in UTF-8 with a mark, so that spreadsheet programs open it with its accents.</summary>
    /// <param name="definition">A mapping of the connector <c>files</c>.</param>
    /// <param name="units">Who reports; each gets a row.</param>
    /// <param name="period">Written into the column of the period; null leaves it empty.</param>
    /// <exception cref="ConnectorException">The mapping cannot be used.</exception>
    public static byte[] Csv(StreamDefinition definition, IReadOnlyList<TemplateUnit> units, string? period = null)
    {
        var text = new StringBuilder("\uFEFF");
        foreach (var row in Rows(definition, units, period))
        {
            text.AppendJoin(';', row.Select(Quoted)).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <inheritdoc cref="Csv"/>
    public static byte[] Xlsx(StreamDefinition definition, IReadOnlyList<TemplateUnit> units, string? period = null)
    {
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            var part = book.AddNewPart<WorksheetPart>();
            var rows = Rows(definition, units, period).Select(row => new Row(row.Select(text => new Cell(new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve })) { DataType = CellValues.InlineString })));
            part.Worksheet = new Worksheet(new SheetData(rows));
            book.Workbook = new Workbook(new Sheets(new Sheet { Id = book.GetIdOfPart(part), SheetId = 1, Name = PlanOf(definition).Sheet ?? "So lieu" }));
        }

        return stream.ToArray();
    }

    private static List<List<string>> Rows(StreamDefinition definition, IReadOnlyList<TemplateUnit> units, string? period)
    {
        var plan = PlanOf(definition);
        var rows = new List<List<string>> { plan.Columns.Select(c => c.Title).ToList(), plan.Columns.Select(c => c.Note).ToList() };
        rows[1][0] = "# " + rows[1][0];
        rows.AddRange(units.Select(unit => plan.Columns
            .Select(c => c.Field.Name == plan.Map.Agency ? unit.Code : c.Field.Name == plan.Map.Period?.Field ? period ?? "" : "").ToList()));
        if (plan.UnitTitle is { } title)
        {
            rows[0].Add(title);
            rows[1].Add("");
            foreach (var (row, unit) in rows.Skip(2).Zip(units))
            {
                row.Add(unit.Name);
            }
        }

        return rows;
    }

    internal static FilePlan PlanOf(StreamDefinition definition) => new FilesModule().PlanOf(definition.Path, definition.Stream, [definition]);

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(";,\"\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
