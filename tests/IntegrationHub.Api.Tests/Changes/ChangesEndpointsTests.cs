using System.Data.Common;
using System.Net;
using System.Net.Http.Headers;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Api.Tests.Changes;

public sealed class ChangesEndpointsTests
{
    [Fact]
    public async Task Every_event_comes_once_and_in_order_and_the_cursor_of_an_empty_page_goes_on()
    {
        await using var api = await ApiServer.StartAsync();
        var (none, start) = await api.ReadAsync();
        Assert.Empty(none);
        await api.Seed.AllAsync();

        var committed = await api.CommittedAsync();
        var (first, next) = await api.ReadAsync();
        Assert.NotEmpty(committed);
        Assert.Equal(committed, first);
        Assert.Equal(committed, (await api.ReadAsync(start, "limit=500")).Ids);
        await NothingAfterAsync(api, next);

        await api.ChangeAsync("commune-a", 7);
        var later = (await api.CommittedAsync())[committed.Count..];
        Assert.NotEmpty(later);
        Assert.Equal(later, (await api.ReadAsync(next)).Ids);
    }

    [Fact]
    public async Task An_event_is_the_document_that_the_bus_brings()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Seed.AllAsync();
        await using var db = await api.Seed.ContextAsync();
        var sent = await db.Outbox.OrderBy(e => e.Id).FirstAsync();

        Assert.Equal(sent.Body, (await api.GetAsync("/api/v1/changes?limit=1")).GetProperty("items")[0].GetRawText());
    }

    [Fact]
    public async Task Filters_choose_by_plan_indicator_and_unit()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Seed.AllAsync();
        await api.ChangeAsync("commune-a", 7);
        await using var db = await api.Seed.ContextAsync();
        var all = await db.Outbox.OrderBy(e => e.Id).ToListAsync();

        foreach (var (query, isWanted) in new (string, Func<string, bool>)[]
        {
            ("unit=province", k => k.EndsWith(".province", StringComparison.Ordinal)),
            ("indicator=online-rate", k => k.Split('.')[^2] == "online-rate"),
            ("plan=plan-2024&indicator=verified-rate&unit=province", k => k == "computed.plan-2024.verified-rate.province"),
            ("plan=plan_2024", _ => false),
            ("unit=%25", _ => false),
        })
        {
            var wanted = all.Where(e => isWanted(e.RoutingKey)).Select(e => e.EventId.ToString()).ToList();
            Assert.Equal(wanted, (await api.ReadAsync(query: query + "&limit=1")).Ids);
            Assert.Equal(wanted, all.Where(new EventFilter(Of("plan"), Of("indicator"), Of("unit")).Matches).Select(e => e.EventId.ToString()));
            Assert.True(query.Contains('_') || query.Contains('%') || (wanted.Count > 0 && wanted.Count < all.Count), query);

            string? Of(string name) => query.Split('&').FirstOrDefault(p => p.StartsWith(name, StringComparison.Ordinal))?.Split('=')[1];
        }

        Assert.Contains(all, e => e.RoutingKey == "restated.online-rate.province" || e.RoutingKey.StartsWith("restated.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cursor_that_is_none_of_this_hub_says_what_to_do()
    {
        await using var api = await ApiServer.StartAsync();
        await using var other = await ApiServer.StartAsync();
        await api.Seed.AllAsync();
        await other.Seed.AllAsync();
        var (_, next) = await api.ReadAsync();
        var (_, foreign) = await other.ReadAsync();

        foreach (var bad in new[] { "5", "x", "", next[..^1], next + "A", (next[5] == 'A' ? next.Replace('A', 'B') : string.Concat(next[..5], "A", next[6..])), "%00", new string('A', 39) })
        {
            Assert.Contains("begin", await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-cursor", "/api/v1/changes?after=" + bad), StringComparison.Ordinal);
        }

        Assert.Contains("another hub", await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-cursor", "/api/v1/changes?after=" + foreign), StringComparison.Ordinal);
        await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-parameter", "/api/v1/changes?limit=0");
        await api.RefusedAsync(HttpStatusCode.BadRequest, "unknown-parameter", "/api/v1/changes?cursor=" + next);
    }

    [Fact]
    public async Task A_cursor_older_than_what_is_kept_is_gone_and_never_skips_what_was_erased()
    {
        await using var api = await ApiServer.StartAsync();
        var (_, start) = await api.ReadAsync();
        await api.Seed.AllAsync();
        var early = (await api.GetAsync("/api/v1/changes?limit=1")).GetProperty("next").GetString();
        var (_, next) = await api.ReadAsync();
        await using (var db = await api.Seed.ContextAsync())
        {
            var last = await db.Outbox.MaxAsync(e => e.Id);
            await db.Outbox.Where(e => e.Id < last).ExecuteDeleteAsync();
        }

        foreach (var gone in new[] { early, start })
        {
            var detail = await api.RefusedAsync(HttpStatusCode.Gone, "cursor-gone", "/api/v1/changes?after=" + gone);
            Assert.Contains("since 2024-03-20T01:00:00Z", detail, StringComparison.Ordinal);
            Assert.Contains("begin without a cursor", detail, StringComparison.Ordinal);
        }

        // Who had read everything has lost nothing.
        await NothingAfterAsync(api, next);
        Assert.Single((await api.ReadAsync()).Ids);
    }

    [Fact]
    public async Task An_answer_that_is_known_is_not_sent_again_and_a_long_one_is_compressed()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Seed.AllAsync();
        var (_, next) = await api.ReadAsync();
        foreach (var path in new[] { "/api/v1/changes?limit=2", "/api/v1/changes?after=" + next })
        {
            using var first = await api.Client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.NotNull(first.Headers.ETag);
            Assert.Equal(HttpStatusCode.NotModified, await AskAsync(path, first.Headers.ETag!));
            Assert.Equal(HttpStatusCode.OK, await AskAsync("/api/v1/changes?limit=3", first.Headers.ETag!));
        }

        using var empty = await api.Client.GetAsync(new Uri("/api/v1/changes?after=" + next, UriKind.Relative));
        await api.ChangeAsync("commune-a", 7);
        Assert.Equal(HttpStatusCode.OK, await AskAsync("/api/v1/changes?after=" + next, empty.Headers.ETag!));

        using var packed = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/changes", UriKind.Relative));
        packed.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var answer = await api.Client.SendAsync(packed);
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);

        async Task<HttpStatusCode> AskAsync(string path, EntityTagHeaderValue tag)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
            request.Headers.IfNoneMatch.Add(tag);
            using var response = await api.Client.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task The_feed_as_known_at_an_instant_stays_what_it_was()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Seed.AllAsync();
        var committed = await api.CommittedAsync();
        api.Clock.Advance(TimeSpan.FromHours(1));
        await api.ChangeAsync("commune-a", 7);

        Assert.True((await api.CommittedAsync()).Count > committed.Count);
        var (ids, next) = await api.ReadAsync(query: "asKnownAt=2024-03-20T01:30:00Z&limit=2");
        Assert.Equal(committed, ids);
        await NothingAfterAsync(api, next, "asKnownAt=2024-03-20T01:30:00Z");
        Assert.NotEmpty((await api.ReadAsync(next)).Ids);
        await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-parameter", "/api/v1/changes?asKnownAt=gestern");
    }

    /// <summary>Writers commit at the same time, in any order; whoever reads the feed meanwhile has every event in the end, once and in order.</summary>
    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public Task A_reader_during_concurrent_writes_misses_nothing(string store) => FollowWritersAsync(store, recorders: 2, batches: 2, others: 2, commits: 25);

    [Theory]
    [Trait("Category", "Full")]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public Task A_reader_during_many_concurrent_writes_misses_nothing(string store) => FollowWritersAsync(store, recorders: 4, batches: 8, others: 4, commits: 150);

    [Fact]
    public async Task What_is_committed_between_the_statements_of_a_reader_comes_with_the_next_page()
    {
        var meanwhile = new Meanwhile();
        await using var api = await ApiServer.StartAsync(configure: services => services.ConfigureDbContext<HubDbContext>(options => options.AddInterceptors(meanwhile)));
        await api.AddEventsAsync(3);
        meanwhile.Does = () => api.AddEventsAsync(1);
        var ids = new List<string>();
        string? next = null;
        foreach (var query in new[] { "limit=100", "limit=2", "limit=100&unit=unit", "limit=1&unit=unit", "limit=100", "limit=3" })
        {
            var page = await api.GetAsync($"/api/v1/changes?{query}{(next is null ? "" : "&after=" + next)}");
            ids.AddRange(page.Ids());
            next = page.GetProperty("next").GetString();
        }

        meanwhile.Does = null;
        ids.AddRange((await api.ReadAsync(next)).Ids);
        Assert.True(ids.Count >= 3 + 12, $"only {ids.Count} events");
        Assert.Equal(await api.CommittedAsync(), ids);
    }

    private static async Task NothingAfterAsync(ApiServer api, string cursor, string query = "limit=2")
    {
        var (ids, next) = await api.ReadAsync(cursor, query);
        Assert.Empty(ids);
        Assert.Equal(cursor, next);
    }

    private static async Task FollowWritersAsync(string store, int recorders, int batches, int others, int commits)
    {
        await using var api = await ApiServer.StartAsync(store);
        await api.Seed.AllAsync();
        using var written = new CancellationTokenSource();
        var readers = new[] { "limit=3", "limit=500", "limit=1&unit=province" }.Select(query => FollowAsync(query, written.Token)).ToList();

        // Recorders of both communes: each batch moves the figures of its unit and of all above it. The others only tell, and so commit faster.
        await Task.WhenAll(
        [
            .. Enumerable.Range(0, recorders).Select(writer => Task.Run(async () =>
            {
                for (var i = 0; i < batches; i++)
                {
                    await WriteAsync(() => api.ChangeAsync(writer % 2 == 0 ? "commune-a" : "commune-b", i + 1, ((writer * 5) + i) % 75));
                }
            })),
            .. Enumerable.Range(0, others).Select(writer => Task.Run(async () =>
            {
                for (var i = 0; i < commits; i++)
                {
                    await WriteAsync(() => api.AddEventsAsync(1 + ((writer + i) % 5)));
                }
            })),
        ]);
        await written.CancelAsync();

        var committed = await api.CommittedAsync();
        Assert.True(committed.Count > 2 * others * commits, $"only {committed.Count} events");
        Assert.Equal(committed, await readers[0]);
        Assert.Equal(committed, await readers[1]);
        Assert.Equal((await api.ReadAsync(query: "unit=province&limit=500")).Ids, await readers[2]);

        async Task WriteAsync(Func<Task> write)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await write();
                    return;
                }
                catch (Exception e) when (api.IsTransient(e) && attempt < 50)
                {
                    // As the consumer does.
                    await Task.Delay(20);
                }
            }
        }

        async Task<List<string>> FollowAsync(string query, CancellationToken end)
        {
            var (all, next) = (new List<string>(), (string?)null);
            while (true)
            {
                // Asked before the page is read: what is committed after the last page is in one more.
                var isOver = end.IsCancellationRequested;
                (var ids, next) = await api.ReadAsync(next, query);
                all.AddRange(ids);
                if (isOver)
                {
                    return all;
                }
            }
        }
    }

    /// <summary>Does something after each statement that reads the outbox.</summary>
    private sealed class Meanwhile : DbCommandInterceptor
    {
        private readonly AsyncLocal<bool> isDoing = new();

        public Func<Task>? Does { get; set; }

        public override async ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        {
            if (Does is { } does && !isDoing.Value && command.CommandText.Contains("outbox", StringComparison.Ordinal))
            {
                isDoing.Value = true;
                await does();
                isDoing.Value = false;
            }

            return result;
        }
    }
}
