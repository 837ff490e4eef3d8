using System.ComponentModel;
using System.Globalization;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Requests;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Catalogue;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Sources;

internal static class SourceChangesEndpoints
{
    private const string IfMatch = "revision of the definition that is changed, as GET answered it";

    public static void MapSourceChanges(this IEndpointRouteBuilder routes)
    {
        var sources = routes.MapGroup("/sources").WithTags("Sources");
        Changes(sources.MapPost("/", AddAsync).WithName("addSource").WithSummary("Set up a source; it is a new version of the catalogue")
            .WithDescription("Checked as a file is; what is wrong is answered field by field. Secrets are typed as { \"secretValue\": … } and kept encrypted, or referred to by an administrator.").ProducesProblem(StatusCodes.Status409Conflict));
        Changes(sources.MapPut("/{id}", ChangeAsync).WithName("changeSource").WithSummary("Replace the definition of a source; it is a new version of the catalogue")
            .WithDescription("The whole definition: what is left out is at its default. If-Match says which revision is changed; a secret that is sent back as it was answered stays.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired));
        Changes(sources.MapDelete("/{id}", RemoveAsync).WithName("removeSource").WithSummary("Read a source no longer; its figures stay, and so does its history")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired));
        sources.MapGet("/{id}/history", HistoryAsync).Needs(Rights.Read).WithName("listSourceHistory").WithSummary("Every version of a source's definition, newest first, with what it changed")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        Changes(sources.MapPost("/{id}/history/{version:long}/restore", RestoreAsync).WithName("restoreSource").WithSummary("Go back to an earlier definition, also of a source that was removed; it is a new version")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired));
    }

    private static void Changes(RouteHandlerBuilder route) => route.Needs(Rights.Operate)
        .Produces<FindingsProblem>(StatusCodes.Status400BadRequest, "application/problem+json").ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Created<SourceSaved>> AddAsync(HttpContext context, SourceOrder order, SourceDrafts drafts, SourceEdits edits, CatalogueStore catalogues, CancellationToken cancellationToken)
    {
        var id = order.Id?.Trim() ?? "";
        if (id.Length == 0)
        {
            throw new ApiProblemException("bad-source", "id: say how the source is called, for example tthc-bac-giang")
            {
                Findings = [FindingAnswer.OfField("id", LintCodes.PropertyMissing, "The id is missing.", "Lower-case letters, digits and hyphens, for example tthc-bac-giang.")],
            };
        }

        var active = await catalogues.CurrentAsync(cancellationToken) ?? throw SourceEdits.NoCatalogue();
        if (active.Sources.Any(s => s.Id == id))
        {
            throw new ApiProblemException("source-exists", $"there is a source '{id}' already; choose another id, or change that one with PUT /api/v1/sources/{id}");
        }

        var saved = await edits.SaveAsync(context.Caller(), drafts.Of(id, order, active), null, "source.add", order.Note, cancellationToken);
        return TypedResults.Created("/api/v1/sources/" + Uri.EscapeDataString(id), saved);
    }

    private static async Task<Ok<SourceSaved>> ChangeAsync(
        HttpContext context, [Description("Id of a source")] string id, [FromHeader(Name = "If-Match"), Description(IfMatch)] string? ifMatch, SourceOrder order, SourceBoard board, SourceDrafts drafts, SourceEdits edits,
        CancellationToken cancellationToken)
    {
        var (active, _) = await board.FindAsync(id, cancellationToken);
        if (order.Id is { Length: > 0 } other && other != id)
        {
            throw new ApiProblemException("bad-source", $"id: the body says '{other}', the address '{id}'; an id never changes: set up another source")
            {
                Findings = [FindingAnswer.OfField("id", LintCodes.FileName, "An id never changes.", "Leave it as it is, or set up another source.")],
            };
        }

        var saved = await edits.SaveAsync(context.Caller(), drafts.Of(id, order, active), RevisionOf(ifMatch), "source.change", order.Note, cancellationToken);
        context.Response.Headers.ETag = $"\"{saved.Revision}\"";
        return TypedResults.Ok(saved);
    }

    private static async Task<NoContent> RemoveAsync(
        HttpContext context, [Description("Id of a source")] string id, [FromHeader(Name = "If-Match"), Description(IfMatch)] string? ifMatch, SourceBoard board, SourceEdits edits, CancellationToken cancellationToken)
    {
        var (_, source) = await board.FindAsync(id, cancellationToken);
        await edits.RemoveAsync(context.Caller(), source, RevisionOf(ifMatch), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<ListPage<SourceHistoryEntry>>> HistoryAsync(
        [Description("Id of a source")] string id, [Description("Most versions of one answer, 1 to 500")] int? limit, [Description("next of the answer before")] string? cursor,
        CatalogueHistory history, CancellationToken cancellationToken)
    {
        var (size, path) = (Paging.Limit(limit, 20), SourceDrafts.PathOf(id));
        var versions = await history.VersionsAsync(path, Paging.Number(cursor), size + 1, cancellationToken);
        if (versions.Count == 0 && cursor is null)
        {
            throw new ApiProblemException("unknown-source", $"there never was a source '{id}'; GET /api/v1/sources lists those that there are");
        }

        var entries = new List<SourceHistoryEntry>();
        foreach (var version in versions.Take(size))
        {
            var (was, now) = await history.TextsAsync(version.Version, path, cancellationToken);
            var (before, after) = (Read(path, was), Read(path, now));
            entries.Add(new(
                version.Version, version.AppliedAt, version.AppliedBy, version.Origin, version.Note, version.Changes.First(c => c.Path == path).Change,
                now is null ? null : new CatalogueFiles([new(path, now)]).RevisionOf(path), after is null ? null : SourceDefinitionAnswer.Of(after), SourceEdits.Differences(before, after)));
        }

        return TypedResults.Ok(new ListPage<SourceHistoryEntry>(entries, versions.Count > size ? versions[size - 1].Version.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static async Task<Ok<SourceSaved>> RestoreAsync(
        HttpContext context, [Description("Id of a source")] string id, [Description("Version of the catalogue")] long version, [FromHeader(Name = "If-Match"), Description(IfMatch + "; of a source that was removed left out")] string? ifMatch,
        RestoreOrder order, CatalogueStore catalogues, SourceDrafts drafts, SourceEdits edits, CancellationToken cancellationToken)
    {
        var (active, path) = (await catalogues.CurrentAsync(cancellationToken) ?? throw SourceEdits.NoCatalogue(), SourceDrafts.PathOf(id));
        if (Read(path, (await catalogues.FilesOfAsync(version, cancellationToken))?.Find(path)) is not { } source)
        {
            throw new ApiProblemException("unknown-version", $"version {version} has no source '{id}'; GET /api/v1/sources/{id}/history lists those that have");
        }

        var revision = active.Files.RevisionOf(path) is null ? null : RevisionOf(ifMatch);
        var draft = drafts.Check(source, new Dictionary<string, string>(), [], active);
        return TypedResults.Ok(await edits.SaveAsync(context.Caller(), draft, revision, "source.restore", order.Note ?? FormattableString.Invariant($"as in version {version}"), cancellationToken));
    }

    private static string RevisionOf(string? ifMatch) => ifMatch?.Trim().TrimStart('W', '/').Trim('"') is { Length: > 0 } revision
        ? revision
        : throw new ApiProblemException("no-revision", "send If-Match with 'revision' of GET /api/v1/sources/{id}: else a change that somebody else has made would be lost");

    private static SourceDefinition? Read(string path, string? text) => text is null ? null : CatalogueReader.Read(new CatalogueFiles([new CatalogueFile(path, text)])).Sources is [var source, ..] ? source : null;
}
