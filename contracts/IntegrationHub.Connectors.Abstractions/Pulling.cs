using System.Text.Json;

namespace IntegrationHub.Connectors;

/// <summary>What the collector asks a connector to read.</summary>
public sealed record PullRequest
{
    /// <summary>Stream to read.</summary>
    public required string Stream { get; init; }

    /// <summary>Where the last stored page ended; null on the first pull. Opaque to the collector, at most 64 KiB.</summary>
    public required string? Cursor { get; init; }

    /// <summary>First day to read when there is no cursor, and lower bound of a backfill (Asia/Ho_Chi_Minh).</summary>
    public required DateOnly From { get; init; }

    /// <summary>Day after the last day to read; null reads up to today. Set for a bounded backfill, which never moves the stream's cursor.</summary>
    public DateOnly? To { get; init; }

    /// <summary>The agency codes that this source's alias table knows, in ordinal order: sources that are asked agency by agency go through these.</summary>
    public required IReadOnlyList<string> Agencies { get; init; }

    /// <summary>Records of this stream that are not final yet, as the last page that named them said.</summary>
    public required IReadOnlyList<OpenRecord> Open { get; init; }
}

/// <summary>A page of readings, stored as a whole or not at all.</summary>
public sealed record Page
{
    /// <summary>The source records of the page. May be empty.</summary>
    public required IReadOnlyList<Reading> Readings { get; init; }

    /// <summary>Where to go on after this page; null keeps the stored cursor.</summary>
    public required string? Cursor { get; init; }

    /// <summary>What has been read completely once this page is stored (and the pages before it in this run). Empty for most pages.</summary>
    public IReadOnlyList<Delivery> Delivered { get; init; } = [];

    /// <summary>Changes of the open set that this page brings.</summary>
    public IReadOnlyList<OpenRecord> Opened { get; init; } = [];

    /// <summary>Keys that are final now and leave the open set.</summary>
    public IReadOnlyList<string> Closed { get; init; } = [];

    /// <summary>
    /// Names of fields that the source sent and the stream's contract does not know. They were dropped unread; the hub remembers the
    /// names, so that an operator sees that the source has changed.
    /// </summary>
    public IReadOnlyList<string> AddedFields { get; init; } = [];

    /// <summary>Progress for people, for example <c>12/240 agencies</c>; null when unknown.</summary>
    public string? Progress { get; init; }
}

/// <summary>One source record after personal data was dropped.</summary>
/// <param name="Key">Key within the stream, stable over re-reads, never a row number.</param>
/// <param name="Body">The fields that the mapping needs, by the source's names. Nothing else: what is not listed here is dropped.</param>
/// <param name="ObservedAt">Instant at which the request for this very record was sent (UTC, the collector's clock).</param>
public sealed record Reading(string Key, JsonElement Body, DateTimeOffset ObservedAt);

/// <summary>
/// A statement that all records of an agency on some days have been read, so that a day without a record is an explicit zero.
/// </summary>
/// <param name="Agency">The source's agency code.</param>
/// <param name="On">The date field that the statement is about, as metrics.yaml names it, for example <c>NgayTiepNhan</c>.</param>
/// <param name="From">First day (Asia/Ho_Chi_Minh).</param>
/// <param name="To">Day after the last day. Days that had not ended when the request was sent must not be included.</param>
public sealed record Delivery(string Agency, string On, DateOnly From, DateOnly To);

/// <summary>A record that may still change, remembered by the collector so that the connector can look at it again.</summary>
/// <param name="Key">Key of the record.</param>
/// <param name="Agency">The source's agency code.</param>
/// <param name="Day">The day under which the source lists it.</param>
/// <param name="Stamp">What the source's list said of it, to see later whether it changed.</param>
public sealed record OpenRecord(string Key, string Agency, DateOnly Day, string Stamp);
