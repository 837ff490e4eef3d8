namespace IntegrationHub.Testing;

/// <summary>The checkout that the tests run in.</summary>
public static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>Full path of a file or folder of the repository, named from its root.</summary>
    public static string File(string path) => Path.Combine(Root, path);

    private static string Find(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(at.FullName, "IntegrationHub.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException($"No IntegrationHub.sln above {folder}: the tests run from a checkout.");
    }
}
