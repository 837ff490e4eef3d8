using System.ComponentModel;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Requests;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Catalogue;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Catalogue;

/// <summary>What figures mean is changed by two people: one proposes, another approves.</summary>
internal static class CatalogueDraftsEndpoints
{
    private const int LongestNote = 1000;

    public static void MapCatalogueDrafts(this IEndpointRouteBuilder routes)
    {
        var drafts = routes.MapGroup("/catalogue/drafts").WithTags("Catalogue");
        drafts.MapGet("/", ListAsync).Needs(Rights.Read).WithName("listDrafts").WithSummary("Proposed changes of the catalogue, newest first").ProducesProblem(StatusCodes.Status400BadRequest);
        Changes(drafts.MapPost("/", AddAsync).Needs(Rights.Operate).WithName("addDraft").WithSummary("Propose a change of the catalogue; it is checked, and another person approves it"));
        drafts.MapGet("/{id:long}", FindAsync).Needs(Rights.Read).WithName("getDraft").WithSummary("A proposed change line by line, with what lint says of it now").ProducesProblem(StatusCodes.Status404NotFound);
        Changes(drafts.MapPost("/{id:long}/approve", ApproveAsync).Needs(Rights.Approve).WithName("approveDraft").WithSummary("Make it a version, as a second person")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed));
        Changes(drafts.MapPost("/{id:long}/withdraw", WithdrawAsync).Needs(Rights.Operate).WithName("withdrawDraft").WithSummary("Decide that it is not made; it stays, with the reason")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict));
        Changes(routes.MapPost("/catalogue/versions/{version:long}/restore", RestoreAsync).WithTags("Catalogue").Needs(Rights.Operate).WithName("restoreCatalogue")
            .WithSummary("Propose to go back to an earlier version; sources stay as they are, and another person approves it").ProducesProblem(StatusCodes.Status404NotFound));
    }

    private static void Changes(RouteHandlerBuilder route) => route.Produces<FindingsProblem>(StatusCodes.Status400BadRequest, "application/problem+json").ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Ok<IReadOnlyList<DraftSummary>>> ListAsync(
        [Description("open, approved or withdrawn; without it all")] string? state, [Description("Most drafts of the answer, 1 to 500")] int? limit, CatalogueDrafts drafts, CancellationToken cancellationToken)
    {
        if (state is not (null or CatalogueDraft.Open or CatalogueDraft.Approved or CatalogueDraft.Withdrawn))
        {
            throw new ApiProblemException("bad-parameter", $"state is '{state}'; use open, approved or withdrawn");
        }

        return TypedResults.Ok<IReadOnlyList<DraftSummary>>([.. (await drafts.ListAsync(state, Paging.Limit(limit), cancellationToken)).Select(DraftSummary.Of)]);
    }

    private static async Task<Created<DraftSummary>> AddAsync(HttpContext context, DraftOrder order, CatalogueChecks checks, CatalogueDrafts drafts, CancellationToken cancellationToken)
    {
        var active = await checks.ActiveAsync(cancellationToken);
        var (files, removed) = CatalogueChecks.Read(order.Files, order.Removed, active);
        return await ProposeAsync(context, active, files, removed, order.Note, order.By, checks, drafts, cancellationToken);
    }

    private static async Task<Created<DraftSummary>> RestoreAsync(
        HttpContext context, [Description("Number of a version")] long version, RestoreCatalogueOrder order, CatalogueChecks checks, CatalogueStore catalogues, CatalogueDrafts drafts, CancellationToken cancellationToken)
    {
        var active = await checks.ActiveAsync(cancellationToken);
        var then = await catalogues.FilesOfAsync(version, cancellationToken) ?? throw new ApiProblemException("unknown-version", $"there is no version {version}; GET /api/v1/catalogue/versions lists them");

        // Secrets and hosts of sources are looked after elsewhere.
        var changes = CatalogueFiles.Changes(active.Files, then).Where(c => !c.Path.StartsWith("sources/", StringComparison.Ordinal)).ToList();
        var files = new CatalogueFiles(changes.Where(c => c.Change != "removed").Select(c => new CatalogueFile(c.Path, then.Find(c.Path)!)));
        return await ProposeAsync(
            context, active, files, [.. changes.Where(c => c.Change == "removed").Select(c => c.Path)], order.Note ?? FormattableString.Invariant($"as in version {version}"), order.By, checks, drafts, cancellationToken);
    }

    internal static async Task<Created<DraftSummary>> ProposeAsync(
        HttpContext context, ActiveCatalogue active, CatalogueFiles files, IReadOnlyList<string> removed, string? note, string? by, CatalogueChecks checks, CatalogueDrafts drafts, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(note) || note.Length > LongestNote)
        {
            throw new ApiProblemException("bad-catalogue", $"note: say in at most {LongestNote} characters why it shall be changed; the second person reads it first");
        }

        if (CatalogueFiles.Changes(active.Files, active.Files.With(files).Without(removed)).Count == 0)
        {
            throw new ApiProblemException("bad-catalogue", $"nothing would differ from version {active.Version}");
        }

        Check(checks.Lint(active, files, removed));
        var draft = await drafts.AddAsync(active, files, removed, note.Trim(), context.By(by), cancellationToken);
        return TypedResults.Created(FormattableString.Invariant($"/api/v1/catalogue/drafts/{draft.Id}"), DraftSummary.Of(draft));
    }

    private static async Task<Ok<DraftDetail>> FindAsync([Description("Number of a draft")] long id, CatalogueChecks checks, CatalogueStore catalogues, CatalogueDrafts drafts, CancellationToken cancellationToken)
    {
        var draft = await GuardedAsync(() => drafts.FindAsync(id, cancellationToken));
        var (files, removed) = (CatalogueDrafts.FilesOf(draft), CatalogueDrafts.RemovedOf(draft));
        var active = await checks.ActiveAsync(cancellationToken);
        var isOpen = draft.State == CatalogueDraft.Open;
        var before = isOpen ? active.Files : await catalogues.FilesOfAsync(draft.BasedOn, cancellationToken) ?? active.Files;
        return TypedResults.Ok(new DraftDetail(
            DraftSummary.Of(draft), CatalogueChecks.Differences(before, before.With(files).Without(removed)), isOpen ? checks.Lint(active, files, removed) : [], isOpen ? CatalogueDrafts.StaleIn(draft, active.Files) : []));
    }

    private static async Task<Ok<DraftSummary>> ApproveAsync(HttpContext context, [Description("Number of a draft")] long id, ApprovalOrder order, CatalogueChecks checks, CatalogueDrafts drafts, CancellationToken cancellationToken)
    {
        var draft = await GuardedAsync(() => drafts.FindAsync(id, cancellationToken));
        Check(draft.State == CatalogueDraft.Open ? checks.Lint(await checks.ActiveAsync(cancellationToken), CatalogueDrafts.FilesOf(draft), CatalogueDrafts.RemovedOf(draft)) : []);
        await GuardedAsync(() => drafts.ApproveAsync(draft, context.By(order.By), cancellationToken));
        await checks.AppliedAsync(cancellationToken);
        return TypedResults.Ok(DraftSummary.Of(await drafts.FindAsync(id, cancellationToken)));
    }

    private static async Task<Ok<DraftSummary>> WithdrawAsync(HttpContext context, [Description("Number of a draft")] long id, WithdrawalOrder order, CatalogueDrafts drafts, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(order.Reason) || order.Reason.Length > LongestNote)
        {
            throw new ApiProblemException("bad-body", $"say in 'reason', in at most {LongestNote} characters, why it is not made");
        }

        var draft = await GuardedAsync(() => drafts.FindAsync(id, cancellationToken));
        await GuardedAsync(async () =>
        {
            await drafts.WithdrawAsync(draft, context.By(order.By), order.Reason.Trim(), cancellationToken);
            return true;
        });
        return TypedResults.Ok(DraftSummary.Of(await drafts.FindAsync(id, cancellationToken)));
    }

    private static void Check(IReadOnlyList<FindingAnswer> findings)
    {
        var errors = findings.Where(f => f.Severity == "error").ToList();
        if (errors.Count > 0)
        {
            throw new ApiProblemException("bad-catalogue", $"{errors.Count} to correct: {string.Join("; ", errors.Take(5).Select(f => $"{f.File}:{f.Line}: {f.Message} {f.Remedy}"))}") { Findings = findings };
        }
    }

    private static async Task<T> GuardedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (DraftException e)
        {
            throw new ApiProblemException(e.Code, e.Message);
        }
        catch (CatalogueConflictException stale)
        {
            throw new ApiProblemException("changed-meanwhile", stale.Message);
        }
        catch (CatalogueException wrong)
        {
            throw new ApiProblemException("bad-catalogue", "the catalogue would have errors; nothing was changed") { Findings = [.. wrong.Findings.Select(f => FindingAnswer.Of(f))] };
        }
    }
}
