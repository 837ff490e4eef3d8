using System.ComponentModel;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Runs;
using IntegrationHub.Api.Sources;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Api.Quarantine;

/// <summary>Refused records by what is wrong with them, and what could be done about all of a kind at once.</summary>
internal static class QuarantineReasonsEndpoints
{
    private const int MostReasons = 500;
    private const int MostSamples = 3;
    private const string OfSource = "Id of a source; without it all";

    public static void MapQuarantineReasons(this IEndpointRouteBuilder routes)
    {
        var quarantine = routes.MapGroup("/quarantine").WithTags("Quarantine");
        quarantine.MapGet("/reasons", ReasonsAsync).Needs(Rights.Read).WithName("listReasons").WithSummary("Refused records that are not settled by source, rule and place, most first, with samples");
        quarantine.MapGet("/unknown-codes", UnknownCodesAsync).Needs(Rights.Read).WithName("listUnknownCodes").WithSummary("Agency codes and other codes that nobody knows, with what they could mean")
            .WithDescription("Proposals are words for a person who decides; nothing is counted by them. POST /aliases says what an agency code means, POST /quarantine/unknown-codes/meaning proposes what another code means.");
        quarantine.MapPost("/discard", DiscardAsync).Needs(Rights.Operate).WithName("discardQuarantine").WithSummary("Decide that all refused records of a kind never count; they stay, with the reason")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<IReadOnlyList<ReasonAnswer>>> ReasonsAsync(
        [Description(OfSource)] string? source, [Description("Code of a rule, for example E_UNKNOWN_AGENCY; without it all")] string? code, IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var open = new RefusalFilter { Source = source, Code = code }.Open(db).AsNoTracking();
        var reasons = await open.GroupBy(r => new { r.Source, r.Stream, r.Code, r.Place })
            .Select(g => new { g.Key, Count = g.Count(), First = g.Min(r => r.RecordedAt), Last = g.Max(r => r.RecordedAt), Newest = g.Max(r => r.Id), Replaying = g.Count(r => r.ReplayRequested), Units = g.Select(r => r.Unit).Distinct().Count() })
            .OrderByDescending(g => g.Count).Take(MostReasons).ToListAsync(cancellationToken);
        var newest = reasons.Select(r => r.Newest).ToList();
        var samples = await db.Rejections.AsNoTracking().Where(r => newest.Contains(r.Id)).ToDictionaryAsync(r => r.Id, cancellationToken);
        var values = (await open.Where(r => r.Sample != null).GroupBy(r => new { r.Source, r.Stream, r.Code, r.Place, r.Sample }).Select(g => new { g.Key, Count = g.Count() })
            .OrderByDescending(g => g.Count).Take(MostReasons * MostSamples).ToListAsync(cancellationToken)).ToLookup(g => (g.Key.Source, g.Key.Stream, g.Key.Code, g.Key.Place));
        return TypedResults.Ok<IReadOnlyList<ReasonAnswer>>([.. reasons.Select(r => new ReasonAnswer(
            r.Key.Source, r.Key.Stream, r.Key.Code, r.Key.Place, r.Count, r.Units, r.First, r.Last, r.Replaying, OpenRefusals.Waiting.Contains(r.Key.Code), Remedies.Of(r.Key.Code)!,
            [.. values[(r.Key.Source, r.Key.Stream, r.Key.Code, r.Key.Place)].Take(MostSamples).Select(v => new SampleCount(v.Key.Sample!, v.Count))], RefusedRecord.Of(samples[r.Newest])))]);
    }

    private static async Task<Ok<UnknownCodes>> UnknownCodesAsync(
        [Description(OfSource)] string? source, IDbContextFactory<HubDbContext> contexts, CatalogueStore catalogues, IServiceProvider services, TimeProvider clock, CancellationToken cancellationToken)
    {
        var active = await catalogues.CurrentAsync(cancellationToken) ?? throw SourceEdits.NoCatalogue();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        string[] kinds = ["E_UNKNOWN_AGENCY", "E_UNKNOWN_STATUS", "E_UNKNOWN_VALUE", "E_UNKNOWN_REGIME", "E_UNKNOWN_ROLLUP"];
        var found = await new RefusalFilter { Source = source }.Open(db).AsNoTracking().Where(r => kinds.Contains(r.Code) && r.Sample != null)
            .GroupBy(r => new { r.Source, r.Stream, r.Code, r.Place, r.Sample })
            .Select(g => new { g.Key, Count = g.Count(), First = g.Min(r => r.RecordedAt), Last = g.Max(r => r.RecordedAt), Replaying = g.Count(r => r.ReplayRequested) })
            .OrderByDescending(g => g.Count).Take(MostReasons).ToListAsync(cancellationToken);
        var (proposals, today) = (new Dictionary<string, UnitProposals>(StringComparer.Ordinal), VietnamDay.Of(clock.GetUtcNow()));
        var agencies = found.Where(f => f.Key.Code == "E_UNKNOWN_AGENCY").GroupBy(f => (f.Key.Source, f.Key.Sample)).Select(g =>
        {
            var connector = active.Sources.FirstOrDefault(s => s.Id == g.Key.Source)?.Connector ?? "";
            if (!proposals.TryGetValue(g.Key.Source, out var of))
            {
                proposals[g.Key.Source] = of = new UnitProposals(active.Catalogue, g.Key.Source, connector, today);
            }

            return new UnknownAgency(g.Key.Source, g.Key.Sample!, [.. g.Select(x => x.Key.Stream).Distinct()], g.Sum(x => x.Count), g.Min(x => x.First), g.Max(x => x.Last), g.Sum(x => x.Replaying), of.For(g.Key.Sample!));
        }).OrderByDescending(a => a.Records).ToList();
        var mappings = new MappingTexts(active, services.GetService<ISourceTrials>());
        var values = found.Where(f => f.Key.Code != "E_UNKNOWN_AGENCY").Select(f =>
        {
            var connector = active.Sources.FirstOrDefault(s => s.Id == f.Key.Source)?.Connector ?? "";
            var path = MappingTexts.PathOf(connector, f.Key.Stream);
            return new UnknownValue(
                f.Key.Source, f.Key.Stream, f.Key.Code, f.Key.Place, f.Key.Sample!, f.Count, f.First, f.Last, f.Replaying, path, active.Files.Find(path) is not null, Remedies.Of(f.Key.Code)!,
                mappings.Of(connector, f.Key.Stream) is { } text ? CodeMeanings.Of(text, f.Key.Place, f.Key.Sample!) : []);
        }).ToList();
        return TypedResults.Ok(new UnknownCodes(agencies, values));
    }

    private static async Task<Ok<BulkDiscardAnswer>> DiscardAsync(HttpContext context, BulkDiscardOrder order, IDbContextFactory<HubDbContext> contexts, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(order.Reason) || order.Reason.Length > 1000)
        {
            throw new ApiProblemException("bad-body", "say in 'reason', in at most 1000 characters, why the records never count");
        }

        var filter = new RefusalFilter { Ids = order.Ids, Source = order.Source, Stream = order.Stream, Code = order.Code, Place = order.Place, Sample = order.Sample };
        if (filter.IsEmpty)
        {
            throw new ApiProblemException("bad-body", "say which records: ids, or one or more of source, stream, code, place and sample, as GET /api/v1/quarantine/reasons answers them");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var discarded = await RefusedRecords.DiscardAsync(db, filter, order.Reason.Trim(), context.Caller().Name, clock.GetUtcNow(), order.Expected, cancellationToken);
        return discarded < 0 || (order.Expected > 0 && discarded == 0)
            ? throw new ApiProblemException("count-changed", FormattableString.Invariant($"it would be {-discarded} records, you saw {order.Expected}; look again and send that number, or leave 'expected' out"))
            : TypedResults.Ok(new BulkDiscardAnswer(discarded));
    }
}

/// <param name="Records">How many are open.</param>
/// <param name="Units">Of how many units, as far as it is known.</param>
/// <param name="Replaying">Of these how many wait to be counted again.</param>
/// <param name="Held">They count on as they were, and wait for a person: replay with accept=true, or discard.</param>
/// <param name="Samples">The values that were refused most often.</param>
/// <param name="Newest">One of them as a whole.</param>
public sealed record ReasonAnswer(
    string Source, string Stream, string Code, string Place, int Records, int Units, DateTimeOffset FirstAt, DateTimeOffset LastAt, int Replaying, bool Held, string Remedy,
    IReadOnlyList<SampleCount> Samples, RefusedRecord Newest);

public sealed record SampleCount(string Sample, int Records);

public sealed record UnknownCodes(IReadOnlyList<UnknownAgency> Agencies, IReadOnlyList<UnknownValue> Values);

/// <param name="Proposals">The likeliest unit first; empty: nothing is like it.</param>
public sealed record UnknownAgency(string Source, string Code, IReadOnlyList<string> Streams, int Records, DateTimeOffset FirstAt, DateTimeOffset LastAt, int Replaying, IReadOnlyList<UnitProposal> Proposals);

/// <param name="Mapping">The file that would have to know it.</param>
/// <param name="InCatalogue">Whether the catalogue has that file; else it is the connector's own.</param>
/// <param name="Meanings">What it could mean: known codes that are treated alike. None: the file has to be edited by hand.</param>
public sealed record UnknownValue(
    string Source, string Stream, string Code, string Place, string Value, int Records, DateTimeOffset FirstAt, DateTimeOffset LastAt, int Replaying, string Mapping, bool InCatalogue, string Remedy,
    IReadOnlyList<CodeMeaning> Meanings);

/// <param name="Ids">Numbers of records; left out: by the other fields.</param>
/// <param name="Sample">The value that was refused.</param>
/// <param name="Reason">Why they never count.</param>
/// <param name="Expected">How many the person saw who decides; another number is refused.</param>
public sealed record BulkDiscardOrder(IReadOnlyList<long>? Ids, string? Source, string? Stream, string? Code, string? Place, string? Sample, string? Reason, int? Expected);

public sealed record BulkDiscardAnswer(int Records);
