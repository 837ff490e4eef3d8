using IntegrationHub.Store.Sources;

namespace IntegrationHub.Host.Commands.Sources;

/// <summary>A run as commands answer it.</summary>
internal sealed record RunAnswer(
    Guid Run, string Source, string Stream, string Kind, string State, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, long Pages, long Fetched, long Accepted,
    long Unchanged, long Rejected, string? ErrorCategory, string? ErrorCode, string? Error)
{
    public static RunAnswer Of(Run run) => new(
        run.Id, run.Source, run.Stream, run.Kind, run.State.ToString().ToLowerInvariant(), run.StartedAt, run.EndedAt, run.Pages, run.Fetched, run.Accepted,
        run.Unchanged, run.Rejected, run.ErrorCategory, run.ErrorCode, run.Error);
}
