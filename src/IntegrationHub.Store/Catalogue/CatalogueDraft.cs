namespace IntegrationHub.Store.Catalogue;

/// <summary>A change of the catalogue that somebody proposes; another person approves it, and then it is a version.</summary>
public sealed class CatalogueDraft
{
    public const string Open = "open", Approved = "approved", Withdrawn = "withdrawn";

    public long Id { get; init; }

    /// <summary>Why; what the second person reads first.</summary>
    public required string Note { get; set; }

    /// <summary>The version that was active when it was made.</summary>
    public required long BasedOn { get; init; }

    /// <summary>Added and changed files, compressed as those of a version.</summary>
    public required byte[] Files { get; init; }

    /// <summary>Paths of files to be removed, as JSON.</summary>
    public required string Removed { get; init; }

    /// <summary>By path the revision that each file had, as JSON.</summary>
    public required string Expected { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>open, approved or withdrawn.</summary>
    public required string State { get; set; }

    public string? DecidedBy { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Of a withdrawn one why.</summary>
    public string? Reason { get; set; }

    /// <summary>The version that it became.</summary>
    public long? Version { get; set; }
}
