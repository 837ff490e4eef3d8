using System.Globalization;
using IntegrationHub.Api.Access;
using IntegrationHub.Store.Access;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace IntegrationHub.Api.OpenApi;

/// <summary>The document of the API: the same wherever it is asked for, so that it can be compared with the one in contracts/.</summary>
internal static class ContractDocument
{
    public const string Version = "v1";

    private const string Bearer = "bearer";
    private const string Session = "session";

    /// <summary>What is behind each group of addresses.</summary>
    private static readonly Dictionary<string, string> Tags = new(StringComparer.Ordinal)
    {
        ["Plans"] = "Plans as printed, and their rows with figure, target and verdict",
        ["Indicators"] = "Figures through time, what a figure is made of, and why it moved",
        ["Releases"] = "Figures of a plan, frozen and signed by two people",
        ["Duties"] = "What units owe by the plans, by when, and what was sent",
        ["Changes"] = "Figures as they change: pull feed and live feed",
        ["Reconciliation"] = "Differences between feeds, and between the hub and figures that others publish",
        ["Runs"] = "Runs of sources",
        ["Systems"] = "The register of the province's systems",
        ["Clock"] = "The hub's time",
        ["Catalogue"] = "What figures mean: files, versions, differences; changed by two people, or gone back to",
        ["Connectors"] = "Kinds of systems that can be read, and what a form needs of each",
        ["Sources"] = "Sources: state, definition with history, trying out, runs, files, pulling, backfills",
        ["Quarantine"] = "Refused records: look, say what unknown codes mean, replay, discard",
        ["Access"] = "People and keys of machines: roles, units, locking, replacing",
        ["OrgUnits"] = "The units of the state apparatus, with their history",
        ["Parked"] = "Batches and messages that could not be recorded",
        ["Entries"] = "Counts and states that people enter, with evidence",
        ["Subscriptions"] = "Who is sent events by HTTP, and what they were sent",
        ["Session"] = "Signing in and out on the page, and who one is",
        ["Secrets"] = "Secrets that the store keeps: set, never shown",
        ["Audit"] = "What people did, in a chain of hashes",
        ["Alerts"] = "What a person has to know of, and of what nobody is told for a while",
        ["Health"] = "Liveness, readiness, freshness of sources",
    };

    public static IServiceCollection AddContractDocument(this IServiceCollection services) => services.AddOpenApi(Version, options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "IntegrationHub",
                Version = Version,
                Description = "Plans, figures and their lineage; sources, runs and quarantine. Instants are UTC, days are those of Asia/Ho_Chi_Minh, "
                    + "ends of intervals are exclusive, and numbers that must be exact are decimal strings. Errors are problem details (RFC 9457): "
                    + "type is a stable word, detail says what to do. A parameter that an address does not know is refused.",
                License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            };

            // The hub does not know under which name others reach it.
            document.Servers = [new OpenApiServer { Url = "/", Description = "The hub that this document was read from" }];

            document.AddComponent(Bearer, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key of the hub (hub key add), or a token of the province's OpenID Connect" });
            document.AddComponent(Session, new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = "hub", Description = "The session of somebody who signed in on the page; what changes something also sends X-Hub-Csrf" });
            document.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] },
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Session, document)] = [] },
            ];
            foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
            {
                tag.Description ??= Tags.GetValueOrDefault(tag.Name ?? "");
            }

            return Task.CompletedTask;
        });
        options.AddOperationTransformer(async (operation, context, cancellationToken) =>
        {
            var problem = await context.GetOrCreateSchemaAsync(typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), null, cancellationToken);
            operation.Responses ??= [];
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<AccessNeed>().LastOrDefault() is { Rights: Rights.None })
            {
                // Answers without identity.
                operation.Security = [new OpenApiSecurityRequirement()];
            }

            operation.Responses.TryAdd("400", Problem("The request cannot be read, or has a parameter that this address does not know", context, problem));
            operation.Responses.TryAdd("default", Problem("Any other problem; type and detail say which", context, problem));
            foreach (var (status, response) in operation.Responses)
            {
                if (response is OpenApiResponse written && Meaning(status) is { } meaning && written.Description == StatusText(status))
                {
                    written.Description = meaning;
                }

                // The generator takes a file for text in base64.
                foreach (var (type, content) in response.Content ?? new Dictionary<string, OpenApiMediaType>())
                {
                    if (type.StartsWith("application/vnd.openxmlformats", StringComparison.Ordinal) || type == "application/octet-stream")
                    {
                        content.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
                    }
                }
            }
        });

        // An instant is written by a converter of ours, into which the generator cannot see.
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(DateTimeOffset) || context.JsonTypeInfo.Type == typeof(DateTimeOffset?))
            {
                schema.Format = "date-time";
                schema.Type = JsonSchemaType.String | (context.JsonTypeInfo.Type == typeof(DateTimeOffset?) ? JsonSchemaType.Null : 0);
            }

            // Anything but nothing: where it may be missing that is said beside it, and only one of both may be true.
            if (context.JsonTypeInfo.Type == typeof(System.Text.Json.JsonElement))
            {
                schema.Type = JsonSchemaType.Object | JsonSchemaType.Array | JsonSchemaType.String | JsonSchemaType.Number | JsonSchemaType.Boolean;
            }

            return Task.CompletedTask;
        });
    });

    private static OpenApiResponse Problem(string description, OpenApiOperationTransformerContext context, IOpenApiSchema schema)
    {
        context.Document?.AddComponent(nameof(Microsoft.AspNetCore.Mvc.ProblemDetails), schema);
        return new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(nameof(Microsoft.AspNetCore.Mvc.ProblemDetails), context.Document) },
            },
        };
    }

    private static string? Meaning(string status) => status switch
    {
        "304" => "Nothing changed since the answer whose ETag was sent in If-None-Match; no body",
        "400" => "The request cannot be read, or asks for what there is not: type says which, detail what to do",
        "401" => "Nobody is signed in, or the key or token is not good",
        "403" => "Who asks may not do this, or not for this unit; detail says what is needed",
        "429" => "Too many requests of one address; Retry-After says when to ask again",
        "404" => "What the address names is not there; detail says what is",
        "410" => "The cursor is older than what is kept; detail says how to begin again",
        "503" => "For now the hub cannot answer; detail says why",
        _ => null,
    };

    private static string StatusText(string status) =>
        int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(code) : "";
}
