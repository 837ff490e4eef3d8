using System.Diagnostics;
using System.Xml.Linq;

namespace IntegrationHub.Architecture.Tests.Rules;

internal sealed record Project(string Name, string File, IReadOnlyList<string> References, IReadOnlyList<string> Packages, IReadOnlyList<string> Binaries)
{
    public string Place => File.Split('/')[0];

    /// <summary>Tests, and what only tests use.</summary>
    public bool IsTest => Place == "tests" || Name.EndsWith(".Tests", StringComparison.Ordinal);
}

/// <summary>A checkout as the rules see it: the files that are or would be committed, and what the project files say.</summary>
internal sealed class Checkout
{
    private static readonly HashSet<string> NotCommitted = [".git", "bin", "obj", "node_modules", "TestResults", "artifacts", ".data", ".vs", ".idea"];

    private Checkout(string root, IReadOnlyList<string> files)
    {
        (Root, Files) = (root, files);
        Projects = [.. files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)).Select(ReadProject)];
    }

    public string Root { get; }

    /// <summary>Paths from the root, with forward slashes.</summary>
    public IReadOnlyList<string> Files { get; }

    public IReadOnlyList<Project> Projects { get; }

    public static Checkout Read(string root) => new(root, [.. (ListWithGit(root) ?? ListFolder(root)).Where(f => File.Exists(Path.Combine(root, f))).Order(StringComparer.Ordinal)]);

    public string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    public string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    private Project ReadProject(string file)
    {
        var xml = XDocument.Load(Path.Combine(Root, file));
        IReadOnlyList<string> Includes(string element) =>
            [.. xml.Descendants(element).SelectMany(e => ((string?)e.Attribute("Include") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))];
        return new Project(
            Path.GetFileNameWithoutExtension(file), file,
            [.. Includes("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/')))],
            Includes("PackageReference"), Includes("Reference"));
    }

    /// <summary>Null outside a git checkout, for example in a planted tree or an unpacked archive.</summary>
    private static List<string>? ListWithGit(string root)
    {
        if (!Path.Exists(Path.Combine(root, ".git")))
        {
            return null;
        }

        var start = new ProcessStartInfo("git", ["-C", root, "-c", "core.quotepath=off", "ls-files", "--cached", "--others", "--exclude-standard"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var git = Process.Start(start)!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        return git.ExitCode == 0 ? [.. files] : null;
    }

    private static IEnumerable<string> ListFolder(string root, string prefix = "")
    {
        foreach (var entry in new DirectoryInfo(Path.Combine(root, prefix)).EnumerateFileSystemInfos().Where(e => !NotCommitted.Contains(e.Name)))
        {
            if (entry is FileInfo)
            {
                yield return prefix + entry.Name;
                continue;
            }

            foreach (var file in ListFolder(root, $"{prefix}{entry.Name}/"))
            {
                yield return file;
            }
        }
    }
}
