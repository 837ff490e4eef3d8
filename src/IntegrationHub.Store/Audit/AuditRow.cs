namespace IntegrationHub.Store.Audit;

/// <summary>
/// One act of a person. Rows are only added (the database refuses to change or remove one), each carries the hash of the one before, and none is ever erased:
/// there are as many as people do things, not as many as sources report.
/// </summary>
public sealed class AuditRow
{
    /// <summary>1, 2, 3 … without a gap.</summary>
    public required long Seq { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Who { get; init; }

    public required string SignedIn { get; init; }

    public string? Address { get; init; }

    public required string Action { get; init; }

    public required string Subject { get; init; }

    /// <summary>JSON; null: it was not there.</summary>
    public string? Before { get; init; }

    /// <summary>JSON; null: it is not there any more.</summary>
    public string? After { get; init; }

    /// <summary>Hash of the row before; 64 zeros in the first.</summary>
    public required string Previous { get; init; }

    public string Hash { get; set; } = "";
}

/// <summary>The end of the chain: what writes the next row holds it, so that two never follow the same one, and rows that were cut off at the end are missed.</summary>
public sealed class AuditHead
{
    public const int Only = 1;

    public int Id { get; init; }

    public long Seq { get; set; }

    public required string Hash { get; set; }
}
