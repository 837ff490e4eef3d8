using System.ComponentModel;
using System.Globalization;
using System.Text;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Requests;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Api.Catalogue;

/// <summary>The catalogue as it is and as it was.</summary>
internal static class CatalogueEndpoints
{
    public static void MapCatalogue(this IEndpointRouteBuilder routes)
    {
        var catalogue = routes.MapGroup("/catalogue").WithTags("Catalogue");
        catalogue.MapGet("/", ListAsync).Needs(Rights.Read).WithName("getCatalogue").WithSummary("The active version and its files");
        catalogue.MapGet("/files/{**path}", FileAsync).Needs(Rights.Read).WithName("getCatalogueFile").WithSummary("The text of a file, now or in a version").ProducesProblem(StatusCodes.Status404NotFound);
        catalogue.MapPost("/lint", LintAsync).Needs(Rights.Operate).WithName("lintCatalogue").WithSummary("Check changed files against the whole catalogue, and show what would differ. Nothing is kept")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);
        catalogue.MapGet("/versions", VersionsAsync).Needs(Rights.Read).WithName("listCatalogueVersions").WithSummary("Every version, newest first: who, why, which files").ProducesProblem(StatusCodes.Status400BadRequest);
        catalogue.MapGet("/versions/{version:long}/diff", DiffAsync).Needs(Rights.Read).WithName("diffCatalogue").WithSummary("What a version changed, or how it differs from another").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<CatalogueAnswer>> ListAsync(CatalogueChecks checks, IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        var active = await checks.ActiveAsync(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var version = await db.CatalogueVersions.AsNoTracking().Where(v => v.Id == active.Version).Select(v => new { v.AppliedAt, v.AppliedBy, v.Origin }).SingleAsync(cancellationToken);
        var changed = await db.HubChanges.AsNoTracking().ToDictionaryAsync(c => c.Path, cancellationToken);
        return TypedResults.Ok(new CatalogueAnswer(active.Version, version.AppliedAt, version.AppliedBy, version.Origin ?? CatalogueVersion.OfFiles, [.. active.Files.All.Select(f => new CatalogueFileAnswer(
            f.Path, active.Files.RevisionOf(f.Path)!, Encoding.UTF8.GetByteCount(f.Text), changed.TryGetValue(f.Path, out var c) ? new(c.Version, c.At, c.By) : null))]));
    }

    private static async Task<Ok<CatalogueText>> FileAsync(
        [Description("Path of a file, such as plans/PLAN.yaml")] string path, [Description("Number of a version; without it the active one")] string? version,
        CatalogueChecks checks, CatalogueStore catalogues, CancellationToken cancellationToken)
    {
        var active = await checks.ActiveAsync(cancellationToken);
        var asked = Paging.Number(version) ?? active.Version;
        var files = asked == active.Version ? active.Files : await FilesAsync(catalogues, asked, cancellationToken);
        return files.Find(path) is { } text
            ? TypedResults.Ok(new CatalogueText(path, asked, files.RevisionOf(path)!, CatalogueChecks.Shown(path, text)!))
            : throw new ApiProblemException("unknown-file", $"version {asked} has no file '{path}'; GET /api/v1/catalogue lists the files");
    }

    private static async Task<Ok<LintAnswer>> LintAsync(LintOrder order, CatalogueChecks checks, CancellationToken cancellationToken)
    {
        var active = await checks.ActiveAsync(cancellationToken);
        var (files, removed) = CatalogueChecks.Read(order.Files, order.Removed, active);
        var findings = checks.Lint(active, files, removed);
        return TypedResults.Ok(new LintAnswer(findings.All(f => f.Severity != "error"), findings, CatalogueChecks.Differences(active.Files, active.Files.With(files).Without(removed))));
    }

    private static async Task<Ok<ListPage<VersionFacts>>> VersionsAsync(
        [Description("Only versions that changed this file; without it all")] string? path, [Description("Most versions of one answer, 1 to 500")] int? limit, [Description("next of the answer before")] string? cursor,
        CatalogueHistory history, CancellationToken cancellationToken)
    {
        var size = Paging.Limit(limit);
        var found = await history.VersionsAsync(path, Paging.Number(cursor), size + 1, cancellationToken);
        return TypedResults.Ok(new ListPage<VersionFacts>([.. found.Take(size)], found.Count > size ? found[size - 1].Version.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static async Task<Ok<CatalogueDifference>> DiffAsync(
        [Description("Number of a version")] long version, [Description("Number of another version; without it the one before")] string? against, CatalogueStore catalogues, CatalogueHistory history, CancellationToken cancellationToken)
    {
        var after = await FilesAsync(catalogues, version, cancellationToken);
        var other = Paging.Number(against) ?? (await history.VersionsAsync(null, version, 1, cancellationToken) is [var previous] ? previous.Version : null);
        var before = other is { } number ? await FilesAsync(catalogues, number, cancellationToken) : new CatalogueFiles([]);
        return TypedResults.Ok(new CatalogueDifference(version, other, CatalogueChecks.Differences(before, after)));
    }

    private static async Task<CatalogueFiles> FilesAsync(CatalogueStore catalogues, long version, CancellationToken cancellationToken) => await catalogues.FilesOfAsync(version, cancellationToken)
        ?? throw new ApiProblemException("unknown-version", $"there is no version {version}; GET /api/v1/catalogue/versions lists them");
}
