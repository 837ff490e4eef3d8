using System.Net.Http.Json;
using System.Text.Json;
using IntegrationHub.Api.Access;
using IntegrationHub.Store.Access;
using IntegrationHub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Api.Tests.Access;

/// <summary>People and keys of a server that asks who one is.</summary>
internal static class People
{
    public const string Password = "bốn từ rất dễ nhớ";

    public static Task<ApiServer> StartAsync(AccessSettings? access = null) => ApiServer.StartAsync(access: access ?? new AccessSettings());

    public static Task AddAsync(this ApiServer api, string name, string roles, string? unit = null) =>
        api.Services.GetRequiredService<UserBook>().AddAsync(name, [roles], unit, Passwords.Hash(name, Password), CancellationToken.None);

    public static HttpClient Nobody(this ApiServer api) => new(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = api.Client.BaseAddress };

    public static async Task<HttpClient> KeyAsync(this ApiServer api, string roles, string? unit = null)
    {
        await using var db = await api.Seed.ContextAsync();
        return api.Nobody().With(await TestKeys.AddAsync(db, roles, unit));
    }

    /// <summary>Somebody who has signed in, with cookie and the word against other sites.</summary>
    public static async Task<HttpClient> SignedInAsync(this ApiServer api, string name, string roles, string? unit = null)
    {
        await api.AddAsync(name, roles, unit);
        var client = api.Nobody();
        using var response = await client.SignInAsync(name);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        client.DefaultRequestHeaders.Add("Cookie", response.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        client.DefaultRequestHeaders.Add(AccessGate.CsrfHeader, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("csrf").GetString());
        return client;
    }

    public static Task<HttpResponseMessage> SignInAsync(this HttpClient client, string name, string password = Password) =>
        client.PostAsJsonAsync(new Uri("/api/v1/session", UriKind.Relative), new { name, password });

    public static async Task<(int Status, string? Type)> AskAsync(this HttpClient client, string path, HttpMethod? method = null, string? body = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var type = response.Content.Headers.ContentType?.MediaType == "application/problem+json" ? (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString() : null;
        return ((int)response.StatusCode, type);
    }
}
