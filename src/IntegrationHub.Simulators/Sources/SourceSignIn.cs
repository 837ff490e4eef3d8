using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Simulators.Sources;

/// <summary>Sign-in of sources that ask with each request.</summary>
internal static class SourceSignIn
{
    public static bool HasBasic(HttpContext http, DemoCredentials credentials) =>
        Is(http.Request.Headers.Authorization.ToString(), "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.Username}:{credentials.Password}")));

    public static bool HasKey(HttpContext http, string header, DemoCredentials credentials) => Is(http.Request.Headers[header].ToString(), credentials.Password);

    public static Reply Refusal => Reply.Text(StatusCodes.Status401Unauthorized, """{"success":false,"message":"Chưa đăng nhập"}""", "application/json; charset=utf-8");

    private static bool Is(string given, string wanted) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(wanted));
}
