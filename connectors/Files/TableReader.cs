using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Files;

/// <param name="Place">File, sheet and row.</param>
internal sealed record FileRow(int Number, string Place, Reading Reading);

/// <summary>A file's rows as readings: finds the columns by their titles and keeps only what the mapping names.</summary>
internal sealed partial class TableReader(FilePlan plan, int mostRows)
{
    /// <summary>Titles that no column of the mapping has.</summary>
    public List<string> UnknownTitles { get; } = [];

    /// <summary>Title and letters of the columns that were found, by field.</summary>
    public IReadOnlyDictionary<string, string> Found { get; private set; } = new Dictionary<string, string>();

    /// <exception cref="FileFault">The file as a whole cannot be read.</exception>
    public List<FileRow> Read(string name, byte[] bytes, DateTimeOffset readAt)
    {
        var isSheet = name.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase);
        var table = isSheet ? XlsxTable.Read(bytes, plan.Sheet, mostRows) : CsvTable.Read(bytes, mostRows);
        var rows = table.Rows.Where(r => !r.IsBlank && !r.IsRemark).ToList();
        if (rows.Count == 0)
        {
            throw new FileFault("E_FILE_EMPTY", "it has no header row; use the template");
        }

        if (table.Merged.Any(m => m.First <= rows[0].Number && rows[0].Number <= m.Last))
        {
            throw new FileFault("E_FILE_HEADER", $"cells of its header row (row {rows[0].Number}) are merged; give each column a title of its own");
        }

        if (rows.Count - 1 > mostRows)
        {
            throw FileFault.Rows(mostRows);
        }

        var columns = Match(rows[0]);
        Found = columns.ToDictionary(c => c.Key.Field.Name, c => $"{Table.Letters(c.Value)} ({c.Key.Title})", StringComparer.Ordinal);
        var place = table.Sheet is null ? name : $"{name}, sheet {table.Sheet}";
        var edge = new RowReader(plan.Map);
        var letters = JsonSerializer.SerializeToUtf8Bytes(Found);
        var read = new List<FileRow>(rows.Count);
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in rows.Skip(1))
        {
            var reading = edge.Read(Json(row, columns), readAt);
            var at = $"{place}, {(table.Sheet is null ? "line" : "row")} {row.Number.ToString(CultureInfo.InvariantCulture)}";
            if (!first.TryGetValue(reading.Key, out var before))
            {
                first[reading.Key] = read.Count;
                read.Add(new(row.Number, at, reading with { Body = Marked(reading.Body, at, letters, null) }));
            }
            else if (!IsSame(read[before].Reading.Body, reading.Body))
            {
                // Which of the two is meant, nobody can say: the unit has no figure until a person has decided.
                read[before] = new(row.Number, at, reading with { Body = Marked(reading.Body, at, letters, read[before].Place) });
            }
        }

        return read;
    }

    private Dictionary<FileColumn, int> Match(TableRow header)
    {
        var columns = new Dictionary<FileColumn, int>();
        foreach (var (index, cell) in header.Cells.Where(c => c.Value.Text.Length > 0).OrderBy(c => c.Key))
        {
            var title = Titles.Fold(cell.Text);
            if (plan.Columns.FirstOrDefault(c => c.Aliases.Append(c.Title).Any(t => Titles.Fold(t) == title)) is not { } column)
            {
                if (title != Titles.Fold(plan.UnitTitle ?? ""))
                {
                    UnknownTitles.Add(cell.Text);
                }
            }
            else if (!columns.TryAdd(column, index))
            {
                throw new FileFault("E_FILE_HEADER", $"\"{column.Title}\" stands above two columns ({Table.Letters(columns[column])} and {Table.Letters(index)}); remove one");
            }
        }

        var missing = plan.Columns.Where(c => c.Field.Required && !columns.ContainsKey(c)).Select(c => $"\"{c.Title}\"").ToList();
        return missing.Count == 0 ? columns
            : throw new FileFault("E_FILE_COLUMN", $"its header row (row {header.Number}) lacks {string.Join(", ", missing)}; use the template, or add the title to the mapping's aliases");
    }

    private static JsonElement Json(TableRow row, Dictionary<FileColumn, int> columns)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (column, index) in columns)
            {
                if (!row.Cells.TryGetValue(index, out var cell) || cell.Text.Length == 0)
                {
                    continue;
                }

                writer.WritePropertyName(column.Field.Name);
                if (cell.IsNumber && JsonNumber().IsMatch(cell.Text))
                {
                    writer.WriteRawValue(cell.Text);
                }
                else
                {
                    writer.WriteStringValue(PeriodWords.Plain(cell.Text, column.Field.Type));
                }
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static JsonElement Marked(JsonElement body, string place, byte[] letters, string? twice)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in body.EnumerateObject())
            {
                member.WriteTo(writer);
            }

            writer.WriteString(FileMapping.Place, place);
            writer.WritePropertyName(FileMapping.Columns);
            writer.WriteRawValue(letters);
            if (twice is not null)
            {
                writer.WriteString(FileMapping.Twice, twice);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static bool IsSame(JsonElement marked, JsonElement body) =>
        !marked.TryGetProperty(FileMapping.Twice, out _) && marked.EnumerateObject().Where(m => !m.Name.StartsWith('_')).Select(m => (m.Name, m.Value.GetRawText()))
            .SequenceEqual(body.EnumerateObject().Select(m => (m.Name, m.Value.GetRawText())));

    [GeneratedRegex(@"^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();
}
