using System.Net.Http.Json;
using System.Text.Json;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.Api.Tests.Access;

public sealed class UsersAndKeysTests
{
    [Fact]
    public async Task An_administrator_lets_people_in_changes_and_locks_them_and_their_sessions_end()
    {
        await using var api = await People.StartAsync();
        var admin = await api.SignedInAsync("chi-lan", "admin");
        var added = await Ask(admin, "POST", "/api/v1/users", $$"""{ "name": "anh-ba", "roles": ["operator", "viewer"], "unit": "district", "password": "{{People.Password}}" }""", 201);
        Assert.Equal(("viewer,operator", "district"), (string.Join(',', added.GetProperty("roles").EnumerateArray()), added.GetProperty("unit").GetString()));
        var ba = api.Nobody();
        using var signedIn = await ba.SignInAsync("anh-ba");
        ba.DefaultRequestHeaders.Add("Cookie", signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        Assert.Equal(200, (await ba.AskAsync("/api/v1/session")).Status);

        var changed = await Ask(admin, "PATCH", "/api/v1/users/anh-ba", """{ "roles": ["viewer"], "allUnits": true }""", 200);
        Assert.Equal(("viewer", JsonValueKind.Null), (changed.GetProperty("roles")[0].GetString(), changed.GetProperty("unit").ValueKind));
        Assert.Equal(401, (await ba.AskAsync("/api/v1/session")).Status);
        Assert.True((await Ask(admin, "PATCH", "/api/v1/users/anh-ba", """{ "locked": true }""", 200)).GetProperty("locked").GetBoolean());
        using var locked = await api.Nobody().SignInAsync("anh-ba");
        Assert.Equal(401, (int)locked.StatusCode);
        await Ask(admin, "PATCH", "/api/v1/users/anh-ba", """{ "locked": false, "password": "một mật khẩu hoàn toàn khác" }""", 200);
        using var again = await api.Nobody().SignInAsync("anh-ba", "một mật khẩu hoàn toàn khác");
        Assert.True(again.IsSuccessStatusCode);
        await Ask(admin, "DELETE", "/api/v1/users/anh-ba", null, 204);
        await Ask(admin, "DELETE", "/api/v1/users/anh-ba", null, 404);

        var list = await Ask(admin, "GET", "/api/v1/users", null, 200);
        Assert.Equal("chi-lan", list.EnumerateArray().Single().GetProperty("name").GetString());
        await using var db = await api.Seed.ContextAsync();
        var log = await db.AuditLog.Where(a => a.Subject == "user/anh-ba" && a.Action.StartsWith("user.")).OrderBy(a => a.Seq).ToListAsync();
        Assert.Equal(["user.add", "user.set", "user.lock", "user.password", "user.unlock", "user.remove"], log.Select(a => a.Action));
        Assert.All(log, a => Assert.DoesNotContain("mật", a.Before + a.After, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_last_administrator_can_neither_be_removed_nor_locked_nor_given_less_also_not_by_two_at_once()
    {
        await using var api = await People.StartAsync();
        var admin = await api.SignedInAsync("chi-lan", "admin");
        await api.AddAsync("confined", "admin", "district");
        await api.AddAsync("looks", "viewer");
        foreach (var (method, body) in new[] { ("DELETE", null), ("PATCH", """{ "locked": true }"""), ("PATCH", """{ "roles": ["operator"] }"""), ("PATCH", """{ "unit": "district" }""") })
        {
            Assert.Equal("last-admin", (await Ask(admin, method, "/api/v1/users/chi-lan", body, 409)).GetProperty("type").GetString());
        }

        Assert.Equal(200, (await admin.AskAsync("/api/v1/session")).Status);
        var second = await api.SignedInAsync("anh-tu", "admin");
        var results = await Task.WhenAll(admin.AskAsync("/api/v1/users/anh-tu", HttpMethod.Delete), second.AskAsync("/api/v1/users/chi-lan", HttpMethod.Delete));
        Assert.Contains(results, r => r.Status == 204);
        await using var db = await api.Seed.ContextAsync();
        Assert.Equal(1, await db.Users.CountAsync(u => u.Roles.Contains("admin") && u.Unit == null));
    }

    [Theory]
    [InlineData("POST", "/api/v1/users", """{ "name": "Anh Ba", "roles": ["viewer"], "password": "bốn từ rất dễ nhớ" }""", "is no name")]
    [InlineData("POST", "/api/v1/users", """{ "name": "anh-ba", "roles": ["boss"], "password": "bốn từ rất dễ nhớ" }""", "is no role")]
    [InlineData("POST", "/api/v1/users", """{ "name": "anh-ba", "roles": [], "password": "bốn từ rất dễ nhớ" }""", "name a role")]
    [InlineData("POST", "/api/v1/users", """{ "name": "anh-ba", "roles": ["viewer"], "password": "ngắn" }""", "12")]
    [InlineData("POST", "/api/v1/users", """{ "name": "anh-ba", "roles": ["viewer"], "unit": "moon", "password": "bốn từ rất dễ nhớ" }""", "no unit")]
    [InlineData("POST", "/api/v1/users", """{ "name": "boss", "roles": ["viewer"], "password": "bốn từ rất dễ nhớ" }""", "already")]
    [InlineData("PATCH", "/api/v1/users/boss", "{}", "shall be different")]
    [InlineData("PATCH", "/api/v1/users/boss", """{ "roles": [] }""", "name a role")]
    [InlineData("PATCH", "/api/v1/users/boss", """{ "unit": "district", "allUnits": true }""", "exclude")]
    [InlineData("POST", "/api/v1/keys", """{ "name": "ioc", "roles": ["approver"] }""", "signature is a person's")]
    [InlineData("POST", "/api/v1/keys", """{ "name": "ioc", "roles": ["viewer"], "days": 0 }""", "1 to 3650")]
    [InlineData("POST", "/api/v1/keys", "{}", "is no name")]
    public async Task What_cannot_be_is_refused_with_what_to_do(string method, string path, string body, string said)
    {
        var admin = await SharedAsync();
        Assert.Contains(said, (await Ask(admin, method, path, body, 400)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_told_once_replaced_with_an_overlap_and_revoking_it_ends_its_live_stream()
    {
        await using var api = await People.StartAsync();
        var admin = await api.SignedInAsync("chi-lan", "admin");
        var issued = await Ask(admin, "POST", "/api/v1/keys", """{ "name": "ioc", "roles": ["viewer"], "days": 30 }""", 201);
        var (id, secret) = (issued.GetProperty("key").GetProperty("id").GetString()!, issued.GetProperty("secret").GetString()!);
        Assert.DoesNotContain(secret[^20..], (await Ask(admin, "GET", "/api/v1/keys", null, 200)).GetRawText(), StringComparison.Ordinal);
        var machine = api.Nobody().With(secret);
        Assert.Equal(200, (await machine.AskAsync("/api/v1/plans")).Status);

        var rotated = await Ask(admin, "POST", $"/api/v1/keys/{id}/rotate", """{ "overlapHours": 2 }""", 201);
        var newer = api.Nobody().With(rotated.GetProperty("secret").GetString()!);
        Assert.Equal((200, 200), ((await machine.AskAsync("/api/v1/plans")).Status, (await newer.AskAsync("/api/v1/plans")).Status));
        api.Clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal((401, 200), ((await machine.AskAsync("/api/v1/plans")).Status, (await newer.AskAsync("/api/v1/plans")).Status));

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/stream", UriKind.Relative));
        using var stream = await newer.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync());
        Assert.StartsWith("event: heartbeat", await lines.ReadLineAsync(), StringComparison.Ordinal);
        await Ask(admin, "DELETE", "/api/v1/keys/" + rotated.GetProperty("key").GetProperty("id").GetString(), null, 204);
        var rest = lines.ReadToEndAsync();
        for (var i = 0; i < 100 && !rest.IsCompleted; i++)
        {
            api.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(rest, Task.Delay(50));
        }

        Assert.True(rest.IsCompletedSuccessfully, "the stream of a revoked key goes on");
        Assert.Equal(401, (await newer.AskAsync("/api/v1/plans")).Status);
        await Ask(admin, "DELETE", "/api/v1/keys/nosuchkey", null, 404);
        await Ask(admin, "POST", $"/api/v1/keys/{id}/rotate", "{}", 404);
    }

    private static HttpClient? shared;

    private static async Task<HttpClient> SharedAsync() => shared ??= await (await People.StartAsync()).SignedInAsync("boss", "admin");

    private static async Task<JsonElement> Ask(HttpClient client, string method, string path, string? body, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative)) { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }
}
