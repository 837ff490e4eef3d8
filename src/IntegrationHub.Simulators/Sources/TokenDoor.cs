using IntegrationHub.Simulators.Tthc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Sources;

/// <summary>Sign-in of sources that give out a token at /api/tokens and want it in the header.</summary>
internal sealed class TokenDoor(DemoSite site)
{
    private static Reply Unauthorized => Reply.Text(StatusCodes.Status401Unauthorized, "Unauthorized");

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/tokens", async http =>
    {
        var body = await RequestBody.ReadAsync(http);
        var reply = site.Sessions.Accepts(body["username"], body["password"])
            ? Reply.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("token"u8, site.Sessions.Open(SourceSessions.TokenSeconds));
                json.WriteEndObject();
            })
            : Unauthorized;
        await reply.SendAsync(http);
    });

    /// <summary>The answer for who is signed in; 401 for others.</summary>
    public Task ServeAsync(HttpContext http, Func<Reply> answer) =>
        (http.Request.Headers.Authorization.ToString() is var header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && site.Sessions.IsValid(header[7..])
            ? answer()
            : Unauthorized).SendAsync(http);
}
