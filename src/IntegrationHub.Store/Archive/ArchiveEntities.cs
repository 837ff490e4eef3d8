namespace IntegrationHub.Store.Archive;

/// <summary>An archived page: the readings of a batch as compressed JSON; personal data was dropped before. Apart from the batch, so that it can go while the batch stays.</summary>
public sealed class ArchiveRow
{
    /// <summary>Identity of the batch, which is known before it is stored.</summary>
    public required Guid Batch { get; init; }

    /// <summary>The month in which the batch was created.</summary>
    public required int Month { get; init; }

    public required byte[] Page { get; init; }
}

/// <summary>Somebody has forbidden to erase archived pages, of a source or of all. Never removed: what was decided stays beside its end.</summary>
public sealed class ArchiveHold
{
    public long Id { get; init; }

    /// <summary>Null: of all sources.</summary>
    public string? Source { get; init; }

    public required string Reason { get; init; }

    public required string HeldBy { get; init; }

    public required DateTimeOffset HeldAt { get; init; }

    public string? LiftedBy { get; set; }

    public DateTimeOffset? LiftedAt { get; set; }

    public string? LiftedBecause { get; set; }
}

/// <summary>Archived pages that were erased under retention: which, when and by whom.</summary>
public sealed class ArchiveErasure
{
    public long Id { get; init; }

    public required string Source { get; init; }

    public required string Stream { get; init; }

    /// <summary>The month in which they were stored.</summary>
    public required int Month { get; init; }

    public required int Pages { get; init; }

    public required long Bytes { get; init; }

    /// <summary>How many months were to be kept.</summary>
    public required int KeepMonths { get; init; }

    public required string ErasedBy { get; init; }

    public required DateTimeOffset ErasedAt { get; init; }
}
