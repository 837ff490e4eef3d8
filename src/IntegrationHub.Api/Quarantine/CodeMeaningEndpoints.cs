using IntegrationHub.Api.Access;
using IntegrationHub.Api.Catalogue;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Sources;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Catalogue;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Api.Quarantine;

/// <summary>What a status, or another code of a field, means that a mapping does not know: proposed by one person as the next version of the mapping, approved by another.</summary>
internal static class CodeMeaningEndpoints
{
    public static void MapCodeMeanings(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/quarantine/unknown-codes/meaning", ProposeAsync).WithTags("Quarantine").Needs(Rights.Operate).WithName("proposeMeaning")
            .WithSummary("Propose that an unknown code of a field means what a known one means; a draft of the mapping's next version, which another person approves")
            .Produces<FindingsProblem>(StatusCodes.Status400BadRequest, "application/problem+json").ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Created<DraftSummary>> ProposeAsync(HttpContext context, MeaningOrder order, SourceBoard board, CatalogueChecks checks, CatalogueDrafts drafts, IServiceProvider services, CancellationToken cancellationToken)
    {
        var (active, source) = await board.FindAsync(order.Source ?? "", cancellationToken);
        var (stream, place, value, like) = (order.Stream ?? "", order.Place ?? "", order.Value ?? "", order.Like ?? "");
        var texts = new MappingTexts(active, services.GetService<ISourceTrials>());
        var text = texts.Of(source.Connector, stream) is { } known ? CodeMeanings.With(known, place, value, like) : null;
        if (text is null)
        {
            throw new ApiProblemException("bad-meaning",
                $"'{value}' cannot be added to {MappingTexts.PathOf(source.Connector, stream)} by itself: GET /api/v1/quarantine/unknown-codes says which codes of '{place}' it could mean; otherwise edit the file, and propose it with POST /api/v1/catalogue/drafts");
        }

        var files = new CatalogueFiles([new CatalogueFile(MappingTexts.PathOf(source.Connector, stream), text), .. texts.ExamplesBeside(source.Connector, stream)]);
        var note = string.IsNullOrWhiteSpace(order.Note) ? $"{source.Id}/{stream}: {place} {value} = {like}" : order.Note;
        return await CatalogueDraftsEndpoints.ProposeAsync(context, active, files, [], note, order.By, checks, drafts, cancellationToken);
    }
}

/// <summary>The text of mappings: the catalogue's, else what the connector brings along.</summary>
internal sealed class MappingTexts(ActiveCatalogue active, ISourceTrials? host)
{
    private readonly Dictionary<(string, string), string?> known = [];

    public static string PathOf(string connector, string stream) => $"mappings/{connector}/{stream}.map.yaml";

    public string? Of(string connector, string stream) =>
        known.TryGetValue((connector, stream), out var text) ? text : known[(connector, stream)] = active.Files.Find(PathOf(connector, stream)) ?? Own(connector, $"{stream}.map.yaml");

    /// <summary>Examples go with a mapping that comes into the catalogue, so that they are run with it.</summary>
    public IEnumerable<CatalogueFile> ExamplesBeside(string connector, string stream)
    {
        var path = $"mappings/{connector}/{stream}.map.test.yaml";
        return active.Files.Find(path) is null && Own(connector, $"{stream}.map.test.yaml") is { } text ? [new CatalogueFile(path, text)] : [];
    }

    private string? Own(string connector, string resource)
    {
        using var stream = host?.Connectors.FirstOrDefault(c => c.Key == connector)?.GetType().Assembly.GetManifestResourceStream(resource);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <param name="Place">The field.</param>
/// <param name="Value">The code that nobody knows.</param>
/// <param name="Like">A known code of the field that means the same.</param>
/// <param name="Note">Why; the second person reads it first.</param>
/// <param name="By">Who proposes it, where nobody signs in.</param>
public sealed record MeaningOrder(string? Source, string? Stream, string? Place, string? Value, string? Like, string? Note, string? By);
