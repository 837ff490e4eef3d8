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
}
