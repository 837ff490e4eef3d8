using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Files;

/// <summary>
/// The files of a stream, each read once per content: a file that has changed is read again, and its figures replace the old ones by key. A file
/// that cannot be read does not stop the others; the run fails in the end and names it.
/// </summary>
internal sealed class FilesStream(FilePlan plan, FilesOptions options, DropFolder folder, TimeProvider clock)
{
    private const int PageSize = 500;
    private const int MostFiles = 600;

    private string Stream => plan.Map.Stream;

    public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bounds = request.To is { } last ? string.Create(CultureInfo.InvariantCulture, $"{request.From:yyyy-MM-dd}..{last:yyyy-MM-dd}") : null;
        var known = Known(request, bounds);
        var faults = new List<(string Name, FileFault Fault)>();
        var files = folder.Files(Stream, faults);
        if (files.Count > MostFiles)
        {
            throw new ConnectorException(FailureCategory.Configuration, "E_FILE_COUNT", $"{options.Source}: {Stream} has {files.Count} files; move the oldest out of the folder, at most {MostFiles} are remembered");
        }

        var seen = known.Where(k => files.Any(f => f.Name == k.Key)).ToDictionary(StringComparer.Ordinal);
        var isSettled = false;
        var number = 0;
        foreach (var file in files)
        {
            number++;
            if (await folder.ReadAsync(file, cancellationToken) is not { } bytes)
            {
                continue;
            }

            var hash = Hash(bytes);
            if (seen.ContainsValue(hash))
            {
                seen[file.Name] = hash;
                continue;
            }

            if (!isSettled)
            {
                // Real time, whatever the clock of the hub: a copy of a file takes its time in this world.
                await Task.Delay(options.Settle, cancellationToken);
                isSettled = true;
            }

            if (!DropFolder.IsUnchanged(file))
            {
                continue;
            }

            var rows = Rows(file, bytes, request, faults, out var added);
            if (rows is null)
            {
                continue;
            }

            seen[file.Name] = hash;
            foreach (var part in rows.Chunk(PageSize).DefaultIfEmpty([]))
            {
                var isWhole = part.Length == 0 || ReferenceEquals(part[^1], rows[^1]);
                yield return new Page
                {
                    Readings = part,
                    Cursor = isWhole ? Write(seen, bounds) : null,
                    AddedFields = added,
                    Progress = $"{number}/{files.Count} files",
                };
            }
        }

        yield return new Page { Readings = [], Cursor = Write(seen, bounds), Progress = $"{files.Count}/{files.Count} files" };
        ThrowIfAny(options.Source, Stream, faults);
    }

    public static void ThrowIfAny(string source, string stream, IReadOnlyList<(string Name, FileFault Fault)> faults)
    {
        if (faults.Count > 0)
        {
            var list = string.Join("; ", faults.Take(5).Select(f => $"{f.Name}: {f.Fault.Code}: {f.Fault.Message}"));
            throw new ConnectorException(FailureCategory.Malformed, faults[0].Fault.Code, $"{source}: {stream}: {faults.Count} files cannot be read: {list}{(faults.Count > 5 ? "; …" : "")}");
        }
    }

    private IReadOnlyDictionary<string, string> Known(PullRequest request, string? bounds)
    {
        var cursor = CursorText.Read(request.Cursor, options.Source, Stream);
        if (bounds is null && cursor?.Text("backfill") is not null)
        {
            throw cursor.Fault();
        }

        return cursor is not null && cursor.Text("backfill") == bounds ? cursor.Map("files") : new Dictionary<string, string>();
    }

    private IReadOnlyList<Reading>? Rows(DroppedFile file, byte[] bytes, PullRequest request, List<(string Name, FileFault Fault)> faults, out IReadOnlyList<string> added)
    {
        added = [];
        try
        {
            var reader = new TableReader(plan, options.MostRows);
            var from = request.From < options.BackfillFrom ? options.BackfillFrom : request.From;
            var rows = reader.Read(file.Name, bytes, clock.GetUtcNow()).Select(r => r.Reading).Where(r => RecordBounds.Covers(plan.Map, r.Body, from, request.To)).ToList();
            added = [.. reader.UnknownTitles.Where(t => t.Length <= 60 && t.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')).Distinct()];
            return rows;
        }
        catch (FileFault fault)
        {
            faults.Add((file.Name, fault));
            return null;
        }
    }

    private string Write(Dictionary<string, string> seen, string? bounds) => CursorText.Write(Stream, ("files", seen), ("backfill", bounds));

    // A newer mapping may read other columns: it reads every file again.
    private string Hash(byte[] bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{plan.Map.Version}:{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 10))}");
}
