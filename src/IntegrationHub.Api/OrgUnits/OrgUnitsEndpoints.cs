using System.ComponentModel;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Requests;
using IntegrationHub.Api.Sources;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.OrgUnits;

internal static class OrgUnitsEndpoints
{
    public static void MapOrgUnits(this IEndpointRouteBuilder routes)
    {
        var units = routes.MapGroup("/org-units").WithTags("OrgUnits");
        units.MapGet("/", ListAsync).Needs(Rights.Read, Reach.Filtered).WithName("listOrgUnits").WithSummary("The units of the state apparatus with their history, in the order of the catalogue; parent makes the tree")
            .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status400BadRequest);
        units.MapGet("/{id}", FindAsync).Needs(Rights.Read, Reach.Filtered).WithName("getOrgUnit").WithSummary("One unit: every version, what it came from and what became of it, and the agency codes that mean it").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<OrgUnitList>, StatusCodeHttpResult>> ListAsync(
        HttpContext context,
        [Description("The tree of this day; without it today's")] DateOnly? at,
        [Description("true: also units that are not there on that day; their level and parent are those of their last version")] bool? ended,
        CatalogueStore catalogues, UnitReach reach, TimeProvider clock, CancellationToken cancellationToken)
    {
        var active = await catalogues.CurrentAsync(cancellationToken) ?? throw SourceEdits.NoCatalogue();
        var (day, mine) = (at ?? VietnamDay.Of(clock.GetUtcNow()), await reach.OfAsync(context.Caller(), cancellationToken));
        if (UnchangedAnswers.IsKnown(context, FormattableString.Invariant($"{active.Version}|{day:O}|{ended}|{context.Caller().Unit}")))
        {
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        var events = EventsOf(active.Catalogue);
        return TypedResults.Ok(new OrgUnitList(active.Version, day, [.. active.Catalogue.Units.Values
            .Where(u => mine?.Contains(u.Id) is not false && (ended is true || u.At(day) is not null)).Select(u => OrgUnitAnswer.Of(u, day, events))]));
    }

    private static async Task<Ok<OrgUnitDetail>> FindAsync(
        HttpContext context, [Description("Id of a unit")] string id, CatalogueStore catalogues, UnitReach reach, TimeProvider clock, CancellationToken cancellationToken)
    {
        var active = await catalogues.CurrentAsync(cancellationToken) ?? throw SourceEdits.NoCatalogue();
        await reach.CheckAsync(context, id, cancellationToken);
        if (active.Catalogue.Units.GetValueOrDefault(id) is not { } unit)
        {
            throw new ApiProblemException("unknown-unit", $"there is no unit '{id}'; GET /api/v1/org-units lists them");
        }

        var day = VietnamDay.Of(clock.GetUtcNow());
        return TypedResults.Ok(new OrgUnitDetail(
            OrgUnitAnswer.Of(unit, day, EventsOf(active.Catalogue)),
            [.. active.Catalogue.Aliases.Where(a => a.Unit == id).Select(a => new OrgUnitCode(a.Source, a.Code, a.Validity.From, a.Validity.To))],
            [.. active.Catalogue.Units.Values.Where(u => u.At(day)?.Parent == id).Select(u => u.Id)]));
    }

    private static ILookup<string, SuccessionEvent> EventsOf(HubCatalogue catalogue) => catalogue.Successions
        .SelectMany(e => e.From.Concat(e.To).Distinct().Select(u => (Unit: u, Event: e))).ToLookup(e => e.Unit, e => e.Event, StringComparer.Ordinal);
}

/// <param name="CatalogueVersion">The version of the catalogue that they stand in.</param>
/// <param name="At">The day of the tree.</param>
public sealed record OrgUnitList(long CatalogueVersion, DateOnly At, IReadOnlyList<OrgUnitAnswer> Units);

/// <param name="Ended">Not there on the day that was asked for.</param>
/// <param name="Code">Code of the statistics office.</param>
/// <param name="Versions">Oldest first; they never overlap.</param>
/// <param name="Events">How it came and what became of it, oldest first.</param>
public sealed record OrgUnitAnswer(
    string Id, string Class, Text Name, string? ShortName, Level Level, string? Parent, string? Code, bool Ended, IReadOnlyList<string> OtherNames,
    IReadOnlyList<OrgUnitVersion> Versions, IReadOnlyList<OrgUnitEvent> Events)
{
    internal static OrgUnitAnswer Of(OrgUnit unit, DateOnly day, ILookup<string, SuccessionEvent> events)
    {
        var then = unit.At(day);
        var shown = then ?? unit.Latest;
        return new(
            unit.Id, unit.Class, shown.Name, shown.ShortName, shown.Level, shown.Parent, shown.Code, then is null, unit.OtherNames,
            [.. unit.Versions.Select(v => new OrgUnitVersion(v.Validity.From, v.Validity.To, v.Name, v.Level, v.Parent, v.Code))],
            [.. events[unit.Id].OrderBy(e => e.Effective).Select(e => new OrgUnitEvent(e.Effective, e.Kind, e.From, e.To, e.LegalRef, e.Gap))]);
    }
}

/// <param name="To">First day on which it no longer holds; null: still.</param>
public sealed record OrgUnitVersion(DateOnly? From, DateOnly? To, Text Name, Level Level, string? Parent, string? Code);

/// <param name="Gap">Of units that ended: that nobody is known to have taken over, and what is known instead.</param>
public sealed record OrgUnitEvent(DateOnly Effective, SuccessionKind Kind, IReadOnlyList<string> From, IReadOnlyList<string> To, string LegalRef, string? Gap);

/// <param name="Codes">Agency codes of sources that mean it.</param>
/// <param name="Children">Units below it today.</param>
public sealed record OrgUnitDetail(OrgUnitAnswer Unit, IReadOnlyList<OrgUnitCode> Codes, IReadOnlyList<string> Children);

public sealed record OrgUnitCode(string Source, string Code, DateOnly? From, DateOnly? To);
