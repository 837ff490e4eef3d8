using System.Net;
using System.Net.ServerSentEvents;
using IntegrationHub.Api.Changes;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Api.Tests.Changes;

public sealed class StreamTests
{
    [Fact]
    public async Task What_changes_arrives_with_its_cursor_and_who_comes_back_misses_nothing()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Seed.AllAsync();
        var before = await api.CommittedAsync();
        string last;
        await using (var stream = await LiveStream.OpenAsync(api))
        {
            // New from now on; the connection shows at once that it stands, and has a place to come back to.
            var greeting = await stream.NextAsync(api);
            Assert.Equal(("heartbeat", ""), (greeting.EventType, greeting.Data));
            Assert.Equal([], (await api.ReadAsync(greeting.EventId)).Ids);
            await api.ChangeAsync("commune-a", 7);
            var first = await stream.NextEventAsync(api);
            Assert.Equal("vn.integrationhub.indicator.", first.EventType[..28]);
            Assert.Equal((await api.CommittedAsync())[before.Count], first.Id());
            last = first.EventId!;
        }

        await api.ChangeAsync("commune-b", 9);
        var missed = (await api.CommittedAsync())[(before.Count + 1)..];
        await using (var again = await LiveStream.OpenAsync(api, lastEventId: last))
        {
            var ids = new List<string>();
            while (ids.Count < missed.Count)
            {
                ids.Add((await again.NextEventAsync(api)).Id());
            }

            Assert.Equal(missed, ids);
        }

        // The feed takes the same cursors.
        Assert.Equal(missed, (await api.ReadAsync(last)).Ids);
    }

    [Fact]
    public async Task Who_is_far_behind_gets_everything_in_order()
    {
        await using var api = await ApiServer.StartAsync();
        var (_, start) = await api.ReadAsync();
        await api.AddEventsAsync(300);
        await using var stream = await LiveStream.OpenAsync(api, "?after=" + start);
        var ids = new List<string>();
        for (var i = 0; i < 300; i++)
        {
            ids.Add((await stream.NextEventAsync(api)).Id());
        }

        await api.AddEventsAsync(1100);
        for (var i = 0; i < 1100; i++)
        {
            ids.Add((await stream.NextEventAsync(api)).Id());
        }

        Assert.Equal(await api.CommittedAsync(), ids);
    }

    [Fact]
    public async Task A_filter_lets_through_what_is_wanted_and_heartbeats_carry_the_cursor_on()
    {
        await using var api = await ApiServer.StartAsync();
        await using var stream = await LiveStream.OpenAsync(api, "?unit=commune-b");
        await api.Seed.AllAsync();
        await api.ChangeAsync("commune-a", 7);
        await api.ChangeAsync("commune-b", 9);

        // One event of another unit at the end: the stream is silent about it, and its place moves past it.
        await api.ChangeAsync("commune-a", 8);
        var wanted = (await api.ReadAsync(query: "unit=commune-b")).Ids;
        var heard = new List<string>();
        var end = (await api.ReadAsync()).Next;
        for (var item = await stream.NextAsync(api); item.EventId != end; item = await stream.NextAsync(api))
        {
            if (item.EventType != "heartbeat")
            {
                heard.Add(item.Id());
            }
        }

        Assert.Equal(wanted, heard);
    }

    [Fact]
    public async Task A_silent_stream_has_a_heartbeat_every_quarter_minute()
    {
        await using var api = await ApiServer.StartAsync();
        await using var stream = await LiveStream.OpenAsync(api);
        await stream.NextAsync(api);
        var began = api.Clock.GetUtcNow();
        Assert.Equal("heartbeat", (await stream.NextAsync(api)).EventType);
        Assert.InRange(api.Clock.GetUtcNow() - began, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(25));
    }

    [Fact]
    public async Task Too_many_streams_are_refused_and_a_place_becomes_free()
    {
        await using var api = await ApiServer.StartAsync(configure: services => services.AddSingleton(new StreamLimits(2, TimeSpan.FromSeconds(15))));
        await using var first = await LiveStream.OpenAsync(api);
        await using (var second = await LiveStream.OpenAsync(api))
        {
            await second.NextAsync(api);
            Assert.Contains("2 live streams", await api.RefusedAsync(HttpStatusCode.ServiceUnavailable, "too-many-streams", "/api/v1/stream"), StringComparison.Ordinal);
        }

        for (var i = 0; i < 100; i++)
        {
            using var response = await api.Client.GetAsync(new Uri("/api/v1/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            if (response.StatusCode is HttpStatusCode.OK)
            {
                Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail("the place did not become free");
    }

    [Fact]
    public async Task A_hub_that_ends_ends_its_streams_in_order()
    {
        await using var api = await ApiServer.StartAsync();
        await using var stream = await LiveStream.OpenAsync(api);
        await stream.NextAsync(api);

        await api.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.True(await stream.IsOverAsync());
    }

    [Fact]
    public async Task A_stream_with_a_bad_place_is_refused()
    {
        await using var api = await ApiServer.StartAsync();
        Assert.Contains("after is no cursor", await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-cursor", "/api/v1/stream?after=7"), StringComparison.Ordinal);
        await api.RefusedAsync(HttpStatusCode.BadRequest, "unknown-parameter", "/api/v1/stream?lastEventId=7");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/stream", UriKind.Relative));
        request.Headers.Add("Last-Event-ID", "7");
        using var response = await api.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Last-Event-ID is no cursor", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
