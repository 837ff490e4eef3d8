using IntegrationHub.Api.Access;
using IntegrationHub.Api.Sources;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Freshness;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IntegrationHub.Api.Health;

/// <param name="Status">healthy; degraded: something waits or a source failed; unhealthy: the store or the catalogue is not there, and nothing is known of the sources.</param>
/// <param name="Checks">Store, catalogue and bus.</param>
/// <param name="Pending">Pages that are stored and wait to be recorded, of all sources.</param>
/// <param name="OldestPendingAt">When the one was stored that waits longest; null when none waits.</param>
/// <param name="Parked">Pages that could not be recorded and wait for a person.</param>
public sealed record SourcesHealth(
    string Status, IReadOnlyList<HealthAnswerCheck> Checks, int Pending, DateTimeOffset? OldestPendingAt, int Parked, IReadOnlyList<SourceHealth> Sources);

/// <param name="State">never, running, ok or failed; paused: by a person; broken-off: its last pull was ended in its middle, and nobody has gone on yet.</param>
/// <param name="LastRunAt">When the newest pull began that the state speaks of.</param>
/// <param name="LastSuccessAt">When a pull came to its end last.</param>
/// <param name="Pending">Its pages that wait to be recorded.</param>
/// <param name="ObjectiveMinutes">How old its last good pull may be; null: it is read on request, and nobody has said.</param>
/// <param name="AgeMinutes">How old that is; null: there was none.</param>
/// <param name="IsStale">Older than it may be.</param>
/// <param name="NextDeadline">The next report that its figures go into; null: none that has a date.</param>
/// <param name="Forecast">Whether its figures will be there for that, and why not; null without a deadline.</param>
public sealed record SourceHealth(
    string Id, Text Name, string State, string? Progress, DateTimeOffset? LastRunAt, DateTimeOffset? LastSuccessAt, string? ErrorCode, string? Error,
    IReadOnlyList<StreamHealth> Streams, int Pending, int Parked, DateTimeOffset? NextRunAt, long? ObjectiveMinutes, long? AgeMinutes, bool IsStale, ReportDeadline? NextDeadline, Forecast? Forecast);

/// <param name="ConfirmedTo">Last day up to which everything is delivered; null: not known yet.</param>
/// <param name="LagDays">Ended days after it; of a stream by month up to a month is as it should be. Null: not known yet.</param>
/// <param name="Rejected">Refused records that are not settled.</param>
/// <param name="DataTo">The last day that the next report needs; null: it goes into none that has a date.</param>
/// <param name="NeededBy">When it has to be there.</param>
public sealed record StreamHealth(string Stream, DateOnly? ConfirmedTo, int? LagDays, int Rejected, DateOnly? DataTo, DateTimeOffset? NeededBy, Forecast? Forecast);

/// <summary>Health by what has come in, not by processes that are up: for operators and their monitoring.</summary>
internal static class SourceHealthEndpoints
{
    // A page waits seconds when all is well; then it is published again, and after that something is wrong.
    private static readonly TimeSpan Waits = TimeSpan.FromMinutes(3);

    public static void MapSourceHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/sources", AnswerAsync).Needs(Rights.Read, Reach.Everyone).WithName("healthOfSources").WithTags("Health").WithSummary("How fresh each source is, and whether store and bus are there")
            .Produces<SourcesHealth>(StatusCodes.Status503ServiceUnavailable);
        routes.MapGet("/health/indicators", IndicatorsAsync).Needs(Rights.Read, Reach.Everyone).WithName("healthOfIndicators").WithTags("Health")
            .WithSummary("For each figure of a plan the next report that it goes into, and whether its data will be there");
    }

    private static async Task<Ok<IReadOnlyList<IndicatorStanding>>> IndicatorsAsync(
        [System.ComponentModel.Description("true: only those that will be late")] bool? late, FreshnessReader freshness, IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var standings = (await freshness.ReadAsync(db, cancellationToken)).Indicators;
        return TypedResults.Ok<IReadOnlyList<IndicatorStanding>>(late is true ? [.. standings.Where(i => i.Forecast.WillBeLate)] : standings);
    }

    private static async Task<Results<Ok<SourcesHealth>, JsonHttpResult<SourcesHealth>>> AnswerAsync(
        HealthCheckService checks, SourceBoard board, FreshnessReader freshness, IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (status, found) = await HealthEndpoints.CheckAsync(checks, cancellationToken);
        var isThere = found.Where(c => c.Name is StoreHealth.Name or CatalogueHealth.Name).All(c => c.Status == HealthEndpoints.Word(HealthStatus.Healthy));
        if (isThere)
        {
            try
            {
                return TypedResults.Ok(await ReadAsync(status, found, board, freshness, contexts, clock, cancellationToken));
            }
            catch (Exception e) when (dialect.IsTransient(e))
            {
                // It has gone since it was looked at.
                found = [.. found.Select(c => c.Name == StoreHealth.Name ? c with { Status = HealthEndpoints.Word(HealthStatus.Unhealthy), Description = StoreHealth.Away } : c)];
            }
        }

        return TypedResults.Json(new SourcesHealth(HealthEndpoints.Word(HealthStatus.Unhealthy), found, 0, null, 0, []), statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<SourcesHealth> ReadAsync(
        HealthStatus status, IReadOnlyList<HealthAnswerCheck> checks, SourceBoard board, FreshnessReader freshness, IDbContextFactory<HubDbContext> contexts, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (summaries, now) = (await board.AllAsync(cancellationToken), clock.GetUtcNow());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // Asked by monitoring all day long: the few that are open have an index each, and of the runs of a source the newest that went well is found by its instant.
        var pending = await db.Pending().GroupBy(b => b.Source).Select(g => new { Source = g.Key, Count = g.Count(), Oldest = g.Min(b => b.CreatedAt) }).ToDictionaryAsync(g => g.Source, cancellationToken);
        var parked = await db.Parked().GroupBy(b => b.Source).Select(g => new { Source = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Source, g => g.Count, cancellationToken);
        var states = await db.SourceStates.AsNoTracking().Select(s => new
        {
            s.Source,
            s.LeaseUntil,
            SucceededAt = db.Runs.Where(r => r.Source == s.Source && r.State == RunState.Succeeded && r.Kind == "pull").OrderByDescending(r => r.StartedAt).Select(r => r.EndedAt).FirstOrDefault(),
        }).ToDictionaryAsync(s => s.Source, cancellationToken);
        var standings = (await freshness.ReadAsync(db, cancellationToken)).Sources.ToDictionary(s => s.Source, StringComparer.Ordinal);
        var oldest = pending.Count == 0 ? (DateTimeOffset?)null : pending.Values.Min(p => p.Oldest);
        var sources = summaries.Select(summary => Of(summary)).ToList();
        var isWell = status is HealthStatus.Healthy && parked.Count == 0 && !(oldest < now - Waits) && !sources.Any(s => s.State is "failed" or "broken-off" || s.IsStale || s.Forecast?.WillBeLate is true);
        return new SourcesHealth(
            HealthEndpoints.Word(isWell ? HealthStatus.Healthy : HealthStatus.Degraded), checks, pending.Values.Sum(p => p.Count), oldest, parked.Values.Sum(), sources);

        SourceHealth Of(SourceSummary summary)
        {
            var yesterday = VietnamDay.Of(now).DayNumber - 1;
            var state = states.GetValueOrDefault(summary.Id);
            var standing = standings.GetValueOrDefault(summary.Id);

            // Of processes, by the machine's clock: like the lease.
            var isBrokenOff = summary.State == "running" && !(state?.LeaseUntil > TimeProvider.System.GetUtcNow());
            return new SourceHealth(
                summary.Id, summary.Name, summary.Paused ? "paused" : isBrokenOff ? "broken-off" : summary.State, summary.Progress, summary.LastRun?.StartedAt,
                state?.SucceededAt, summary.LastRun?.ErrorCode, summary.LastRun?.Error,
                [.. summary.Streams.Select(s => Stream(s, standing?.Streams.FirstOrDefault(f => f.Stream == s.Stream), yesterday))],
                pending.GetValueOrDefault(summary.Id)?.Count ?? 0, parked.GetValueOrDefault(summary.Id), summary.NextRunAt,
                standing?.ObjectiveMinutes, standing?.AgeMinutes, standing?.IsStale is true, standing?.NextDeadline, standing?.Forecast);
        }
    }

    private static StreamHealth Stream(SourceStream s, StreamForecast? forecast, int yesterday) => new(
        s.Stream, s.ConfirmedTo, s.ConfirmedTo is { } day ? yesterday - day.DayNumber : null, s.Rejected, forecast?.DataTo, forecast?.NeededBy, forecast?.Forecast);
}
