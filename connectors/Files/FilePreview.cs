using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Files;

/// <param name="Column">Letters and title of the column; null when the row as a whole is meant.</param>
/// <param name="Found">What stands there, without what could be a person.</param>
public sealed record RejectedCell(string? Column, string Code, string Message, string? Found);

/// <param name="Place">File, sheet and row.</param>
/// <param name="Agency">Agency code; null when it cannot be read.</param>
/// <param name="Rejected">Empty when the row would be taken.</param>
public sealed record PreviewedRow(string Place, string? Agency, IReadOnlyList<RejectedCell> Rejected);

/// <summary>What would become of a file: each row with the cells for which it would be refused. Reads one file and changes nothing.</summary>
/// <param name="Fault">Why the file as a whole cannot be read; null when it can.</param>
/// <param name="UnknownTitles">Columns that would not be read.</param>
public sealed record FilePreview(string? Fault, IReadOnlyList<PreviewedRow> Rows, IReadOnlyList<string> UnknownTitles)
{
    /// <param name="definition">A mapping of the connector <c>files</c>.</param>
    /// <param name="name">Name of the file, for messages and for its ending; no path.</param>
    /// <param name="content">The file.</param>
    /// <param name="mostRows">Option maxRows of the source: a file with more rows is refused.</param>
    /// <param name="clock">The hub's clock.</param>
    /// <exception cref="ConnectorException">The mapping cannot be used, or the name is a path.</exception>
    public static FilePreview Of(StreamDefinition definition, string name, byte[] content, int mostRows, TimeProvider clock)
    {
        if (name.AsSpan().IndexOfAny("/\\") >= 0 || name is "." or "..")
        {
            throw new ConnectorException(FailureCategory.Configuration, "E_FILE_NAME", "a file is named without the folder that it stands in");
        }

        var plan = TemplateWriter.PlanOf(definition);
        var mapping = new YamlMapping(plan.Map);
        var reader = new TableReader(plan, mostRows);
        try
        {
            var rows = reader.Read(name, content, clock.GetUtcNow()).Select(row => Preview(row, mapping, reader.Found)).ToList();
            return new(null, rows, reader.UnknownTitles);
        }
        catch (FileFault fault)
        {
            return new($"{fault.Code}: {fault.Message}", [], reader.UnknownTitles);
        }
    }

    private static PreviewedRow Preview(FileRow row, YamlMapping mapping, IReadOnlyDictionary<string, string> columns)
    {
        var body = row.Reading.Body;
        var faults = mapping.Faults(body).Select(f => new RejectedCell(columns.GetValueOrDefault(f.Place), f.Code, f.Message, f.Sample)).ToList();
        var result = new FileMapping(mapping).Map(row.Reading.Key, body);
        if (faults.Count == 0 && result is Refused refused)
        {
            faults.Add(new(columns.GetValueOrDefault(refused.Place), refused.Code, refused.Message, refused.Sample));
        }

        return new(row.Place, result switch { Mapped m => m.Agency, Refused r => r.Agency, _ => null }, faults);
    }
}
