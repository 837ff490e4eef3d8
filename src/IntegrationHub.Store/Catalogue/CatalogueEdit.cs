using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Model;

namespace IntegrationHub.Store.Catalogue;

/// <summary>What becomes of a file that was last changed in the hub and is another one in the folder that is applied.</summary>
public enum HubChangeRule
{
    /// <summary>The folder wins.</summary>
    Undo,

    /// <summary>The hub's stays, the other files are applied.</summary>
    Keep,

    /// <summary>Nothing is applied.</summary>
    Refuse,
}

/// <summary>A change of the catalogue's files, applied as one version or not at all.</summary>
/// <param name="Files">Added or changed.</param>
/// <param name="By">Who.</param>
public sealed record CatalogueEdit(CatalogueFiles Files, string By)
{
    /// <summary>Paths of files that are there no longer.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>By path what the file was when the change was thought of; null: there was none. Files that are not named may be anything.</summary>
    public IReadOnlyDictionary<string, string?> Expected { get; init; } = new Dictionary<string, string?>();

    /// <summary>Made in the hub (page, API, alias command) and not by files of a folder.</summary>
    public bool IsMadeInHub { get; init; }

    public HubChangeRule Rule { get; init; }

    public string? Note { get; init; }

    /// <summary>The second person; null: none was needed.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>What the audit log says of it, by the version after it; null: catalogue.apply with the changed files.</summary>
    public Func<long, AuditEntry>? Audit { get; init; }

    /// <summary>What is written together with it, also where no file differs; it is told the version after it.</summary>
    public Func<HubDbContext, long, CancellationToken, Task>? Along { get; init; }
}

/// <param name="Change">added, changed or removed.</param>
public sealed record FileChange(string Path, string Change);

/// <param name="Version">The active version after it.</param>
/// <param name="Files">Empty: nothing differed and no version was made.</param>
/// <param name="Kept">Files that were left as the hub has them.</param>
public sealed record CatalogueEdited(long Version, IReadOnlyList<FileChange> Files, IReadOnlyList<HubChange> Kept);

/// <summary>A file that was last changed in the hub: the folder from which it came does not know of it.</summary>
public sealed class HubChange
{
    public required string Path { get; init; }

    /// <summary>The version that changed it.</summary>
    public required long Version { get; set; }

    public required DateTimeOffset At { get; set; }

    public required string By { get; set; }
}

/// <summary>The files would undo what was changed in the hub; nothing was applied.</summary>
public sealed class HubChangesException(IReadOnlyList<HubChange> changes)
    : Exception($"this would undo what was changed in the hub: {string.Join(", ", changes.Select(c => c.Path))}")
{
    public IReadOnlyList<HubChange> Changes => changes;
}

/// <summary>Somebody else has changed the file meanwhile; nothing was applied.</summary>
public sealed class CatalogueConflictException(string path) : Exception($"{path} was changed by somebody else meanwhile; load it again and repeat the change")
{
    public string Path => path;
}
