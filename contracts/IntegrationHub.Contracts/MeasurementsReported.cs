namespace IntegrationHub.Contracts;

/// <summary>
/// A batch of measurements that one page of a source gave. Sent by Collect on the exchange <c>hub.measurements</c>, received by Record.
/// At least once on the wire: the receiver is idempotent by record key and revision. Never carries percentages and never personal data.
/// </summary>
/// <remarks>
/// Columnar: one array per field, because a batch of a thousand measurements as objects costs twice the time on the wire.
/// <c>Records[i]</c> has the values <c>ValuesFrom[i] .. ValuesFrom[i + 1]</c> (exclusive) of the value columns. All value columns have
/// the same length. The unit belongs to the value, not to the record: an agency code may mean another unit on a later day.
/// </remarks>
public sealed record MeasurementsReported
{
    /// <summary>The archived page that these measurements were made from. A batch that comes twice has the same id.</summary>
    public required Guid Batch { get; init; }

    /// <summary>The run of the source in which the page was pulled.</summary>
    public required Guid Run { get; init; }

    /// <summary>Id of the configured source, for example <c>tthc-bac-giang</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Stream of the source, for example <c>dossiers</c>.</summary>
    public required string Stream { get; init; }

    /// <summary>Connector key and stream, for example <c>tthc/dossiers</c>: what the catalogue names as authority of a metric.</summary>
    public required string Feed { get; init; }

    /// <summary>Version of the mapping that made the values. First part of a measurement's revision: a greater one wins.</summary>
    public required int Mapping { get; init; }

    /// <summary>Record keys, unique within source and stream, ordered ordinally, each at most once in a batch.</summary>
    public required string[] Records { get; init; }

    /// <summary>The distinct org unit ids of the batch.</summary>
    public required string[] Units { get; init; }

    /// <summary>Second part of the revision: the source's own sequence where it has one that never falls, else 0.</summary>
    public required long[] SourceSeq { get; init; }

    /// <summary>Third part of the revision: instant at which the record was requested, microseconds since 1970-01-01T00:00:00Z.</summary>
    public required long[] ObservedAt { get; init; }

    /// <summary>Indexes of records that the source has withdrawn; they have no values. Empty when none.</summary>
    public int[] Retracted { get; init; } = [];

    /// <summary>Start of each record's values; one longer than <see cref="Records"/>, the last entry is the number of values.</summary>
    public required int[] ValuesFrom { get; init; }

    /// <summary>The distinct metric codes of the batch.</summary>
    public required string[] Metrics { get; init; }

    /// <summary>The distinct scopes of the batch: <c>own</c>, <c>subtree</c> or <c>level:province|district|commune</c>.</summary>
    public string[] Scopes { get; init; } = ["own"];

    /// <summary>For each value the index of its unit in <see cref="Units"/>.</summary>
    public required int[] UnitOf { get; init; }

    /// <summary>For each value the index of its metric in <see cref="Metrics"/>.</summary>
    public required int[] MetricOf { get; init; }

    /// <summary>For each value the index of its scope in <see cref="Scopes"/>. Empty means that all are <c>own</c>.</summary>
    public int[] ScopeOf { get; init; } = [];

    /// <summary>First day of each value's interval, in days since 0001-01-01 (Asia/Ho_Chi_Minh calendar days).</summary>
    public required int[] From { get; init; }

    /// <summary>Day after the last day of each value's interval.</summary>
    public required int[] To { get; init; }

    /// <summary>Amounts, scaled to integers by the metric's <c>scale</c> in the catalogue (scale 3: 1.5 is 1500).</summary>
    public required long[] Amounts { get; init; }

    /// <summary>Records of the page that could not be accepted, with the reason.</summary>
    public RejectedRecord[] Rejections { get; init; } = [];

    /// <summary>W3C trace context of the page's request; null when it was not traced.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>A source record that was refused. It is kept, counted and shown; it never becomes a figure.</summary>
public sealed record RejectedRecord
{
    /// <summary>Key of the record; null when the record has none that can be read.</summary>
    public string? Record { get; init; }

    /// <summary>Stable code of the rule, for example <c>E_UNKNOWN_AGENCY</c>; the list is in contracts/README.md.</summary>
    public required string Code { get; init; }

    /// <summary>Where in the record, for example <c>soLieu.TiepNhanTrongKy</c>.</summary>
    public required string Place { get; init; }

    /// <summary>What is wrong and what to do, in English, without personal data.</summary>
    public required string Message { get; init; }

    /// <summary>Instant at which the record was requested, microseconds since 1970-01-01T00:00:00Z; 0 when it is not known.</summary>
    public long ObservedAt { get; init; }

    /// <summary>Org unit id; null when it is not known.</summary>
    public string? Unit { get; init; }

    /// <summary>Day that the record would have counted on (days since 0001-01-01); null when it is not known.</summary>
    public int? Day { get; init; }

    /// <summary>The offending value, shortened and free of personal data; null when there is nothing to show.</summary>
    public string? Sample { get; init; }
}
