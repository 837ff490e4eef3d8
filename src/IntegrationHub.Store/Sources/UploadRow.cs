namespace IntegrationHub.Store.Sources;

/// <summary>A file that somebody sent into the folder of a source: who, when, and which bytes.</summary>
public sealed class UploadRow
{
    public long Id { get; init; }

    public required string Source { get; init; }

    public required string Stream { get; init; }

    /// <summary>Name in the folder.</summary>
    public required string StoredAs { get; init; }

    public required long Bytes { get; init; }

    /// <summary>SHA-256 in hexadecimal.</summary>
    public required string Digest { get; init; }

    public required string SentBy { get; init; }

    public required DateTimeOffset SentAt { get; init; }
}
