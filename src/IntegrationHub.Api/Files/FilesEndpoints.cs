using System.ComponentModel;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Requests;
using IntegrationHub.Api.Sources;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Api.Files;

internal static class FilesEndpoints
{
    public static void MapFiles(this IEndpointRouteBuilder routes)
    {
        var files = routes.MapGroup("/sources/{id}/files").WithTags("Sources");
        files.MapGet("/", ListAsync).Needs(Rights.Read).WithName("listFiles").WithSummary("Files that people sent to a source, newest first").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        files.MapPost("/", SendAsync).Needs(Rights.Operate).WithName("sendFile").WithSummary("Send a table (CSV or XLSX) to a source of files; with preview=true only see which cells would be refused")
            .Accepts<IFormFile>("application/octet-stream")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        foreach (var (extension, type) in new[] { ("csv", "text/csv"), ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") })
        {
            files.MapGet("/template." + extension, (
                    [Description("Id of a source")] string id,
                    [Description("Stream of the source that the table is for; without it the only one")] string? stream,
                    [Description("Written into the column of the period, for example 30/11/2024 or Q4/2024; without it the column is empty")] string? period,
                    SourceBoard board, [FromServices] IFileUploads? uploads, CancellationToken cancellationToken) => TemplateAsync(id, stream, period, extension, type, board, uploads, cancellationToken))
                .Needs(Rights.Read).WithName($"getFileTemplate{char.ToUpperInvariant(extension[0])}{extension[1..]}")
                .WithSummary($"An empty table to fill in and send, as {extension.ToUpperInvariant()}: titles, a row that explains them, a row for each unit that reports")
                .Produces<byte[]>(StatusCodes.Status200OK, type).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        }
    }

    private static async Task<FileContentHttpResult> TemplateAsync(string id, string? stream, string? period, string extension, string type, SourceBoard board, IFileUploads? uploads, CancellationToken cancellationToken)
    {
        var (active, source) = await board.FindAsync(id, cancellationToken);
        if (uploads?.TermsOf(active, source) is null)
        {
            throw NoFiles(id);
        }

        try
        {
            var template = uploads.Template(active, source, stream, extension, period);
            return TypedResults.File(template.Content, type, $"{id}-{template.Stream}.{extension}");
        }
        catch (FileRefusedException refused)
        {
            throw new ApiProblemException("bad-file", $"{refused.Code}: {refused.Message}");
        }
    }

    private static ApiProblemException NoFiles(string id) => new("no-files", $"source '{id}' takes no files; only sources of the connector files do");

    private static async Task<Ok<IReadOnlyList<SentFileAnswer>>> ListAsync(
        [Description("Id of a source")] string id,
        [Description("Most files of the answer, 1 to 500")] int? limit,
        SourceBoard board, IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        await board.FindAsync(id, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<SentFileAnswer>>(await db.Uploads.AsNoTracking().Where(u => u.Source == id).OrderByDescending(u => u.Id).Take(Paging.Limit(limit))
            .Select(u => new SentFileAnswer(u.Id, u.Stream, u.StoredAs, u.Bytes, u.Digest, u.SentBy, u.SentAt)).ToListAsync(cancellationToken));
    }

    private static async Task<Ok<FileReport>> SendAsync(
        HttpContext context,
        [Description("Id of a source")] string id,
        [Description("Name of the file; it ends in .csv or .xlsx")] string? name,
        [Description("Stream of the source that the table is for; without it the one with which the name begins, or the only one")] string? stream,
        [Description("Who sends it; without it the caller. Somebody else is refused")] string? by,
        [Description("true: only look at it, nothing is stored")] bool? preview,
        SourceBoard board, [FromServices] IFileUploads? uploads, CancellationToken cancellationToken)
    {
        var (active, source) = await board.FindAsync(id, cancellationToken);
        if (uploads?.TermsOf(active, source) is not { } terms)
        {
            throw NoFiles(id);
        }

        if (string.IsNullOrWhiteSpace(name))
        {
            throw new ApiProblemException("bad-parameter", "say in 'name' what the file is called");
        }

        var sender = context.By(by);
        var file = new SentFile(stream, name, await ReadAsync(context, terms.MostBytes, cancellationToken));
        try
        {
            return TypedResults.Ok(preview is true ? uploads.Preview(active, source, file) : await uploads.StoreAsync(active, source, file, sender, cancellationToken));
        }
        catch (FileRefusedException refused)
        {
            throw new ApiProblemException("bad-file", $"{refused.Code}: {refused.Message}");
        }
    }

    /// <summary>The body as it is: no form around it, so nothing of a browser's form is trusted.</summary>
    private static async Task<byte[]> ReadAsync(HttpContext context, long most, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = most;
        }

        using var content = new MemoryStream();
        await context.Request.Body.CopyToAsync(content, cancellationToken);
        return content.Length == 0 ? throw new ApiProblemException("bad-body", "the file is empty; send its bytes as the body") : content.ToArray();
    }
}

/// <param name="Digest">SHA-256 of its bytes.</param>
public sealed record SentFileAnswer(long Id, string Stream, string StoredAs, long Bytes, string Digest, string SentBy, DateTimeOffset SentAt);
