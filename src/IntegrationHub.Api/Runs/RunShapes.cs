using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Sources;

namespace IntegrationHub.Api.Runs;

/// <param name="Kind">pull, backfill, replay (archived pages again), or absence (records that a complete stream no longer brings).</param>
/// <param name="Fetched">accepted + unchanged + rejected once every batch of the run is recorded.</param>
/// <param name="Restated">Amounts of months that were over and had counted, and have changed with this run.</param>
public sealed record RunSummary(
    Guid Id, string Source, string Stream, string Kind, RunState State, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? Progress,
    long Pages, long Fetched, long Accepted, long Unchanged, long Rejected, string? ErrorCategory, string? ErrorCode, string? Error, string? TraceId, long Restated)
{
    internal static RunSummary Of(Run run) => new(
        run.Id, run.Source, run.Stream, run.Kind, run.State, run.StartedAt, run.EndedAt, run.Progress,
        run.Pages, run.Fetched, run.Accepted, run.Unchanged, run.Rejected, run.ErrorCategory, run.ErrorCode, run.Error, run.TraceId, run.Restated);
}

/// <param name="Remedy">What to do about the error; null when there is none.</param>
/// <param name="RejectionsByCode">Most frequent first.</param>
public sealed record RunDetail(
    Guid Id, string Source, string Stream, string Kind, RunState State, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? Progress,
    long Pages, long Fetched, long Accepted, long Unchanged, long Rejected, string? ErrorCategory, string? ErrorCode, string? Error, string? Remedy, string? TraceId,
    DateOnly? FromDay, DateOnly? ToDay, BatchCounts Batches, IReadOnlyList<RefusedCode> RejectionsByCode, long Restated)
{
    internal static RunDetail Of(Run run, BatchCounts batches, IReadOnlyList<RefusedCode> refused) => new(
        run.Id, run.Source, run.Stream, run.Kind, run.State, run.StartedAt, run.EndedAt, run.Progress,
        run.Pages, run.Fetched, run.Accepted, run.Unchanged, run.Rejected, run.ErrorCategory, run.ErrorCode, run.Error, Remedies.Of(run.ErrorCode), run.TraceId,
        run.FromDay, run.ToDay, batches, refused, run.Restated);
}

public sealed record BatchCounts(int Pending, int Recorded, int Parked);

/// <param name="Open">Those that nobody settled and no later revision replaced.</param>
public sealed record RefusedCode(string Code, int Count, int Open, string Remedy, IReadOnlyList<RefusedRecord> Samples);

/// <param name="Place">Where in the record.</param>
/// <param name="Remedy">What to do about all of its kind; the message is about this one.</param>
/// <param name="Sample">The value that was refused, free of personal data.</param>
/// <param name="State">open, superseded, accepted or discarded.</param>
public sealed record RefusedRecord(
    long Id, string Source, string Stream, string? Record, string Code, string Place, string Message, string Remedy, string? Unit, DateOnly? Day, string? Sample, string State,
    Guid Run, DateTimeOffset RecordedAt)
{
    internal static RefusedRecord Of(RejectionRow row) => new(
        row.Id, row.Source, row.Stream, row.Record, row.Code, row.Place, row.Message, Remedies.Of(row.Code)!, row.Unit, row.Day is { } day ? DateOnly.FromDayNumber(day) : null, row.Sample, row.State,
        row.Run, row.RecordedAt);
}
