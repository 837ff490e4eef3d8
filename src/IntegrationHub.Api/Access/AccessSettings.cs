using System.Net;

namespace IntegrationHub.Api.Access;

/// <summary>How people and machines say who they are.</summary>
/// <param name="IsDemo">Nobody is asked: everybody is the built-in person of the demo, which only listens on loopback.</param>
public sealed record AccessSettings(bool IsDemo = false)
{
    /// <summary>Issuer of tokens; null: only the hub's own users and keys.</summary>
    public OidcSettings? Oidc { get; init; }

    /// <summary>Proxies in front that end TLS: what they say of the address and scheme of a request is believed.</summary>
    public IReadOnlyList<IPAddress> Proxies { get; init; } = [];

    /// <summary>Requests of one address in a minute.</summary>
    public int RequestsPerMinute { get; init; } = 6000;
}

/// <param name="Audience">What tokens for the hub are made out to.</param>
/// <param name="ClientId">For people in a browser (the code flow); null: only programs that bring a token.</param>
/// <param name="RoleClaim">Claim with the roles: words of the hub, or the same with hub- before them.</param>
/// <param name="UnitClaim">Claim with the unit that somebody is confined to, * for none; who has none is refused. Null: tokens confine nobody.</param>
public sealed record OidcSettings(Uri Authority, string Audience, string? ClientId, string? ClientSecret, string RoleClaim, string? UnitClaim);
