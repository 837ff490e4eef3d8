namespace IntegrationHub.Api.Page;

/// <param name="Folder">What the console's build made: index.html and assets. Where it is not there, the plain page takes its place.</param>
public sealed record ConsoleSettings(string Folder)
{
    /// <summary>Beside the program.</summary>
    public static ConsoleSettings Default { get; } = new(Path.Combine(AppContext.BaseDirectory, "console"));

    internal string Index => Path.Combine(Folder, "index.html");

    public bool IsBuilt => File.Exists(Index);
}
