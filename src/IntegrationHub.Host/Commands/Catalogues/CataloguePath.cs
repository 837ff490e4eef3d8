using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Host.Commands.Catalogues;

/// <summary>
/// What a path on the command line means: the folder of a catalogue, a folder of sources, or one file of either. Files get the names
/// that they have in a catalogue.
/// </summary>
/// <param name="Files">What was named.</param>
/// <param name="Around">Of a single file of a catalogue folder the whole folder, so that what the file refers to is known; else null.</param>
internal sealed record CataloguePath(CatalogueFiles Files, CatalogueFiles? Around, Func<string, string> Shown)
{
    private static readonly string[] RootNames = ["orgunits.yaml", "succession.yaml", "calendars.yaml", "metrics.yaml", "indicators.yaml", "systems.yaml"];
    private static readonly string[] FolderNames = ["plans", "aliases", "sources", "mappings"];

    /// <exception cref="CommandException">There is nothing, or nothing that is part of a catalogue.</exception>
    public static CataloguePath Read(string path)
    {
        if (Directory.Exists(path))
        {
            return Folder(path);
        }

        if (!File.Exists(path))
        {
            throw new CommandException($"there is no file or folder '{path}'", ExitCodes.Usage);
        }

        return Single(path);
    }

    private static CataloguePath Folder(string path)
    {
        if (Path.GetFileName(Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar)) is "plans" or "aliases" or "mappings")
        {
            throw new CommandException($"'{path}' is a part of a catalogue; name the catalogue's folder, or one file", ExitCodes.Usage);
        }

        var isCatalogue = RootNames.Any(n => File.Exists(Path.Combine(path, n))) || FolderNames.Any(n => Directory.Exists(Path.Combine(path, n)));
        var files = isCatalogue ? CatalogueFiles.Load(path) : CatalogueFiles.LoadSources(path);
        return files.All.Count == 0
            ? throw new CommandException($"'{path}' holds no YAML files; a catalogue has {string.Join(", ", RootNames)} and the folders {string.Join(", ", FolderNames)}", ExitCodes.Usage)
            : new(files, null, name => Path.Combine(path, isCatalogue ? name : name["sources/".Length..]));
    }

    private static CataloguePath Single(string path)
    {
        var full = Path.GetFullPath(path);
        var (name, parent) = (Path.GetFileName(full), Path.GetDirectoryName(full)!);
        var root = FolderNames.Contains(Path.GetFileName(parent)) ? Path.GetDirectoryName(parent)!
            : Path.GetFileName(Path.GetDirectoryName(parent)) == "mappings" ? Path.GetDirectoryName(Path.GetDirectoryName(parent))! : parent;
        var inCatalogue = Path.GetRelativePath(root, full).Replace('\\', '/');
        if (root == parent && !RootNames.Contains(name))
        {
            // Anywhere else a file on its own is a source: nothing else makes sense without the rest of its catalogue.
            inCatalogue = "sources/" + name;
        }

        var files = CatalogueFiles.LoadFile(full, inCatalogue);
        var isSource = inCatalogue.StartsWith("sources/", StringComparison.Ordinal);
        return new(files, isSource || !File.Exists(Path.Combine(root, RootNames[0])) ? null : CatalogueFiles.Load(root), found => found == inCatalogue ? path : Path.Combine(root, found));
    }
}
