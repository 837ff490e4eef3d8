using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Api.Tests.Access;

/// <summary>A sign-in of the province, played on loopback: its description, its keys, and the code flow for one person. Tokens are made here by hand, so that none of the hub's own libraries is on both sides.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    private readonly RSA key = RSA.Create(2048);
    private WebApplication app = null!;
    private string nonce = "";

    public Uri Address { get; private set; } = null!;

    /// <summary>What the person brings from the code flow.</summary>
    public Dictionary<string, object> Person { get; } = new() { ["sub"] = "17", ["preferred_username"] = "mai", ["roles"] = new[] { "hub-approver" } };

    public static async Task<Issuer> StartAsync()
    {
        var issuer = new Issuer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        issuer.app = builder.Build();
        issuer.app.Urls.Add("http://127.0.0.1:0");
        issuer.app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = issuer.Name, authorization_endpoint = issuer.Name + "/authorize", token_endpoint = issuer.Name + "/token", jwks_uri = issuer.Name + "/keys",
            response_types_supported = new[] { "code" }, subject_types_supported = new[] { "public" }, id_token_signing_alg_values_supported = new[] { "RS256" },
        }));
        issuer.app.MapGet("/keys", () =>
        {
            var numbers = issuer.key.ExportParameters(false);
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = "1", alg = "RS256", n = Base64(numbers.Modulus!), e = Base64(numbers.Exponent!) } } });
        });
        issuer.app.MapGet("/authorize", (HttpRequest request) =>
        {
            issuer.nonce = request.Query["nonce"]!;
            return Results.Redirect($"{request.Query["redirect_uri"]}?code=c&state={Uri.EscapeDataString(request.Query["state"]!)}");
        });
        issuer.app.MapPost("/token", () => Results.Json(new
        {
            access_token = "unused", token_type = "Bearer", expires_in = 300, id_token = issuer.Token(new(issuer.Person) { ["aud"] = "hub-page", ["nonce"] = issuer.nonce }),
        }));
        await issuer.app.StartAsync();
        issuer.Address = new Uri(issuer.app.Urls.First());
        return issuer;
    }

    private string Name => Address.ToString().TrimEnd('/');

    /// <param name="claims">Beside them: issuer, times, and the hub as audience.</param>
    /// <param name="algorithm">RS256, or one that must be refused.</param>
    /// <param name="life">How long it is good; negative: it has ended.</param>
    public string Token(Dictionary<string, object> claims, string algorithm = "RS256", int life = 300)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var all = new Dictionary<string, object>(claims);
        all.TryAdd("iss", Name);
        all.TryAdd("aud", "hub");
        all.TryAdd("iat", now - 600);
        all.TryAdd("nbf", now - 600);
        all.TryAdd("exp", now + life);
        var text = $"{Base64(JsonSerializer.SerializeToUtf8Bytes(new { alg = algorithm, typ = "JWT", kid = "1" }))}.{Base64(JsonSerializer.SerializeToUtf8Bytes(all))}";
        var signature = algorithm switch
        {
            "RS256" => key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),

            // The old trick: the public key taken for a shared secret.
            "HS256" => HMACSHA256.HashData(key.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(text)),
            _ => [],
        };
        return $"{text}.{Base64(signature)}";
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Dispose();
    }

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
