using IntegrationHub.Api.Runs;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Api.Sources;

/// <param name="Enabled">Neither switched off in its file nor paused.</param>
/// <param name="State">never, running, ok or failed.</param>
/// <param name="Progress">Of the run under way; null when there is none.</param>
/// <param name="LastRun">The one under way, else the one that failed, else the newest.</param>
/// <param name="NextRunAt">Null: only on request, or at once.</param>
/// <param name="WaitingUntil">The source is not asked before; null when nothing keeps from it.</param>
/// <param name="WaitingFor">source: it asked for it; budget: its rate budget is used up.</param>
public sealed record SourceSummary(
    string Id, Text Name, string Connector, bool Enabled, bool Paused, bool PullRequested, string? Schedule, string State, string? Progress, RunSummary? LastRun,
    IReadOnlyList<SourceStream> Streams, DateTimeOffset? NextRunAt, DateTimeOffset? WaitingUntil, string? WaitingFor);

/// <param name="Feed">Connector and stream: what the catalogue names as authority.</param>
/// <param name="ConfirmedTo">Last day up to which everything is delivered; null: not known yet.</param>
/// <param name="Rejected">Refused records that are not settled.</param>
/// <param name="Parked">Batches that could not be recorded and wait for a person: GET /api/v1/parked.</param>
public sealed record SourceStream(string Stream, string Feed, DateOnly? ConfirmedTo, int Rejected, int Parked, DateTimeOffset? CursorMovedAt);

/// <param name="Revision">Of its definition: send it back with a change (If-Match), so that nobody else's is overwritten.</param>
/// <param name="Definition">As it is written, without what its state adds.</param>
public sealed record SourceDetail(
    string Id, Text Name, string Connector, bool Enabled, bool Paused, bool PullRequested, string? Schedule, string State, string? Progress, RunSummary? LastRun,
    IReadOnlyList<SourceStream> Streams, DateTimeOffset? NextRunAt, IReadOnlyDictionary<string, SourceOptionAnswer> Options, DateTimeOffset? WaitingUntil, string? WaitingFor,
    string Revision, long CatalogueVersion, SourceDefinitionAnswer Definition)
{
    internal static SourceDetail Of(SourceSummary s, SourceDefinition source, ActiveCatalogue active) => new(
        s.Id, s.Name, s.Connector, s.Enabled, s.Paused, s.PullRequested, s.Schedule, s.State, s.Progress, s.LastRun, s.Streams, s.NextRunAt,
        source.Options.ToDictionary(o => o.Key, o => SourceOptionAnswer.Of(o.Value), StringComparer.Ordinal), s.WaitingUntil, s.WaitingFor,
        active.Files.RevisionOf(SourceDrafts.PathOf(source.Id)) ?? "", active.Version, SourceDefinitionAnswer.Of(source));
}

/// <summary>Exactly one is set.</summary>
/// <param name="Secret">Where the secret is kept, never the secret.</param>
public sealed record SourceOptionAnswer(string? Value, string? Secret)
{
    internal static SourceOptionAnswer Of(SourceOption option) => option.IsSecret ? new(null, option.Value) : new(WithoutUserInfo(option.Value), null);

    /// <summary>An address may carry a name and password in front of its host.</summary>
    private static string WithoutUserInfo(string value) =>
        value.Contains('@', StringComparison.Ordinal) && Uri.TryCreate(value, UriKind.Absolute, out var address) && address.UserInfo.Length > 0
            ? value.Replace(address.UserInfo + "@", "…@", StringComparison.Ordinal)
            : value;
}

/// <param name="Running">A run is under way already.</param>
public sealed record PullAnswer(string Source, bool Requested, bool Running);
