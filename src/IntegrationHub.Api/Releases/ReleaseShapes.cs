using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Releases;

namespace IntegrationHub.Api.Releases;

/// <param name="Plan">Id of a plan.</param>
/// <param name="Period">2024-Q1, 2024-9M and the like; null: each row from the start of the year to the cut-off, as far as its grain allows.</param>
/// <param name="Calendar">gregorian or admin; null: the plan's own.</param>
/// <param name="View">as-was (null), as-now or as-now:2025-07-01.</param>
/// <param name="CutOff">First day that is not part of it; only without a period. Null: today.</param>
/// <param name="By">Who prepares it; left out, the caller. Somebody else is refused.</param>
public sealed record ReleaseRequest(string Plan, string? Period, string? Calendar, string? View, DateOnly? CutOff, string? By = null);

/// <param name="By">Who takes the step; left out, the caller. Somebody else is refused.</param>
/// <param name="Reason">Why it is submitted although the check found something, or why it is withdrawn.</param>
public sealed record ReleaseStep(string? By = null, string? Reason = null);

/// <param name="State">draft, checked, submitted, approved, announced or withdrawn.</param>
/// <param name="Findings">How many the last check had; null: it was not checked.</param>
/// <param name="Acknowledged">Why it was submitted although the check found something.</param>
/// <param name="Digest">SHA-256 of the content; null until it is submitted.</param>
public sealed record ReleaseSummary(
    long Id, string Plan, string? Period, string Calendar, string View, DateOnly CutOff, DateTimeOffset AsKnownAt, string State, int? Findings,
    string PreparedBy, DateTimeOffset PreparedAt, string? SubmittedBy, DateTimeOffset? SubmittedAt, string? Acknowledged, string? ApprovedBy, DateTimeOffset? ApprovedAt, DateTimeOffset? AnnouncedAt,
    string? WithdrawnBy, DateTimeOffset? WithdrawnAt, string? WithdrawnBecause, string? Digest)
{
    internal static ReleaseSummary Of(Release release) => new(
        release.Id, release.Plan, release.Period, release.Calendar, release.View, release.CutOff, release.AsKnownAt, release.State, release.CheckedAt is null ? null : release.Findings,
        release.PreparedBy, release.PreparedAt, release.SubmittedBy, release.SubmittedAt, release.Acknowledged, release.ApprovedBy, release.ApprovedAt, release.AnnouncedAt,
        release.WithdrawnBy, release.WithdrawnAt, release.WithdrawnBecause, release.Digest);
}

/// <param name="Findings">What the last check found.</param>
/// <param name="Sources">How far each source was confirmed.</param>
/// <param name="Restated">How many changes of its figures were found since.</param>
/// <param name="Rows">Those of the plan's owner; all are in report.json.</param>
public sealed record ReleaseDetail(
    ReleaseSummary Release, IReadOnlyList<ReleaseFinding> Findings, IReadOnlyList<ReleaseSource> Sources, IReadOnlyList<ReleaseDifficulty> Difficulties, int Restated, IReadOnlyList<ProgressRow> Rows)
{
    internal static ReleaseDetail Of(Release release, ReleaseContent content, int restated) => new(
        ReleaseSummary.Of(release), content.Findings, content.Sources, content.Difficulties, restated, [.. content.Rows.Where(r => r.Unit == content.Plan.Owner)]);
}

/// <param name="Revision">It is the figure's n-th change since it was first released.</param>
/// <param name="Cause">correction (of a source, with its batch), decision, definition, target, geography, or data: found only by comparing all.</param>
/// <param name="Before">Null: there was no such row.</param>
/// <param name="After">Null: there is no such row any longer.</param>
/// <param name="Catalogue">The version by which it is what it is after.</param>
public sealed record ReleaseRestatement(
    long Id, string Indicator, string? Part, string Unit, RowPeriod Period, int Revision, string Cause, ReleasedNumbers? Before, ReleasedNumbers? After, string? Source, Guid? Run, long Catalogue, DateTimeOffset RecordedAt)
{
    internal static ReleaseRestatement Of(Restatement row) => new(
        row.Id, row.Indicator, row.Part.Length > 0 ? row.Part : null, row.Unit, RowPeriod.Of(IntegrationHub.Indicators.Periods.Period.Of(new(row.FromDay, row.ToDay), row.Calendar == "admin" ? CalendarKind.Admin : CalendarKind.Gregorian)),
        row.Revision, row.Cause, row.Before is null ? null : ReleasedNumbers.Read(row.Before), row.After is null ? null : ReleasedNumbers.Read(row.After), row.Source, row.Run, row.Catalogue, row.RecordedAt);
}

/// <summary>A release as a file: canonical JSON, byte for byte the same whenever it is asked for.</summary>
/// <param name="Format">vn.integrationhub.release-file.v1.</param>
/// <param name="Digest">SHA-256 of the canonical JSON of the content.</param>
/// <param name="Approval">Null while nobody has approved it.</param>
/// <param name="Seal">SHA-256 of the canonical JSON of the file without it.</param>
public sealed record ReleaseFileAnswer(string Format, string Digest, ReleaseApproval? Approval, ReleaseContent Content, string Seal);
