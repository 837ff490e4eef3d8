using System.ComponentModel;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Store.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Secrets;

internal static class SecretsEndpoints
{
    public static void MapSecrets(this IEndpointRouteBuilder routes)
    {
        var secrets = routes.MapGroup("/secrets").WithTags("Secrets");
        secrets.MapGet("/", ListAsync).Needs(Rights.Administer).WithName("listSecrets").WithSummary("Names of the secrets that the store keeps; never their values");
        secrets.MapPut("/{name}", SetAsync).Needs(Rights.Administer).WithName("setSecret").WithSummary("Set or replace a secret; store:NAME refers to it, and no answer ever shows it")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        secrets.MapDelete("/{name}", RemoveAsync).Needs(Rights.Administer).WithName("removeSecret").WithSummary("Remove a secret; what refers to it is refused from then on")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Ok<IReadOnlyList<SecretName>>> ListAsync(SecretStore secrets, CancellationToken cancellationToken) => TypedResults.Ok(await secrets.ListAsync(cancellationToken));

    private static async Task<NoContent> SetAsync([Description("Name of the secret")] string name, SecretOrder order, SecretStore secrets, CancellationToken cancellationToken)
    {
        await GuardedAsync(() => secrets.SetAsync(name, order.Value ?? "", cancellationToken));
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RemoveAsync([Description("Name of the secret")] string name, SecretStore secrets, CancellationToken cancellationToken)
    {
        await GuardedAsync(() => secrets.RemoveAsync(name, cancellationToken));
        return TypedResults.NoContent();
    }

    private static async Task GuardedAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (AccessException e)
        {
            throw new ApiProblemException("bad-secret", e.Message);
        }
    }
}

/// <param name="Value">The secret itself. It is encrypted before it is stored.</param>
public sealed record SecretOrder(string? Value);
