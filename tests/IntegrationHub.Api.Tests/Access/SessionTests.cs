using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using IntegrationHub.Api.Access;
using IntegrationHub.Store.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Api.Tests.Access;

public sealed class SessionTests
{
    [Fact]
    public async Task Signing_in_sets_a_cookie_that_scripts_and_other_sites_do_not_get_and_signing_out_takes_it()
    {
        // A long name: three letters come by chance in what is encrypted.
        const string Lan = "nguyenthilan";
        await using var api = await People.StartAsync();
        await api.AddAsync(Lan, "operator");
        using var client = api.Nobody();
        Assert.Equal((401, "not-signed-in"), await client.AskAsync("/api/v1/session"));
        using var response = await client.SignInAsync("NguyenThiLan ");
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Contains("; samesite=strict; httponly", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(Lan, cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Lan, Encoding.Latin1.GetString(Base64Url.DecodeFromChars(cookie.Split(';')[0]["hub=".Length..])), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);

        client.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        var session = (await client.GetFromJsonAsync<SessionAnswer>(new Uri("/api/v1/session", UriKind.Relative)))!;
        Assert.Equal((Lan, "password", "read,operate", (string?)null), (session.Name, session.SignedIn, string.Join(',', session.May), session.Unit));

        // Without the word a request that changes something is refused: it may come from a form of another site.
        Assert.Equal((403, "bad-csrf"), await client.AskAsync("/api/v1/sources/tthc-test/pull?now=true", HttpMethod.Post));
        client.DefaultRequestHeaders.Add(AccessGate.CsrfHeader, session.Csrf);
        Assert.Equal((202, null), await client.AskAsync("/api/v1/sources/tthc-test/pull?now=true", HttpMethod.Post));

        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/session");
        using var ended = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.StartsWith("hub=;", Assert.Single(ended.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        await using var db = await api.Seed.ContextAsync();
        Assert.Equal([$"{Lan} password 127.0.0.1", $"{Lan} password 127.0.0.1"],
            (await db.AuditLog.Where(r => r.Action == "session.begin" || r.Action == "source.pull").ToListAsync()).Select(r => $"{r.Who} {r.SignedIn} {r.Address}"));
    }

    [Fact]
    public async Task Wrong_passwords_lock_for_longer_each_time_and_tell_nothing_of_who_there_is()
    {
        await using var api = await People.StartAsync(new AccessSettings());
        await api.AddAsync("lan", "viewer");
        using var client = api.Nobody();
        var unknown = await RefusedAsync(client, "hung", People.Password);
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(unknown, await RefusedAsync(client, "lan", "wrong password"));
        }

        Assert.Equal(HttpStatusCode.OK, (await client.SignInAsync("lan")).StatusCode);
        await using var other = await People.StartAsync();
        await other.AddAsync("lan", "viewer");
        var users = other.Services.GetRequiredService<UserBook>();
        async Task<bool> TryAsync(bool isRight) => await users.SignInAsync("lan", hash => hash is not null && isRight, CancellationToken.None) is not null;
        for (var i = 0; i < 5; i++)
        {
            Assert.False(await TryAsync(false));
        }

        Assert.False(await TryAsync(true));
        other.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.False(await TryAsync(false));
        other.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.False(await TryAsync(true));
        other.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.True(await TryAsync(true));
        Assert.True(await TryAsync(true));

        // Many at once are counted one by one.
        var tries = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => TryAsync(false)));
        Assert.DoesNotContain(true, tries);
        Assert.Equal(5, (await users.FindAsync("lan", CancellationToken.None))!.Failures);
    }

    [Fact]
    public async Task A_session_ends_at_once_when_the_user_is_locked_changed_or_gone()
    {
        await using var api = await People.StartAsync();
        using var lan = await api.SignedInAsync("lan", "admin");
        var users = api.Services.GetRequiredService<UserBook>();
        Assert.Equal(200, (await lan.AskAsync("/api/v1/audit")).Status);
        await users.SetAsync("lan", ["viewer"], null, CancellationToken.None);
        Assert.Equal((401, "not-signed-in"), await lan.AskAsync("/api/v1/audit"));
        await users.LockAsync("lan", true, CancellationToken.None);
        Assert.Equal(HttpStatusCode.Unauthorized, (await lan.SignInAsync("lan")).StatusCode);
    }

    [Fact]
    public async Task A_session_ends_after_its_time()
    {
        await using var api = await People.StartAsync();
        using var lan = await api.SignedInAsync("lan", "viewer");
        api.Clock.Advance(TimeSpan.FromHours(9));
        Assert.Equal(200, (await lan.AskAsync("/api/v1/session")).Status);
        api.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(401, (await lan.AskAsync("/api/v1/session")).Status);
    }

    [Fact]
    public async Task Who_is_signed_in_is_the_one_who_did_it_whatever_the_body_says_and_two_are_two()
    {
        await using var api = await People.StartAsync();
        using var lan = await api.SignedInAsync("lan", "operator,approver");
        using var hung = await api.SignedInAsync("hung", "approver");
        const string Entry = """{ "what": "plan-2024", "unit": "province", "period": "2024", "note": "Thiếu kinh phí" """;
        Assert.Equal((403, "not-you"), await lan.AskAsync("/api/v1/entries", HttpMethod.Post, Entry + """, "by": "hung" }"""));
        Assert.Equal((201, null), await lan.AskAsync("/api/v1/entries", HttpMethod.Post, Entry + "}"));
        Assert.Equal((400, "bad-entry"), await lan.AskAsync("/api/v1/entries/1/confirm", HttpMethod.Post, "{}"));
        Assert.Equal((403, "not-allowed"), await hung.AskAsync("/api/v1/entries", HttpMethod.Post, Entry + "}"));
        Assert.Equal((200, null), await hung.AskAsync("/api/v1/entries/1/confirm", HttpMethod.Post, "{}"));
        await using var db = await api.Seed.ContextAsync();
        var entry = await db.Entries.SingleAsync();
        Assert.Equal(("lan", "hung"), (entry.EnteredBy, entry.ConfirmedBy));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("lan-lan-lan-2024")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    public void A_password_that_is_easily_guessed_is_refused(string password) => Assert.Throws<AccessException>(() => Passwords.Hash("lan", password));

    [Fact]
    public async Task Sign_ins_of_one_address_are_limited_and_so_are_requests()
    {
        await using var api = await People.StartAsync(new AccessSettings { RequestsPerMinute = 25 });
        using var client = api.Nobody();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsJsonAsync("/api/v1/session", new { name = "", password = "" })).StatusCode);
        }

        using var limited = await client.SignInAsync("lan");
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromMinutes(1)), (limited.StatusCode, limited.Headers.RetryAfter?.Delta));
        Assert.Contains("too-many-requests", await limited.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var last = 0;
        for (var i = 0; i < 20; i++)
        {
            last = (await client.AskAsync("/healthz")).Status;
        }

        Assert.Equal(429, last);
    }

    private static async Task<string> RefusedAsync(HttpClient client, string name, string password)
    {
        using var response = await client.SignInAsync(name, password);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("detail").GetString()!;
    }
}
