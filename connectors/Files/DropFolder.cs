using System.Text.RegularExpressions;

namespace IntegrationHub.Connectors.Files;

/// <param name="Changed">Time of last change (UTC).</param>
internal sealed record DroppedFile(string Name, string FullName, long Length, DateTime Changed);

/// <summary>
/// The folder itself: its files of a stream, oldest first. Links, folders and names that could say something about a person are left alone; what is
/// still being written is left for the next pull.
/// </summary>
internal sealed partial class DropFolder(FilesOptions options, IReadOnlyList<string> streams)
{
    /// <exception cref="ConnectorException">The folder is not there or may not be read.</exception>
    public IReadOnlyList<DroppedFile> Files(string stream, List<(string Name, FileFault Fault)> faults)
    {
        var found = new List<DroppedFile>();
        foreach (var file in List())
        {
            if (IsUnfinished(file.Name) || StreamOf(file.Name) != stream)
            {
                continue;
            }

            if (!FileName().IsMatch(file.Name[stream.Length..]))
            {
                faults.Add(($"{stream}…", new("E_FILE_NAME", "behind the stream's, its name may have 80 letters without accents, digits, spaces, points, hyphens and underscores, and nothing else; rename it")));
            }
            else if (file.LinkTarget is not null)
            {
                faults.Add((file.Name, new("E_FILE_LINK", "it is a link; put the file itself into the folder")));
            }
            else if (file.Length > options.LargestFile)
            {
                faults.Add((file.Name, new("E_FILE_TOO_LARGE", $"it is larger than {options.LargestFile / 1024 / 1024} MB; split it, or raise the option maxFileMb")));
            }
            else
            {
                found.Add(new(file.Name, file.FullName, file.Length, file.LastWriteTimeUtc));
            }
        }

        return [.. found.OrderBy(f => f.Changed).ThenBy(f => f.Name, StringComparer.Ordinal)];
    }

    /// <summary>How many files there are that belong to no stream.</summary>
    public int CountOthers() => List().Count(f => !IsUnfinished(f.Name) && StreamOf(f.Name) is null);

    /// <summary>The bytes, or null when the file changed while it was looked at.</summary>
    public async Task<byte[]?> ReadAsync(DroppedFile file, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
            return bytes.LongLength == file.Length && IsUnchanged(file) ? bytes : null;
        }
        catch (IOException)
        {
            return null; // Locked by a program that still writes it, or gone: it is for the next pull.
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new ConnectorException(FailureCategory.Permission, "E_FILE_ACCESS", $"{options.Source}: {file.Name} may not be read; grant the hub's account read access", exception);
        }
    }

    public static bool IsUnchanged(DroppedFile file) =>
        new FileInfo(file.FullName) is { Exists: true, LinkTarget: null } now && now.Length == file.Length && now.LastWriteTimeUtc == file.Changed;

    private IEnumerable<FileInfo> List()
    {
        try
        {
            var folder = new DirectoryInfo(options.Folder);
            return folder.Exists ? folder.GetFiles()
                : throw new ConnectorException(FailureCategory.Configuration, "E_FOLDER", $"{options.Source}: the folder of option folder is not there; create it, or correct the option");
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new ConnectorException(FailureCategory.Permission, "E_FOLDER", $"{options.Source}: the folder may not be read; grant the hub's account read access", exception);
        }
    }

    // The longest stream that the name begins with, so that "products" does not take the files of "products-export".
    private string? StreamOf(string name) => Extension().IsMatch(name)
        ? streams.Where(s => name.StartsWith(s, StringComparison.OrdinalIgnoreCase) && (name.Length == s.Length || !char.IsAsciiLetterOrDigit(name[s.Length]))).MaxBy(s => s.Length)
        : null;

    private static bool IsUnfinished(string name) => name.StartsWith('.') || name.StartsWith("~$", StringComparison.Ordinal)
        || name.EndsWith(".part", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tmp", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".crdownload", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^[A-Za-z0-9 ._-]{0,80}\.(csv|xlsx)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FileName();

    [GeneratedRegex(@"\.(csv|xlsx)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Extension();
}
