using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Store;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.Timeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>What a collector of OpenTelemetry is told by processes of one role each, on PostgreSQL and RabbitMQ.</summary>
public sealed class TraceTests
{
    private const string Enterprises = "doanh-nghiep";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public Task A_trace_leads_from_the_request_at_the_source_to_the_acknowledged_webhook() => FollowAsync(isKilled: false);

    /// <summary>The next collector waits until the lease of the killed one has run out.</summary>
    [Fact]
    [Trait("Category", "Full")]
    public Task It_does_past_a_crash() => FollowAsync(isKilled: true);

    private static async Task FollowAsync(bool isKilled)
    {
        await using var told = await OtlpReceiver.StartAsync();
        await using var fleet = await HubFleet.StartAsync(new() { Sources = [Enterprises], WithPlans = true });
        await using var subscriber = await SubscriberAsync(fleet);
        if (isKilled)
        {
            var dies = fleet.Run("collect", environment =>
            {
                told.SetUp(environment);
                environment[FailPoint.Variable] = $"{FailPoint.BeforePublish}:2";
            });
            await dies.ReadyAsync();
            await fleet.PullAsync();
            await fleet.UntilAsync(_ => Task.FromResult(dies.HasEnded), Patience);
        }

        HubWorker[] workers = [.. new[] { "collect", "record", "notify", "api" }.Select(roles => fleet.Run(roles, environment =>
        {
            told.SetUp(environment);
            environment["HUB_ALLOWED_HOSTS"] = "127.0.0.1";
            environment["WEBHOOK_SECRET"] = "whsec_" + Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        }))];
        await Task.WhenAll(workers.Select(w => w.ReadyAsync()));
        if (!isKilled)
        {
            await fleet.PullAsync();
        }

        await fleet.UntilRecordedAsync(Patience);
        await fleet.UntilAsync(async db =>
        {
            var last = await db.Outbox.MaxAsync(e => (long?)e.Id);
            return last > 0 && await db.Subscriptions.AllAsync(s => s.Position == last);
        }, Patience);
        Assert.All(await Task.WhenAll(workers.Select(w => w.EndAsync(TimeSpan.FromSeconds(30)))), code => Assert.Equal(0, code));

        var spans = told.Spans.ToList();
        var ids = told.Spans.Select(s => s.Id).ToHashSet();
        Assert.Empty(told.Spans.Where(s => s.Parent.Length > 0 && !ids.Contains(s.Parent)).Select(s => $"{s.Roles}: {s.Name} hangs on nothing"));
        Assert.Equal(told.Spans.Count, ids.Count);

        // The pages that the first collector had stored were published by the second one: they stay in the trace of the run that read them.
        var batches = await fleet.QueryAsync(db => db.Batches.OrderBy(b => b.No).Select(b => new { b.Id, b.Run, b.TraceParent, b.State }).ToListAsync());
        Assert.Equal(isKilled, batches.Select(b => b.Run).Distinct().Count() > 1);
        Assert.All(batches, batch =>
        {
            var trace = spans.Where(s => s.Trace == batch.TraceParent!.Split('-')[1]).ToList();
            var run = Assert.Single(trace, s => s.Name.StartsWith("run ", StringComparison.Ordinal));
            Assert.Equal((batch.Run.ToString(), ""), (run.Tags["hub.run"], run.Parent));
            Assert.Contains(trace, s => s is { Name: "GET", Roles: "collect" } && s.Tags["http.response.status_code"] == "200");
            Assert.Contains(trace, s => s.Name.StartsWith("publish ", StringComparison.Ordinal) && s.Tags["hub.batch"] == batch.Id.ToString());
            Assert.Contains(trace, s => s.Name.StartsWith("record ", StringComparison.Ordinal) && s.Roles == "record" && s.Tags["hub.batch"] == batch.Id.ToString());
        });
        var delivered = spans.Where(s => s.Name.StartsWith("deliver ", StringComparison.Ordinal) && s.Tags["hub.subscription"] == "desk").ToList();
        Assert.NotEmpty(delivered);
        Assert.All(delivered, s => Assert.Equal(("notify", "204", "POST", "127.0.0.1"), (s.Roles, s.Tags["http.response.status_code"], s.Tags["http.request.method"], s.Tags["server.address"])));
        Assert.All(spans.Where(s => s.Tags.ContainsKey("messaging.message.id")), s => Assert.Equal("rabbitmq", s.Tags["messaging.system"]));
        Assert.All(delivered, s => Assert.Contains(spans, run => run.Trace == s.Trace && run.Name.StartsWith("run ", StringComparison.Ordinal)));

        // The same can be drawn from the store alone.
        var timelines = await fleet.QueryAsync(async db =>
        {
            var runs = batches.Select(b => b.Run).Distinct().ToList();
            var found = new List<RunTimeline>();
            foreach (var run in await db.Runs.Where(r => runs.Contains(r.Id)).ToListAsync())
            {
                found.Add(await TimelineReader.OfAsync(db, run, CancellationToken.None));
            }

            return found;
        });
        Assert.All(timelines, t => Assert.True(t.AddsUp && t.IsKept, $"run {t.Run}"));
        Assert.All(timelines, t => Assert.All(t.Steps.Where(s => s.Stage is "source" or "publish" or "record"), s => Assert.True(s.Count > 0, $"run {t.Run}: nothing of {s.Stage}")));
        Assert.Contains(timelines, t => t.Spans.Any(s => s.Stage == "notify" && s.Attributes["hub.subscription"] == "desk"));
        Assert.True(timelines.SelectMany(t => t.Spans).Select(s => s.Process).Distinct().Count() >= 3);

        Assert.Superset(
            new HashSet<string> { "hub.collect.records.fetched", "hub.collect.runs", "hub.collect.batches.published", "hub.record.records", "hub.record.batch.duration", "hub.record.events", "hub.notify.deliveries", "hub.store.outbox.age", "hub.store.queue.depth" },
            told.Metrics.ToHashSet());
        Assert.True(told.Logs > 0);
    }

    private static async Task<WebApplication> SubscriberAsync(HubFleet fleet)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/", () => Microsoft.AspNetCore.Http.Results.NoContent());
        await app.StartAsync();
        await fleet.QueryAsync(async db =>
        {
            db.Subscriptions.Add(new Subscription { Id = "desk", Kind = "webhook", Address = app.Urls.First() + "/", Secret = "env:WEBHOOK_SECRET" });
            return await db.SaveChangesAsync();
        });
        return app;
    }
}
