namespace IntegrationHub.Store.Timeline;

/// <summary>What a run did when, across the processes that had a part in it.</summary>
/// <param name="IsKept">Whether its steps are still kept: those of the newest 50 runs of a stream are, for 30 days. The counts are kept for good.</param>
/// <param name="AddsUp">Whether fetched is accepted, unchanged, rejected and waiting together.</param>
/// <param name="Spans">In the order of their starts; the first one is the run itself.</param>
public sealed record RunTimeline(
    Guid Run, string? TraceId, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, bool IsKept, bool AddsUp, IReadOnlyList<RunStep> Steps, IReadOnlyList<TimelineSpan> Spans);

/// <param name="Stage">source (requests to it), collect, publish, record or notify.</param>
/// <param name="From">Null: nothing of this stage was told, or is kept no longer.</param>
/// <param name="Count">How many steps there were.</param>
/// <param name="Problems">How many of them did not go well; those that were tried again are among them.</param>
/// <param name="Counts">collect: pages and fetched; publish: batches; record: accepted, unchanged, rejected, and waiting to be recorded; notify: acknowledged, failed and skipped.</param>
public sealed record RunStep(string Stage, DateTimeOffset? From, DateTimeOffset? To, int Count, int Problems, IReadOnlyDictionary<string, long> Counts);

/// <param name="Parent">Null: it is the run's first, or what it hung on was never told.</param>
/// <param name="Count">How many of one name it stands for: of long runs those beyond the first hundreds are added up.</param>
/// <param name="Status">ok or error.</param>
/// <param name="Problem">Type of the error; null when it went well.</param>
/// <param name="Process">Machine and process that did it.</param>
public sealed record TimelineSpan(
    string Id, string? Parent, string Stage, string Name, DateTimeOffset StartedAt, DateTimeOffset EndedAt, long Milliseconds, int Count, string Status, string? Problem, string Process,
    IReadOnlyDictionary<string, string> Attributes);

/// <summary>What went wrong in a run, or is to be known of it, oldest first.</summary>
/// <param name="Level">warning or error.</param>
/// <param name="Stage">As of the timeline.</param>
/// <param name="Count">How often.</param>
/// <param name="Remedy">Null: nothing is to be done.</param>
public sealed record RunLogLine(DateTimeOffset At, string Level, string Stage, string Code, string Message, int Count, string? Remedy = null);
