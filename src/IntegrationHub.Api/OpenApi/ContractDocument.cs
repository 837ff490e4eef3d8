using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace IntegrationHub.Api.OpenApi;

/// <summary>The document of the API: the same wherever it is asked for, so that it can be compared with the one in contracts/.</summary>
internal static class ContractDocument
{
    public const string Version = "v1";

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
            };
            document.Servers = [];
            return Task.CompletedTask;
        });

        // An instant is written by a converter of ours, into which the generator cannot see.
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(DateTimeOffset) || context.JsonTypeInfo.Type == typeof(DateTimeOffset?))
            {
                schema.Format = "date-time";
                schema.Type = JsonSchemaType.String | (context.JsonTypeInfo.Type == typeof(DateTimeOffset?) ? JsonSchemaType.Null : 0);
            }

            return Task.CompletedTask;
        });
    });
}
