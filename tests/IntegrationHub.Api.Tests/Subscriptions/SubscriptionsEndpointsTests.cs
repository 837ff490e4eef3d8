using System.Net;
using System.Text;
using System.Text.Json;
using IntegrationHub.Store.Outbox;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.Api.Tests.Subscriptions;

public sealed class SubscriptionsEndpointsTests
{
    private const string All = "/api/v1/subscriptions";
    private const string Ioc = All + "/ioc";

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task A_webhook_is_set_up_changed_paused_resumed_and_removed_and_its_secret_is_only_a_reference(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        var (one, _) = (await TellAsync(api), await TellAsync(api));
        var made = await api.PostAsync(HttpStatusCode.Created, All, """{"id":"ioc","url":"https://ioc.example.gov.vn/hub","secret":"env:IOC","ordered":false,"filter":{"units":["province"],"minimumGrade":"open"},"fromStart":true}""");
        Assert.Equal(("webhook", "https://ioc.example.gov.vn/hub", "env:IOC", false, "active", 2), (
            made.GetProperty("kind").GetString(), made.GetProperty("url").GetString(), made.GetProperty("secret").GetString(), made.GetProperty("ordered").GetBoolean(),
            made.GetProperty("state").GetString(), made.GetProperty("events").GetInt32()));
        Assert.Equal("open", made.GetProperty("filter").GetProperty("minimumGrade").GetString());
        await RefusedAsync(api, HttpMethod.Post, All, """{"id":"ioc","url":"https://ioc.example.gov.vn/hub","secret":"env:IOC"}""", HttpStatusCode.Conflict, "subscription-exists");

        var changed = await SendAsync(api, HttpMethod.Patch, Ioc, """{"ordered":true,"filter":{}}""", HttpStatusCode.OK);
        Assert.Equal((true, "https://ioc.example.gov.vn/hub"), (changed.GetProperty("ordered").GetBoolean(), changed.GetProperty("url").GetString()));
        Assert.Equal(0, changed.GetProperty("filter").GetProperty("units").GetArrayLength());

        var paused = await api.PostAsync(HttpStatusCode.OK, Ioc + "/pause", """{"reason":"bảo trì"}""");
        Assert.Equal(("paused", "bảo trì"), (paused.GetProperty("state").GetString(), paused.GetProperty("pausedBecause").GetString()));
        Assert.NotNull(paused.GetProperty("pausedBy").GetString());
        Assert.Equal("healthy", (await api.GetAsync("/health/subscriptions")).GetProperty("status").GetString());
        var resumed = await api.PostAsync(HttpStatusCode.OK, Ioc + "/resume");
        Assert.Equal("active", resumed.GetProperty("state").GetString());

        var rotated = await api.PostAsync(HttpStatusCode.OK, Ioc + "/rotate", """{"secret":"env:IOC_2","keepOldHours":48}""");
        Assert.Equal(("env:IOC_2", api.Clock.GetUtcNow().AddHours(48)), (rotated.GetProperty("secret").GetString(), rotated.GetProperty("oldSecretUntil").GetDateTimeOffset()));
        await RefusedAsync(api, HttpMethod.Post, Ioc + "/rotate", """{"secret":"env:IOC_2"}""", HttpStatusCode.BadRequest, "bad-subscription");
        await RefusedAsync(api, HttpMethod.Post, Ioc + "/rotate", """{"secret":"env:IOC_3","keepOldHours":10000}""", HttpStatusCode.BadRequest, "bad-subscription");

        // A subscriber that the hub gave up is told to whoever watches.
        await using var db = await api.Seed.ContextAsync();
        await db.Subscriptions.ExecuteUpdateAsync(set => set.SetProperty(s => s.PausedAt, api.Clock.GetUtcNow()).SetProperty(s => s.PausedBecause, "the subscriber answered 410: it wants nothing any more"));
        var health = await api.GetAsync("/health/subscriptions");
        Assert.Equal(("degraded", "given-up"), (health.GetProperty("status").GetString(), health.GetProperty("subscribers")[0].GetProperty("state").GetString()));

        using var removed = await api.Client.DeleteAsync(new Uri(Ioc, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal("unknown-subscription", await TypeAsync(await api.Client.DeleteAsync(new Uri(Ioc, UriKind.Relative))));
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-subscription", Ioc);
        Assert.Equal(0, (await api.GetAsync(All)).GetArrayLength());
        Assert.Equal(
            ["subscription.remove", "subscription.rotate", "subscription.resume", "subscription.pause", "subscription.change", "subscription.add"],
            (await api.GetAsync("/api/v1/audit?subject=subscription/ioc")).GetProperty("items").EnumerateArray().Select(a => a.GetProperty("action").GetString()));
        Assert.NotEqual(default, one);
    }

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task Deliveries_are_listed_by_pages_and_states_sent_again_and_tested(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        var events = new[] { await TellAsync(api), await TellAsync(api), await TellAsync(api) };
        await api.PostAsync(HttpStatusCode.Created, All, """{"id":"ioc","url":"https://ioc.example.gov.vn/hub","secret":"env:IOC"}""");
        await using var db = await api.Seed.ContextAsync();
        var now = api.Clock.GetUtcNow();
        foreach (var (told, i) in (await db.Outbox.OrderBy(o => o.Id).ToListAsync()).Select((o, i) => (o, i)))
        {
            var delivery = new EventDelivery { Subscription = "ioc", EventId = told.EventId, Event = told.Id, State = i == 1 ? EventDelivery.Parked : EventDelivery.Delivered, Since = now };
            delivery.Add(new DeliveryAttempt(now, i == 1 ? 500 : 200, 12, i == 1 ? "the subscriber answered 500" : null));
            db.Add(delivery);
        }

        await db.SaveChangesAsync();
        var page = await api.GetAsync(Ioc + "/deliveries?limit=2");
        Assert.Equal([events[2], events[1]], page.GetProperty("items").EnumerateArray().Select(d => d.GetProperty("id").GetGuid()));
        var rest = await api.GetAsync($"{Ioc}/deliveries?limit=2&cursor={page.GetProperty("next").GetString()}");
        Assert.Equal((events[0], JsonValueKind.Null), (rest.GetProperty("items")[0].GetProperty("id").GetGuid(), rest.GetProperty("next").ValueKind));
        var parked = (await api.GetAsync(Ioc + "/deliveries?state=parked")).GetProperty("items")[0];
        Assert.Equal((events[1], 1, 500, "computed.plan.rate.unit"), (
            parked.GetProperty("id").GetGuid(), parked.GetProperty("attempts").GetInt32(), parked.GetProperty("status").GetInt32(), parked.GetProperty("routingKey").GetString()));
        Assert.Equal((12, "the subscriber answered 500"), (parked.GetProperty("log")[0].GetProperty("milliseconds").GetInt32(), parked.GetProperty("log")[0].GetProperty("problem").GetString()));
        await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-parameter", Ioc + "/deliveries?state=lost");
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-subscription", All + "/nobody/deliveries");
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-delivery", $"{Ioc}/deliveries/{Guid.NewGuid()}");
        Assert.Equal("degraded", (await api.GetAsync("/health/subscriptions")).GetProperty("status").GetString());

        var again = await api.PostAsync(HttpStatusCode.Accepted, $"{Ioc}/deliveries/{events[1]}/redeliver");
        Assert.Equal("waiting", again.GetProperty("state").GetString());
        await RefusedAsync(api, HttpMethod.Post, $"{Ioc}/deliveries/{Guid.NewGuid()}/redeliver", null, HttpStatusCode.NotFound, "unknown-delivery");
        var ahead = await TellAsync(api);
        await RefusedAsync(api, HttpMethod.Post, $"{Ioc}/deliveries/{ahead}/redeliver", null, HttpStatusCode.BadRequest, "bad-subscription");
        var test = await api.PostAsync(HttpStatusCode.Accepted, Ioc + "/test");
        Assert.Equal(("waiting", "test"), (test.GetProperty("state").GetString(), test.GetProperty("routingKey").GetString()));
        Assert.Equal("waiting", (await api.GetAsync($"{Ioc}/deliveries/{test.GetProperty("id").GetString()}")).GetProperty("state").GetString());
        Assert.Equal(2, (await api.GetAsync(Ioc)).GetProperty("waiting").GetInt32());
    }

    [Fact]
    public async Task A_webhook_that_cannot_be_is_refused_without_its_secret()
    {
        await using var api = await ApiServer.StartAsync();
        foreach (var body in new[]
        {
            """{"id":"IOC 1","url":"https://ioc.example.gov.vn/","secret":"env:S"}""",
            """{"id":"ioc","url":"ftp://ioc.example.gov.vn/","secret":"env:S"}""",
            """{"id":"ioc","url":"https://user:pass@ioc.example.gov.vn/","secret":"env:S"}""",
            """{"id":"ioc","url":"https://ioc.example.gov.vn/","secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}""",
            """{"id":"ioc","url":"http://127.0.0.1:8080/api/v1/entries","secret":"env:S"}""",
            """{"id":"ioc","url":"http://localhost/","secret":"env:S"}""",
            """{"id":"ioc","url":"http://2130706433/","secret":"env:S"}""",
            """{"id":"ioc","url":"http://169.254.169.254/latest/meta-data","secret":"env:S"}""",
            """{"id":"ioc","url":"http://[fd00:ec2::254]/","secret":"env:S"}""",
            """{"id":"ioc","url":"http://[::ffff:10.0.0.1]/","secret":"env:S"}""",
            """{"id":"ioc","url":"https://ioc.example.gov.vn/","secret":"env:S","filter":{"plans":["no-such-plan"]}}""",
            """{"id":"ioc","url":"https://ioc.example.gov.vn/","secret":"env:S","filter":{"minimumGrade":"good"}}""",
        })
        {
            var detail = await RefusedAsync(api, HttpMethod.Post, All, body, HttpStatusCode.BadRequest, "bad-subscription");
            Assert.DoesNotContain("MfKQ9r8G", detail, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await api.GetAsync(All)).GetArrayLength());
    }

    private static async Task<Guid> TellAsync(ApiServer api)
    {
        var id = Guid.CreateVersion7();
        await using var db = await api.Seed.ContextAsync();
        db.Add(new OutboxRow { EventId = id, RoutingKey = "computed.plan.rate.unit", Body = "{}", RecordedAt = api.Clock.GetUtcNow() });
        await db.SaveChangesAsync();
        return id;
    }

    private static async Task<JsonElement> SendAsync(ApiServer api, HttpMethod method, string path, string? body, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await api.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    private static async Task<string> RefusedAsync(ApiServer api, HttpMethod method, string path, string? body, HttpStatusCode status, string type)
    {
        var problem = await SendAsync(api, method, path, body, status);
        Assert.Equal(type, problem.GetProperty("type").GetString());
        return problem.GetRawText();
    }

    private static async Task<string?> TypeAsync(HttpResponseMessage response)
    {
        using (response)
        {
            return JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("type").GetString();
        }
    }
}
