namespace IntegrationHub.Store.Catalogue;

/// <summary>The catalogue's and sources' files as they were applied. Versions are only added.</summary>
public sealed class CatalogueVersion
{
    public long Id { get; init; }

    public required DateTimeOffset AppliedAt { get; init; }

    public required string AppliedBy { get; init; }

    /// <summary>SHA-256 of the content: applying the same files again makes no version.</summary>
    public required string Digest { get; init; }

    /// <summary>Compressed JSON object: path → text.</summary>
    public required byte[] Files { get; init; }

    /// <summary>files: from a folder or file; hub: on the page, by the API or by a command that changes one file. Null before it was kept: files.</summary>
    public string? Origin { get; init; }

    public string? Note { get; init; }

    /// <summary>The second person, where two were needed.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>What differs from the version before, as JSON; null before it was kept.</summary>
    public string? Changed { get; init; }

    public const string OfFiles = "files";

    public const string OfHub = "hub";
}
