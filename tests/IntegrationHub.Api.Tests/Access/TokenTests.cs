using System.Net;
using System.Net.Http.Json;
using IntegrationHub.Api.Access;
using IntegrationHub.Testing;
using Xunit;

namespace IntegrationHub.Api.Tests.Access;

public sealed class TokenTests
{
    [Fact]
    public async Task A_token_of_the_province_lets_in_with_its_roles_and_unit_and_a_wrong_one_does_not()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var api = await People.StartAsync(new AccessSettings { Oidc = new(issuer.Address, "hub", null, null, "roles", "unit") });
        Dictionary<string, object> Claims(string role, string? unit = "*", params (string Name, object Value)[] more)
        {
            var claims = new Dictionary<string, object> { ["sub"] = "17", ["preferred_username"] = "mai", ["roles"] = new[] { role, "something-else" } };
            if (unit is not null)
            {
                claims["unit"] = unit;
            }

            foreach (var (name, value) in more)
            {
                claims[name] = value;
            }

            return claims;
        }

        async Task<(int, string?)> AskAsync(string token, string path = "/api/v1/audit")
        {
            using var client = api.Nobody().With(token);
            return await client.AskAsync(path);
        }

        Assert.Equal((200, null), await AskAsync(issuer.Token(Claims("hub-admin"))));
        Assert.Equal((403, "not-allowed"), await AskAsync(issuer.Token(Claims("viewer"))));
        Assert.Equal((403, "not-allowed"), await AskAsync(issuer.Token(Claims("teacher"))));
        Assert.Equal((403, "outside-unit"), await AskAsync(issuer.Token(Claims("admin", "district"))));
        Assert.Equal((200, null), await AskAsync(issuer.Token(Claims("viewer", "district")), "/api/v1/plans/plan-2024/progress?unit=commune-a"));
        foreach (var (why, token) in new[]
        {
            ("no unit where units are asked for", issuer.Token(Claims("admin", null))),
            ("another audience", issuer.Token(Claims("admin", "*", ("aud", "mail")))),
            ("another issuer", issuer.Token(Claims("admin", "*", ("iss", "https://elsewhere.example")))),
            ("it has ended", issuer.Token(Claims("admin"), life: -120)),
            ("not signed", issuer.Token(Claims("admin"), "none")),
            ("signed with the public key as a secret", issuer.Token(Claims("admin"), "HS256")),
            ("changed", issuer.Token(Claims("viewer")).Split('.') is [var head, _, var signature] ? $"{head}.{issuer.Token(Claims("admin")).Split('.')[1].Replace('A', 'B')}.{signature}" : ""),
            ("no token", "abc"),
        })
        {
            Assert.Equal((why, (401, "not-signed-in")), (why, await AskAsync(token)));
        }
    }

    [Fact]
    public async Task A_person_signs_in_through_the_province_and_comes_back_with_a_session()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var api = await People.StartAsync(new AccessSettings { Oidc = new(issuer.Address, "hub", "hub-page", "a secret", "roles", null) });
        Assert.Contains("\"openId\":true", await api.Nobody().GetStringAsync(new Uri("/api/v1/session/ways", UriKind.Relative)), StringComparison.Ordinal);

        // The hub's clock plays another year here, in which the library's cookies have ended for a browser of today: they are carried by hand.
        using var browser = api.Nobody();
        var cookies = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = new Uri(api.Client.BaseAddress!, "/api/v1/session/openid");
        for (var step = 0; step < 4 && at.AbsolutePath != "/"; step++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}")));
            using var response = await browser.SendAsync(request);
            Assert.True(response.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.Found, $"{at}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
            foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                var pair = cookie.Split(';')[0].Split('=', 2);
                cookies[pair[0]] = pair[1];
            }

            at = new Uri(at, response.Headers.Location!);
        }

        Assert.Equal("/", at.PathAndQuery);
        using var signedIn = api.Nobody();
        signedIn.DefaultRequestHeaders.Add("Cookie", $"hub={cookies["hub"]}");
        var session = (await signedIn.GetFromJsonAsync<SessionAnswer>(new Uri("/api/v1/session", UriKind.Relative)))!;
        Assert.Equal(("mai", "oidc", "read,approve"), (session.Name, session.SignedIn, string.Join(',', session.May)));
        Assert.NotNull(session.Csrf);
    }
}
