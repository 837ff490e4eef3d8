using System.Security.Cryptography;
using System.Text;

namespace IntegrationHub.Store.Catalogue;

/// <summary>A text file of the catalogue; the path is relative, with forward slashes.</summary>
public sealed record CatalogueFile(string Path, string Text);

/// <summary>The YAML files of a catalogue as they are, byte for byte: what is applied, stored and exported.</summary>
public sealed class CatalogueFiles
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    public CatalogueFiles(IEnumerable<CatalogueFile> files) => All = [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)];

    /// <summary>In the order of their paths.</summary>
    public IReadOnlyList<CatalogueFile> All { get; }

    public string? Find(string path) => All.FirstOrDefault(f => f.Path == path)?.Text;

    /// <summary>Files of both; the other's win where paths are equal.</summary>
    public CatalogueFiles With(CatalogueFiles other)
    {
        var replaced = other.All.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        return new(All.Where(f => !replaced.Contains(f.Path)).Concat(other.All));
    }

    /// <summary>These files but for some.</summary>
    public CatalogueFiles Without(IReadOnlyCollection<string> paths) => paths.Count == 0 ? this : new(All.Where(f => !paths.Contains(f.Path)));

    /// <summary>A short word that is another one when the file is; null: there is no such file.</summary>
    public string? RevisionOf(string path) => Find(path) is { } text ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16] : null;

    /// <summary>By path what became of files.</summary>
    public static IReadOnlyList<FileChange> Changes(CatalogueFiles before, CatalogueFiles after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (was, now) = (before.All.ToDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal), after.All.ToDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal));
        return [.. was.Keys.Union(now.Keys).Order(StringComparer.Ordinal).Where(p => was.GetValueOrDefault(p) != now.GetValueOrDefault(p))
            .Select(p => new FileChange(p, !was.ContainsKey(p) ? "added" : !now.ContainsKey(p) ? "removed" : "changed"))];
    }

    /// <summary>Every YAML file of a catalogue folder and its subfolders.</summary>
    public static CatalogueFiles Load(string folder) => new(Read(folder, SearchOption.AllDirectories, prefix: ""));

    /// <summary>A folder that holds source files only, as paths <c>sources/…</c>.</summary>
    public static CatalogueFiles LoadSources(string folder) => new(Read(folder, SearchOption.TopDirectoryOnly, prefix: "sources/"));

    /// <summary>One file under its name in a catalogue.</summary>
    public static CatalogueFiles LoadFile(string file, string name) => new([new CatalogueFile(name, Utf8.GetString(File.ReadAllBytes(file)))]);

    private static IEnumerable<CatalogueFile> Read(string folder, SearchOption depth, string prefix) => Directory
        .EnumerateFiles(folder, "*", depth)
        .Where(f => f.EndsWith(".yaml", StringComparison.Ordinal) || f.EndsWith(".yml", StringComparison.Ordinal))
        .Select(f => new CatalogueFile(prefix + Path.GetRelativePath(folder, f).Replace('\\', '/'), Utf8.GetString(File.ReadAllBytes(f))));
}
