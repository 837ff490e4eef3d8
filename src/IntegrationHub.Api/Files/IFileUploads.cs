using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Api.Files;

/// <summary>What the host's connectors do with files that people send; the interface knows no connector.</summary>
public interface IFileUploads
{
    /// <returns>Null when the source takes no files.</returns>
    FileTerms? TermsOf(ActiveCatalogue active, SourceDefinition source);

    /// <summary>An empty table to fill in: titles, a row that explains them, and a row for each unit that reports.</summary>
    /// <param name="active">The catalogue.</param>
    /// <param name="source">A source of files.</param>
    /// <param name="stream">Null: the only one of the source.</param>
    /// <param name="extension">csv or xlsx.</param>
    /// <param name="period">Written into the column of the period; null leaves it empty.</param>
    /// <exception cref="FileRefusedException">The source has no such stream.</exception>
    FileTemplate Template(ActiveCatalogue active, SourceDefinition source, string? stream, string extension, string? period);

    /// <summary>Which cells would be refused; nothing is stored.</summary>
    /// <exception cref="FileRefusedException">The file cannot be taken.</exception>
    FileReport Preview(ActiveCatalogue active, SourceDefinition source, SentFile file);

    /// <summary>Puts the file into the source's folder, at once or not at all, notes who sent it, and asks for a pull.</summary>
    /// <exception cref="FileRefusedException">The file cannot be taken; nothing was stored.</exception>
    Task<FileReport> StoreAsync(ActiveCatalogue active, SourceDefinition source, SentFile file, string by, CancellationToken cancellationToken);
}

/// <param name="Extension">csv or xlsx.</param>
/// <param name="Units">How many units have a row.</param>
public sealed record FileTemplate(string Stream, string Extension, byte[] Content, int Units);

/// <param name="MostBytes">A larger file is refused.</param>
public sealed record FileTerms(long MostBytes, IReadOnlyList<string> Streams);

/// <param name="Stream">Null: told by the beginning of the name, or the only one of the source.</param>
/// <param name="Name">As it is called where it comes from; only its end is used, and its beginning where the stream is not named.</param>
public sealed record SentFile(string? Stream, string Name, byte[] Content);

/// <summary>The file as a whole cannot be taken; the message says why and what to do.</summary>
public sealed class FileRefusedException(string code, string message) : Exception(message)
{
    public string Code => code;
}

/// <summary>What becomes of a file.</summary>
/// <param name="StoredAs">Name in the folder; null: only looked at.</param>
/// <param name="Rows">Rows with figures.</param>
/// <param name="RejectedRows">Of these how many are refused, each by itself; the others count.</param>
/// <param name="UnknownColumns">Titles of columns that are not read.</param>
/// <param name="Rejected">The first of the refused rows, with every cell for which they are.</param>
public sealed record FileReport(
    string Source, string Stream, string? StoredAs, int Rows, int RejectedRows, IReadOnlyList<string> UnknownColumns, IReadOnlyList<ReportedRow> Rejected);

/// <param name="Place">File, sheet and row.</param>
/// <param name="Agency">Agency code; null when it cannot be read.</param>
public sealed record ReportedRow(string Place, string? Agency, IReadOnlyList<ReportedCell> Cells);

/// <param name="Column">Letters and title; null when the row as a whole is meant.</param>
/// <param name="Found">What stands there, without what could be a person.</param>
public sealed record ReportedCell(string? Column, string Code, string Message, string? Found);
