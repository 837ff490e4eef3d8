using System.Net;
using System.Text;
using IntegrationHub.Connectors.Http.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IntegrationHub.Connectors.Http.Tests;

/// <summary>The many ways in which a source gives a token, or says that it does not.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private WebApplication _app = null!;
    private string _answer = "";

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapPost("/login", () => Results.Text(_answer, "application/json"));
        _app.MapGet("/data", (HttpContext http) => Results.Text(http.Request.Headers.Authorization.ToString(), "text/plain"));
        await _app.StartAsync();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("""{"access_token":"abc","token_type":"Bearer","expires_in":3600}""")]
    [InlineData("""{"Token":"abc","RefreshToken":"def"}""")]
    [InlineData("""{"error_code":0,"session":"abc"}""")]
    [InlineData("""{"success":true,"data":{"token":"abc"}}""")]
    [InlineData("""{"success":true,"data":"{\"token\":\"abc\"}"}""")]
    [InlineData("""{"error_code":"00","message":"{\"session\":\"abc\"}"}""")]
    [InlineData("""{"error_code":"00","message":"OK","result":"abc"}""")]
    [InlineData("""
        "{\"access_token\":\"abc\",\"expires_in\":\"3600\"}"
        """)]
    [InlineData("""
        "abc"
        """)]
    public async Task Token_is_found_however_it_is_wrapped(string answer)
    {
        _answer = answer;
        Assert.Equal("Bearer abc", await CallAsync());
    }

    [Theory]
    [InlineData("""{"error_code":"-1","message":"sai","session":"old"}""", FailureCategory.Authentication, "E_SIGN_IN")]
    [InlineData("""{"success":false,"token":"old"}""", FailureCategory.Authentication, "E_SIGN_IN")]
    [InlineData("""
        "{\"error_code\":\"5\",\"token\":\"old\"}"
        """, FailureCategory.Authentication, "E_SIGN_IN")]
    [InlineData("""{"code":429,"token":"old"}""", FailureCategory.Throttled, "E_THROTTLED")]
    [InlineData("""{"code":503,"token":"old"}""", FailureCategory.Unavailable, "E_SOURCE_ERROR")]
    [InlineData("""{"code":403,"token":"old"}""", FailureCategory.Permission, "E_FORBIDDEN")]
    [InlineData("""{"error_code":0,"message":"abc"}""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData("""{"error_code":0,"result":"Tài khoản bị khóa"}""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData("""{"error_code":0,"session":" "}""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData("{}", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData("Object reference not set", FailureCategory.Malformed, "E_SOURCE_JSON")]
    public async Task Refusal_is_one_even_with_a_token_beside_it(string answer, FailureCategory category, string code)
    {
        _answer = answer;
        var fault = await Assert.ThrowsAsync<ConnectorException>(CallAsync);
        Assert.Equal((category, code), (fault.Category, fault.Code));
        Assert.DoesNotContain("old", fault.ToString(), StringComparison.Ordinal);
    }

    private async Task<string> CallAsync()
    {
        using var client = new SourceClient(
            new SourceHttpOptions { Source = "test", BaseUrl = new Uri(_app.Urls.First()), Retries = 0 },
            new SourceAccess { Kind = AccessKind.Login, Username = "hub", Password = "p", SignInPath = "login" });
        return await client.CallAsync("data", cancel => client.Http.GetAsync("data", cancel), (body, _, _) => Encoding.UTF8.GetString(body.Span), CancellationToken.None);
    }
}
