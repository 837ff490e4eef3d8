using IntegrationHub.Api.Problems;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Entries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Api.Access;

/// <summary>Who asks.</summary>
/// <param name="SignedIn">password, key, bearer, oidc or demo.</param>
/// <param name="Unit">Sees and changes only this unit and what is below it; null: everything.</param>
public sealed record Caller(string Name, string SignedIn, Rights Rights, string? Unit)
{
    /// <summary>The built-in person of the demo.</summary>
    public static Caller Demo { get; } = new("demo", "demo", Store.Access.Roles.RightsOf("admin"), null);

    /// <summary>Of a key its id; null: a person.</summary>
    public string? KeyId { get; init; }

    /// <summary>Of a session with a password of the hub's own what has to be the user's still; null: of others.</summary>
    public string? Stamp { get; init; }

    public bool IsDemo => SignedIn == "demo";

    public bool May(Rights right) => (Rights & right) == right;
}

/// <summary>How much of the hub an address is about: who is confined to a unit gets no more than that.</summary>
public enum Reach
{
    /// <summary>The hub as a whole: only people of all units.</summary>
    Hub,

    /// <summary>Nothing of any unit: everybody.</summary>
    Everyone,

    /// <summary>The unit in its route or in <c>unit</c>; left out, the caller's own.</summary>
    Unit,

    /// <summary>The endpoint itself leaves out what is not the caller's.</summary>
    Filtered,
}

/// <summary>What an address asks of its callers. One without it asks for the most that is usual: see <see cref="AccessGate"/>.</summary>
public sealed record AccessNeed(Rights Rights, Reach Reach);

public static class Callers
{
    public static TBuilder Needs<TBuilder>(this TBuilder builder, Rights rights, Reach reach = Reach.Hub)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AccessNeed(rights, reach));

    /// <summary>Answers without identity: it tells nothing of the hub's data.</summary>
    public static TBuilder AnswersAnybody<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Needs(Rights.None, Reach.Everyone);

    /// <summary>Who asks; behind the gate there always is somebody, but where anybody is answered.</summary>
    public static Caller Caller(this HttpContext context) => context.Features.Get<Caller>() ?? throw new InvalidOperationException("this address answers without identity");

    /// <summary>Who does it: the caller, whatever the body says; saying somebody else is refused. In the demo, where nobody is asked, whom the body says.</summary>
    /// <exception cref="ApiProblemException">Another person is named.</exception>
    public static string By(this HttpContext context, string? named)
    {
        var caller = context.Caller();
        return caller.IsDemo ? (string.IsNullOrWhiteSpace(named) ? caller.Name : named.Trim())
            : string.IsNullOrWhiteSpace(named) || PersonName.IsSame(named, caller.Name) ? caller.Name
            : throw new ApiProblemException("not-you", $"'by' is '{named}', but you are signed in as '{caller.Name}'; leave it out");
    }
}
