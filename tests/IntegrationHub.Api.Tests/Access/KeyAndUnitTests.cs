using System.Net.Http.Json;
using System.Text.Json;
using IntegrationHub.Api.Access;
using IntegrationHub.Store.Access;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Api.Tests.Access;

public sealed class KeyAndUnitTests
{
    [Fact]
    public async Task A_key_is_kept_as_a_hash_replaced_with_an_overlap_revoked_at_once_and_says_when_it_was_used()
    {
        await using var api = await People.StartAsync();
        var keys = api.Services.GetRequiredService<KeyBook>();
        var first = await keys.AddAsync("ioc", ["viewer"], null, TimeSpan.FromDays(30), CancellationToken.None);
        await using var db = await api.Seed.ContextAsync();
        Assert.DoesNotContain(first.Secret[15..], JsonSerializer.Serialize(await db.Keys.AsNoTracking().ToListAsync()) + JsonSerializer.Serialize(await db.AuditLog.ToListAsync()), StringComparison.Ordinal);
        Assert.Equal(200, await StatusAsync(first.Secret));
        Assert.Equal(401, await StatusAsync(first.Secret[..^1] + (first.Secret[^1] == '0' ? '1' : '0')));
        Assert.Equal(401, await StatusAsync(first.Key.Hash));

        Assert.Null((await keys.ListAsync(CancellationToken.None)).Single().UsedAt);
        await api.Services.GetRequiredService<KeyUses>().WriteAsync(CancellationToken.None);
        Assert.Equal(api.Clock.GetUtcNow(), (await keys.ListAsync(CancellationToken.None)).Single().UsedAt);

        var second = await keys.RotateAsync(first.Key.Id, TimeSpan.FromHours(24), CancellationToken.None);
        Assert.Equal((200, 200), (await StatusAsync(first.Secret), await StatusAsync(second.Secret)));
        Assert.Equal(TimeSpan.FromDays(30), second.Key.ExpiresAt - second.Key.CreatedAt);
        api.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal((401, 200), (await StatusAsync(first.Secret), await StatusAsync(second.Secret)));
        await keys.RevokeAsync(second.Key.Id, CancellationToken.None);
        Assert.Equal(401, await StatusAsync(second.Secret));
        await Assert.ThrowsAsync<AccessException>(() => keys.RevokeAsync(second.Key.Id, CancellationToken.None));
        Assert.Contains("signature", (await Assert.ThrowsAsync<AccessException>(() => keys.AddAsync("ioc", ["operator,approver"], null, null, CancellationToken.None))).Message, StringComparison.Ordinal);

        async Task<int> StatusAsync(string secret)
        {
            using var client = api.Nobody().With(secret);
            return (await client.AskAsync("/api/v1/plans")).Status;
        }
    }

    [Fact]
    public async Task Who_belongs_to_a_unit_sees_and_changes_it_and_what_is_below_it_and_nothing_else()
    {
        await using var api = await People.StartAsync();
        await api.Seed.AllAsync();
        using var everything = await api.KeyAsync("operator");
        using var commune = await api.KeyAsync("operator", "commune-a");
        using var district = await api.KeyAsync("operator", "district");
        const string Progress = "/api/v1/plans/plan-2024/progress";
        Assert.Equal((403, "outside-unit"), await district.AskAsync(Progress + "?unit=province"));
        Assert.Equal((403, "outside-unit"), await commune.AskAsync(Progress + "?unit=commune-b"));
        Assert.Equal((403, "outside-unit"), await commune.AskAsync(Progress + "?unit=no-such-unit"));
        Assert.Equal((403, "outside-unit"), await commune.AskAsync(Progress + "?unit=commune-a&unit=province"));
        Assert.Equal(200, (await district.AskAsync(Progress + "?unit=commune-b")).Status);
        Assert.Equal(200, (await everything.AskAsync(Progress + "?unit=province")).Status);
        Assert.Equal("commune-a", (await commune.GetFromJsonAsync<JsonElement>(Progress)).GetProperty("unit").GetString());
        Assert.Equal((403, "outside-unit"), await commune.AskAsync("/api/v1/indicators/x/values/district/2024/lineage"));

        var units = (await district.GetFromJsonAsync<JsonElement>("/api/v1/plans"))[0].GetProperty("units").EnumerateArray().Select(u => u.GetProperty("id").GetString()).ToList();
        Assert.Contains("commune-b", units);
        Assert.DoesNotContain("province", units);

        Assert.Equal((403, "outside-unit"), await commune.AskAsync("/api/v1/entries", HttpMethod.Post, Difficulty("district")));
        Assert.Equal((201, null), await commune.AskAsync("/api/v1/entries", HttpMethod.Post, Difficulty("commune-a")));
        Assert.Equal((201, null), await everything.AskAsync("/api/v1/entries", HttpMethod.Post, Difficulty("province")));
        Assert.Equal((403, "outside-unit"), await commune.AskAsync("/api/v1/entries/2/undo", HttpMethod.Post, """{ "reason": "x" }"""));
        Assert.Equal(["commune-a"], await EntriesAsync(commune));
        Assert.Equal(["commune-a"], await EntriesAsync(district));
        Assert.Equal(["province", "commune-a"], await EntriesAsync(everything));
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_keep_browsers_careful()
    {
        await using var api = await People.StartAsync();
        foreach (var (path, policy) in new[] { ("/healthz", "default-src 'none'; frame-ancestors 'none'"), ("/api/v1/plans", "default-src 'none'; frame-ancestors 'none'"), ("/", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'") })
        {
            using var response = await api.Nobody().GetAsync(new Uri(path, UriKind.Relative));
            string Header(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join('|', values) : "";
            Assert.Equal((path, policy), (path, Header("Content-Security-Policy")));
            Assert.Equal(("nosniff", "DENY", "no-referrer", "same-origin"), (Header("X-Content-Type-Options"), Header("X-Frame-Options"), Header("Referrer-Policy"), Header("Cross-Origin-Resource-Policy")));
        }
    }

    [Fact]
    public async Task The_demo_lets_everybody_in_who_asks_this_machine_by_its_own_name_and_nobody_else()
    {
        await using var api = await ApiServer.StartAsync();
        Assert.Equal("demo", (await api.GetAsync("/api/v1/session")).GetProperty("name").GetString());
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/api/v1/plans") { Headers = { Host = "hub.attacker.example" } };
        using var response = await api.Client.SendAsync(rebound);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        await using var api = await People.StartAsync();
        using var key = await api.KeyAsync("operator");
        Assert.Equal((413, "too-large"), await key.AskAsync("/api/v1/entries", HttpMethod.Post, $$"""{ "what": "{{new string('x', 1100 * 1024)}}" }"""));
    }

    private static string Difficulty(string unit) => $$"""{ "what": "plan-2024", "unit": "{{unit}}", "period": "2024", "note": "Thiếu kinh phí" }""";

    private static async Task<List<string?>> EntriesAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<JsonElement>("/api/v1/entries")).EnumerateArray().Select(e => e.GetProperty("unit").GetString())];
}
