using System.ComponentModel;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Sources;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Catalogue.Yaml;
using IntegrationHub.Store.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Systems;

internal static class SystemsEndpoints
{
    public static void MapSystems(this IEndpointRouteBuilder routes) => routes
        .MapGet("/systems", ListAsync).Needs(Rights.Read, Reach.Everyone).WithName("listSystems").WithTags("Systems").WithSummary("The information systems that the plans name, what each is to the hub, and whether it is connected")
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Ok<IReadOnlyList<SystemAnswer>>> ListAsync(
        [Description("source, transport, subscriber, identity, reference, counted or none; without it all")] string? role,
        CatalogueStore catalogues, SourceBoard board, TimeProvider clock, CancellationToken cancellationToken)
    {
        var wanted = Role(role);
        var active = await catalogues.CurrentAsync(cancellationToken);
        var (systems, reading) = (active?.Catalogue.Systems ?? [], active?.Sources ?? []);
        var sources = await board.AllAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<SystemAnswer>>([.. systems.Where(s => wanted is null || s.Role == wanted || s.Also.Contains(wanted.Value)).Select(s => SystemAnswer.Of(s, sources, reading, VietnamDay.Of(clock.GetUtcNow())))]);
    }

    private static SystemRole? Role(string? word) =>
        word is null ? null
        : Words.TryParse<SystemRole>(word, out var role) ? role
        : throw new ApiProblemException("bad-parameter", $"role is '{word}'; it may be {string.Join(", ", Words.Of<SystemRole>())}");
}

/// <param name="Also">Further roles.</param>
/// <param name="Connectors">Connectors by which it is, or would be, read.</param>
/// <param name="Indicators">Indicators that its counts could feed.</param>
/// <param name="NamedIn">Where the plans name it.</param>
/// <param name="Sources">Configured sources that name it; where none does, those of these connectors.</param>
/// <param name="State">connected: a source has been read; failing: the last read failed; configured: not read yet, or switched off; not-connected: no source; not-needed: nothing is read from it.</param>
/// <param name="ConfirmedTo">Last day up to which its sources have delivered everything; null: not known yet.</param>
/// <param name="Owner">Unit in whose figures it counts.</param>
/// <param name="Shared">Of a counted database: whether the register says today that it is connected and shared; null: nobody knows. A source that names it and works counts as well.</param>
public sealed record SystemAnswer(
    string Code, SystemGroup Group, Text Name, SystemRole Role, IReadOnlyList<SystemRole> Also, IReadOnlyList<string> Connectors, IReadOnlyList<string> Indicators, string NamedIn,
    IReadOnlyList<string> Sources, string State, DateOnly? ConfirmedTo, string? Owner, bool? Shared)
{
    internal static SystemAnswer Of(InformationSystem system, IReadOnlyList<SourceSummary> all, IReadOnlyList<SourceDefinition> reading, DateOnly today)
    {
        var named = reading.Where(s => s.Systems.Contains(system.Code)).Select(s => s.Id).ToList();
        var mine = all.Where(s => named.Count > 0 ? named.Contains(s.Id) : system.Connectors.Contains(s.Connector)).ToList();
        var isRead = named.Count > 0 || system.Role is SystemRole.Source || system.Also.Contains(SystemRole.Source);
        var state = !isRead ? "not-needed"
            : mine.Count == 0 ? "not-connected"
            : mine.Any(s => s.State == "failed") ? "failing"
            : mine.Any(s => s.State is "ok" || (s.State is "running" && s.Streams.Any(t => t.CursorMovedAt is not null))) ? "connected"
            : "configured";
        return new SystemAnswer(
            system.Code, system.Group, system.Name, system.Role, system.Also, system.Connectors, system.Indicators, system.NamedIn,
            [.. mine.Select(s => s.Id)], state, mine.SelectMany(s => s.Streams).Min(s => s.ConfirmedTo), system.Owner, system.Sharing.LastOrDefault(f => f.Since <= today)?.IsConnected);
    }
}
