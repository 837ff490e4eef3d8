using System.Globalization;
using System.Security.Cryptography;
using IntegrationHub.Api.Files;
using IntegrationHub.Collect.Normalizing;
using IntegrationHub.Connectors;
using IntegrationHub.Connectors.Files;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace IntegrationHub.Host.Files;

/// <summary>Files that people send, into the folder of a source of the connector files, where the next pull finds them like any other.</summary>
public sealed class FileUploads(IDbContextFactory<HubDbContext> contexts, TimeProvider clock) : IFileUploads
{
    private const string Connector = "files";
    private const int MostReported = 500;

    public FileTerms? TermsOf(ActiveCatalogue active, SourceDefinition source)
    {
        ArgumentNullException.ThrowIfNull(active);
        ArgumentNullException.ThrowIfNull(source);
        if (source.Connector != Connector)
        {
            return null;
        }

        return new FileTerms(Number(source, "maxFileMb") * 1024L * 1024, [.. StreamsOf(active, source)]);
    }

    /// <exception cref="FileRefusedException">The source has no such stream, or takes no files.</exception>
    public StreamDefinition DefinitionOf(ActiveCatalogue active, SourceDefinition source, string? stream, string? fileName = null)
    {
        var streams = TermsOf(active, source)?.Streams ?? throw new FileRefusedException("E_SOURCE", $"source '{source.Id}' takes no files; only sources of the connector files do");
        var wanted = stream ?? streams.Where(s => fileName?.StartsWith(s, StringComparison.OrdinalIgnoreCase) == true).MaxBy(s => s.Length) ?? (streams.Count == 1 ? streams[0] : null);
        return wanted is not null && streams.Contains(wanted) && active.Catalogue.Mappings.FirstOrDefault(m => m.Connector == Connector && m.Stream == wanted) is { } mapping
            ? new StreamDefinition(mapping.Connector, mapping.Stream, mapping.Path, mapping.Text)
            : throw new FileRefusedException("E_STREAM_UNKNOWN", $"say which stream the table is for: {string.Join(", ", streams)}");
    }

    public FileTemplate Template(ActiveCatalogue active, SourceDefinition source, string? stream, string extension, string? period)
    {
        ArgumentNullException.ThrowIfNull(active);
        ArgumentNullException.ThrowIfNull(source);
        var (definition, today) = (DefinitionOf(active, source, stream), VietnamDay.Of(clock.GetUtcNow()));
        var units = active.Catalogue.Aliases.Where(a => a.Unit is not null && (a.Source == source.Id || a.Source == source.Connector) && a.Validity.Contains(today))
            .Select(a => new TemplateUnit(a.Code, active.Catalogue.Units.GetValueOrDefault(a.Unit!)?.At(today)?.Name.Vi ?? a.Unit!)).ToList();
        return new(definition.Stream, extension, extension == "xlsx" ? TemplateWriter.Xlsx(definition, units, period) : TemplateWriter.Csv(definition, units, period), units.Count);
    }

    public FileReport Preview(ActiveCatalogue active, SourceDefinition source, SentFile file) => Look(active, source, file, storedAs: null);

    public async Task<FileReport> StoreAsync(ActiveCatalogue active, SourceDefinition source, SentFile file, string by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        var definition = DefinitionOf(active, source, file.Stream, file.Name);
        var name = NameFor(definition.Stream, file.Name, clock.GetUtcNow());
        var report = Look(active, source, file, name);
        var folder = source.Options.GetValueOrDefault("folder")?.Value ?? "";
        var (unfinished, finished) = (Path.Combine(folder, $".{Guid.NewGuid():N}.part"), Path.Combine(folder, name));
        try
        {
            await GuardedAsync(source, () => File.WriteAllBytesAsync(unfinished, file.Content, cancellationToken));
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            db.Add(new UploadRow
            {
                Source = source.Id, Stream = definition.Stream, StoredAs = name, Bytes = file.Content.LongLength, Digest = Convert.ToHexStringLower(SHA256.HashData(file.Content)),
                SentBy = by, SentAt = clock.GetUtcNow(),
            });
            await db.SaveChangesAsync(cancellationToken);
            await PullRequests.RequestAsync(db, source.Id, cancellationToken);
            await AuditLog.WriteAsync(db, new AuditEntry("source.upload", "source/" + source.Id) { By = by, After = new { definition.Stream, storedAs = name, bytes = file.Content.LongLength } }, clock.GetUtcNow(), cancellationToken);
            await MoveAsync(source, unfinished, finished, transaction);
        }
        finally
        {
            Remove(unfinished);
        }

        return report;
    }

    private FileReport Look(ActiveCatalogue active, SourceDefinition source, SentFile file, string? storedAs)
    {
        ArgumentNullException.ThrowIfNull(active);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(file);
        var definition = DefinitionOf(active, source, file.Stream, file.Name);
        CheckKind(file);
        FilePreview preview;
        try
        {
            // By its own short name: what a person calls a file may say something about persons.
            preview = FilePreview.Of(definition, definition.Stream + Path.GetExtension(file.Name).ToLowerInvariant(), file.Content, Number(source, "maxRows"), clock);
        }
        catch (ConnectorException fault)
        {
            throw new FileRefusedException(fault.Code, fault.Message);
        }

        if (preview.Fault is { } reason)
        {
            throw new FileRefusedException(reason.Split(':')[0], reason[(reason.IndexOf(':', StringComparison.Ordinal) + 2)..]);
        }

        var agencies = new AgencyDirectory(active.Catalogue, source.Id, source.Connector);
        var today = VietnamDay.Of(clock.GetUtcNow());
        var rejected = preview.Rows.Select(r => new ReportedRow(r.Place, r.Agency, [.. r.Rejected.Select(c => new ReportedCell(c.Column, c.Code, c.Message, c.Found)), .. UnknownAgency(agencies, r, today)]))
            .Where(r => r.Cells.Count > 0).ToList();
        return new FileReport(source.Id, definition.Stream, storedAs, preview.Rows.Count, rejected.Count, preview.UnknownTitles, [.. rejected.Take(MostReported)]);
    }

    private static IEnumerable<ReportedCell> UnknownAgency(AgencyDirectory agencies, PreviewedRow row, DateOnly today) => row.Agency is { } code && !agencies.TryResolve(code, today, out _)
        ? [new ReportedCell(null, "E_UNKNOWN_AGENCY", $"agency code '{code}' is in no alias table of this source; correct it, or add it with 'hub alias add'", code)]
        : [];

    private static void CheckKind(SentFile file)
    {
        var fits = Path.GetExtension(file.Name).ToUpperInvariant() switch
        {
            ".XLSX" => file.Content.AsSpan().StartsWith("PK\u0003\u0004"u8),
            ".CSV" => !file.Content.AsSpan().Contains((byte)0) || file.Content.AsSpan().StartsWith(new byte[] { 0xFF, 0xFE }) || file.Content.AsSpan().StartsWith(new byte[] { 0xFE, 0xFF }),
            _ => throw new FileRefusedException("E_FILE_NAME", "only .csv and .xlsx files are taken; save the table as one of them"),
        };
        if (!fits)
        {
            throw new FileRefusedException("E_FILE_FORMAT", "the content is not what the name's ending says; save the table again as CSV UTF-8 or XLSX");
        }
    }

    /// <summary>The stream and the instant, nothing of the name that it was sent with: what a person calls a file may say something about persons.</summary>
    private static string NameFor(string stream, string name, DateTimeOffset at) =>
        $"{stream}-{at.ToOffset(VietnamDay.Offset).ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture)}{Path.GetExtension(name).ToLowerInvariant()}";

    /// <summary>The file and the note of it together, or neither: the folder holds no file that nobody is known to have sent.</summary>
    private static async Task MoveAsync(SourceDefinition source, string unfinished, string finished, IDbContextTransaction transaction)
    {
        if (File.Exists(finished))
        {
            throw new FileRefusedException("E_FILE_NAME", "another file was sent at the same instant; send it again");
        }

        await GuardedAsync(source, () =>
        {
            File.Move(unfinished, finished, overwrite: false);
            return Task.CompletedTask;
        });
        try
        {
            await transaction.CommitAsync(CancellationToken.None); // The file is there: whoever sent it may have gone away.
        }
        catch
        {
            Remove(finished);
            throw;
        }
    }

    private static async Task GuardedAsync(SourceDefinition source, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FileRefusedException("E_FOLDER", $"the folder of source '{source.Id}' cannot be written to; create it, or grant the hub's account access");
        }
    }

    // Deleting in a folder that is not there would be a fault of its own, in the place of the one to be told.
    private static void Remove(string file)
    {
        if (File.Exists(file))
        {
            File.Delete(file);
        }
    }

    private static int Number(SourceDefinition source, string option) => int.Parse(
        source.Options.GetValueOrDefault(option)?.Value ?? new FilesModule().Options.Single(o => o.Name == option).Default!, CultureInfo.InvariantCulture);

    private static IEnumerable<string> StreamsOf(ActiveCatalogue active, SourceDefinition source) => source.Streams.Count > 0
        ? source.Streams
        : active.Catalogue.Mappings.Where(m => m.Connector == Connector).Select(m => m.Stream).Distinct();
}
