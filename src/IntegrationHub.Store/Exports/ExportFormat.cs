using IntegrationHub.Store.Plans;

namespace IntegrationHub.Store.Exports;

/// <summary>A form in which tables of plans leave the hub as a file.</summary>
/// <param name="Word">What it is called in questions.</param>
/// <param name="Ending">Of a file's name.</param>
/// <param name="Begin">What stands before the first table.</param>
/// <param name="Rows">One table, with the scope that was asked for.</param>
public sealed record ExportFormat(string Word, string MediaType, string Ending, Action<TextWriter> Begin, Action<Progress, string, TextWriter> Rows)
{
    public static ExportFormat Csv { get; } = new("csv", "text/csv; charset=utf-8", "csv", ProgressCsv.Begin, (progress, _, output) => ProgressCsv.Rows(progress, output));

    public static ExportFormat Lines { get; } = new("jsonl", "application/jsonl; charset=utf-8", "jsonl", _ => { }, ProgressLines.Rows);

    public static ExportFormat Sdmx { get; } = new("sdmx-csv", "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8", "csv", SdmxCsv.Begin, SdmxCsv.Rows);

    public static IReadOnlyList<ExportFormat> All { get; } = [Csv, Lines, Sdmx];

    /// <summary>A file of one table.</summary>
    public void Write(Progress progress, string scope, TextWriter output)
    {
        Begin(output);
        Rows(progress, scope, output);
    }

    public static ExportFormat? Find(string word) => All.FirstOrDefault(f => f.Word == word);
}
