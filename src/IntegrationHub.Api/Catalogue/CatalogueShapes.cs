using IntegrationHub.Api.Problems;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Api.Catalogue;

/// <param name="Files">In the order of their paths.</param>
public sealed record CatalogueAnswer(long Version, DateTimeOffset AppliedAt, string AppliedBy, string Origin, IReadOnlyList<CatalogueFileAnswer> Files);

/// <param name="ChangedInHub">It was last changed here, and not by a file that was applied; null: not.</param>
public sealed record CatalogueFileAnswer(string Path, string Revision, int Bytes, HubChangeAnswer? ChangedInHub);

public sealed record HubChangeAnswer(long Version, DateTimeOffset At, string By);

public sealed record CatalogueText(string Path, long Version, string Revision, string Text);

/// <param name="Lines">What differs, with three lines around.</param>
public sealed record FileDifference(string Path, string Change, IReadOnlyList<DiffLine> Lines);

public sealed record CatalogueDifference(long Version, long? Against, IReadOnlyList<FileDifference> Files);

/// <param name="Path">As in GET /catalogue, such as plans/PLAN.yaml.</param>
public sealed record FileOrder(string? Path, string? Text);

/// <param name="Files">Added or changed, whole.</param>
/// <param name="Removed">Paths of files that shall be there no longer.</param>
public sealed record LintOrder(IReadOnlyList<FileOrder>? Files, IReadOnlyList<string>? Removed);

/// <param name="Passed">No errors; warnings may be.</param>
/// <param name="Changes">What would differ.</param>
public sealed record LintAnswer(bool Passed, IReadOnlyList<FindingAnswer> Findings, IReadOnlyList<FileDifference> Changes);

/// <param name="Note">Why; what the second person reads first.</param>
/// <param name="By">Who makes it; left out, the caller. Somebody else is refused.</param>
public sealed record DraftOrder(string? Note, IReadOnlyList<FileOrder>? Files, IReadOnlyList<string>? Removed, string? By);

/// <param name="By">Who decides; left out, the caller. Somebody else is refused.</param>
public sealed record ApprovalOrder(string? By);

/// <param name="Reason">Why it is not made.</param>
/// <param name="By">Who decides; left out, the caller. Somebody else is refused.</param>
public sealed record WithdrawalOrder(string? Reason, string? By);

/// <param name="Note">Why.</param>
/// <param name="By">Who wants it; left out, the caller. Somebody else is refused.</param>
public sealed record RestoreCatalogueOrder(string? Note, string? By);

/// <param name="State">open, approved or withdrawn.</param>
/// <param name="BasedOn">The version that was active when it was made.</param>
/// <param name="Version">The version that it became; null: none.</param>
public sealed record DraftSummary(
    long Id, string Note, long BasedOn, string State, string CreatedBy, DateTimeOffset CreatedAt, string? DecidedBy, DateTimeOffset? DecidedAt, string? Reason, long? Version, IReadOnlyList<string> Paths)
{
    internal static DraftSummary Of(CatalogueDraft d) => new(
        d.Id, d.Note, d.BasedOn, d.State, d.CreatedBy, d.CreatedAt, d.DecidedBy, d.DecidedAt, d.Reason, d.Version,
        [.. CatalogueDrafts.FilesOf(d).All.Select(f => f.Path).Concat(CatalogueDrafts.RemovedOf(d)).Order(StringComparer.Ordinal)]);
}

/// <param name="Changes">What it would change now; of one that was decided on, what it changed.</param>
/// <param name="Findings">What lint says of the catalogue as it would be now; empty when it was decided on.</param>
/// <param name="Stale">Files that somebody else has changed meanwhile: it can no longer be approved.</param>
public sealed record DraftDetail(DraftSummary Draft, IReadOnlyList<FileDifference> Changes, IReadOnlyList<FindingAnswer> Findings, IReadOnlyList<string> Stale);
