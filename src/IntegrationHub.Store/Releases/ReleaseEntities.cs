using System.ComponentModel.DataAnnotations.Schema;

namespace IntegrationHub.Store.Releases;

/// <summary>
/// A plan's figures frozen at an instant, on their way from preparation to announcement. Rows are kept for ever, a few a quarter: what was released must be
/// shown as it was. Triggers of the database refuse to change what a state has closed.
/// </summary>
public sealed class Release
{
    public const string Draft = "draft";
    public const string Checked = "checked";
    public const string Submitted = "submitted";
    public const string Approved = "approved";
    public const string Announced = "announced";
    public const string Withdrawn = "withdrawn";

    public long Id { get; init; }

    public required string Plan { get; init; }

    /// <summary>Null: each row from the start of the year to the cut-off.</summary>
    public string? Period { get; init; }

    public required string Calendar { get; init; }

    public required string View { get; init; }

    public required DateOnly CutOff { get; init; }

    /// <summary>Of data, definitions and geography alike.</summary>
    public required DateTimeOffset AsKnownAt { get; init; }

    public required long Catalogue { get; init; }

    public required string PreparedBy { get; init; }

    public required DateTimeOffset PreparedAt { get; init; }

    public DateTimeOffset? CheckedAt { get; set; }

    /// <summary>How many findings the last check had.</summary>
    public int Findings { get; set; }

    public string? SubmittedBy { get; set; }

    public DateTimeOffset? SubmittedAt { get; set; }

    /// <summary>Why it was submitted although the check found something.</summary>
    public string? Acknowledged { get; set; }

    /// <summary>SHA-256 of the canonical content; null until it is submitted.</summary>
    public string? Digest { get; set; }

    public string? ApprovedBy { get; set; }

    public DateTimeOffset? ApprovedAt { get; set; }

    public string? WithdrawnBy { get; set; }

    public DateTimeOffset? WithdrawnAt { get; set; }

    public string? WithdrawnBecause { get; set; }

    public DateTimeOffset? AnnouncedAt { get; set; }

    /// <summary>When its figures were last compared with what they would be now, all of them.</summary>
    public DateTimeOffset? ComparedAt { get; set; }

    [NotMapped]
    public string State => this switch
    {
        { WithdrawnAt: not null } => Withdrawn,
        { AnnouncedAt: not null } => Announced,
        { ApprovedAt: not null } => Approved,
        { SubmittedAt: not null } => Submitted,
        { CheckedAt: not null } => Checked,
        _ => Draft,
    };
}

/// <summary>The content of a release. It may be written anew until the release is submitted, then never again.</summary>
public sealed class ReleaseDocument
{
    public long Release { get; init; }

    /// <summary>Canonical JSON, compressed.</summary>
    public required byte[] Content { get; set; }

    /// <summary>Closes the row.</summary>
    public string? Digest { get; set; }
}

/// <summary>A figure of an approved release, where it is found without reading the content.</summary>
public sealed class ReleasedValue
{
    public long Release { get; init; }

    public required string Indicator { get; init; }

    /// <summary>Empty for a row that is no part.</summary>
    public required string Part { get; init; }

    public required string Unit { get; init; }

    public required string Kind { get; init; }

    public required DateOnly FromDay { get; init; }

    /// <summary>Day after the last.</summary>
    public required DateOnly ToDay { get; init; }

    /// <summary><see cref="ReleasedNumbers"/> as JSON.</summary>
    public required string Numbers { get; init; }
}

/// <summary>A released figure is another one now. The k-th row of a figure is its k-th change since it was first released.</summary>
public sealed class Restatement
{
    public long Id { get; init; }

    /// <summary>The newest release with that figure at the time.</summary>
    public required long Release { get; init; }

    public required string Plan { get; init; }

    public required string Calendar { get; init; }

    public required string View { get; init; }

    public required string Indicator { get; init; }

    public required string Part { get; init; }

    public required string Unit { get; init; }

    public required DateOnly FromDay { get; init; }

    public required DateOnly ToDay { get; init; }

    public required int Revision { get; init; }

    /// <summary><see cref="ReleasedNumbers"/> as JSON. Null: there was no such row.</summary>
    public string? Before { get; init; }

    /// <summary>Null: there is no such row any longer.</summary>
    public string? After { get; init; }

    /// <summary>correction, decision, definition, target, geography or data: one that was found only by comparing all.</summary>
    public required string Cause { get; init; }

    public long? Batch { get; init; }

    public Guid? Run { get; init; }

    public string? Source { get; init; }

    /// <summary>The catalogue version by which it is what it is after.</summary>
    public required long Catalogue { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }
}
