using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using IntegrationHub.Collect.Schedule;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Notify.Relay;
using IntegrationHub.Record.Alerts;
using IntegrationHub.Store.Alerts;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.Sources;
using IntegrationHub.Store.Stages;
using IntegrationHub.Testing;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using Xunit.Abstractions;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>Each stage is killed, a source is broken, a queue is filled: health and alert name the cause within one cycle, and the recovery is told.</summary>
public sealed class AlertTests(ITestOutputHelper output)
{
    [Fact]
    public async Task What_breaks_is_named_by_health_and_alert_within_one_cycle_and_its_recovery_is_told()
    {
        await using var hub = await SurveyHub.StartAsync(scheduled: true);
        using var http = new HttpClient { BaseAddress = hub.Url }.With(await TestKeys.AddAsync(hub.Servers.Store));
        var (services, told, seen) = (hub.Services.GetServices<IHostedService>().ToList(), new List<string>(), 0L);
        hub.SourceOff = TimeSpan.Zero;
        Assert.Equal(RunState.Succeeded, (await hub.PullAsync()).State);
        Assert.Equal("healthy", await ReadyAsync());
        await CycleAsync();

        // A source.
        hub.Fails["0"] = 403;
        Assert.Equal(RunState.Failed, (await hub.PullAsync()).State);
        await CycleAsync("+credentials-refused survey");
        Assert.Equal("failed", (await http.GetFromJsonAsync<JsonElement>("/health/sources")).GetProperty("sources")[0].GetProperty("state").GetString());
        await CycleAsync();
        hub.Fails.Clear();
        await hub.PullAsync();
        await CycleAsync("-credentials-refused survey");

        // Stages whose loops end.
        var loops = new[] { services.OfType<SourceScheduler>().Single(), services.OfType<OutboxRelay>().Single() as IHostedService };
        foreach (var loop in loops)
        {
            await loop.StopAsync(default);
        }

        Assert.Contains("collect: its loop has ended; notify: its loop has ended", await ReadyAsync(), StringComparison.Ordinal);
        Assert.Equal("healthy", (await http.GetFromJsonAsync<JsonElement>("/healthz")).GetProperty("status").GetString());
        await CycleAsync("+stage-dead collect, notify");
        foreach (var loop in loops)
        {
            await loop.StartAsync(default);
        }

        Assert.Equal("healthy", await ReadyAsync());
        await CycleAsync("-stage-dead collect, notify");

        // The consumer of the recorder, with the bus.
        var bus = hub.Services.GetRequiredService<IBusControl>();
        await bus.StopAsync();
        Assert.StartsWith("unhealthy", await ReadyAsync(), StringComparison.Ordinal);
        await CycleAsync("+broker-down broker");
        await bus.StartAsync();
        await CycleAsync("-broker-down broker");

        // A queue that nobody empties.
        await hub.QueryAsync(db =>
        {
            db.AddRange(Enumerable.Range(0, 60).Select(i => new Batch
            {
                Id = Guid.NewGuid(), Run = Guid.Empty, Seq = i, Source = "survey", Stream = "counts", Connector = "rest", CreatedAt = hub.Clock.GetUtcNow().AddMinutes(-4), Readings = 0,
            }));
            return db.SaveChangesAsync();
        });
        await CycleAsync("+queue-full record");
        Assert.Equal(60, (await http.GetFromJsonAsync<JsonElement>("/health/queues"))[0].GetProperty("depth").GetInt32());
        await hub.QueryAsync(db => db.Batches.Where(b => b.Run == Guid.Empty).ExecuteDeleteAsync());
        await CycleAsync("-queue-full record");

        Assert.Equal(8, told.Count);
        Assert.Equal(8, await hub.QueryAsync(db => db.Outbox.CountAsync(e => e.RoutingKey.StartsWith(AlertEvent.Key))));
        output.WriteLine($"{told.Count} notices: {string.Join("; ", told)}");

        async Task CycleAsync(params string[] expected)
        {
            await hub.Services.GetRequiredService<StageReporter>().ReportAsync(default);
            await hub.Services.GetRequiredService<AlertWatch>().LookAsync(default);

            // By what is told: the hub itself looks as well meanwhile.
            var events = await hub.QueryAsync(db => db.Outbox.AsNoTracking().Where(e => e.Id > seen && e.RoutingKey.StartsWith(AlertEvent.Key)).OrderBy(e => e.Id).ToListAsync());
            seen = events.Count == 0 ? seen : events[^1].Id;
            var notices = events.Select(e => JsonDocument.Parse(e.Body).RootElement.GetProperty("data")).SelectMany(d => new[] { ("+", Subjects(d, "raised")), ("-", Subjects(d, "recovered")) }
                .Where(s => s.Item2.Length > 0).Select(s => $"{s.Item1}{d.GetProperty("cause").GetString()} {s.Item2}")).ToList();
            Assert.Equal(expected, notices);
            told.AddRange(notices);
            var open = (await http.GetFromJsonAsync<JsonElement>("/api/v1/alerts?open=true")).EnumerateArray().Select(a => a.GetProperty("cause").GetString()).ToList();
            Assert.All(expected, e => Assert.Equal(e[0] == '+', open.Contains(e[1..].Split(' ')[0])));
        }

        static string Subjects(JsonElement data, string which) => string.Join(", ", data.GetProperty(which).EnumerateArray().Select(a => a.GetProperty("subject").GetString()).Order(StringComparer.Ordinal));

        async Task<string> ReadyAsync()
        {
            using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative));
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(body.GetProperty("status").GetString() == "unhealthy", !answer.IsSuccessStatusCode);
            var said = body.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("description").GetString()).OfType<string>();
            return string.Join(' ', said.Prepend(body.GetProperty("status").GetString()!));
        }
    }

    /// <summary>Three processes are killed, and one that only answers tells of it.</summary>
    [Fact]
    [Trait("Category", "Full")]
    public async Task Killed_processes_are_named_by_the_one_that_lives_and_their_return_is_told()
    {
        var (patience, watch) = (TimeSpan.FromMinutes(3), new Stopwatch());
        await using var fleet = await HubFleet.StartAsync(new() { Sources = ["doanh-nghiep"] });
        string[] stages = ["collect", "notify", "record"];
        var workers = stages.Select(s => fleet.Run(s)).ToList();
        var api = fleet.Run("api");
        await Task.WhenAll(workers.Append(api).Select(w => w.ReadyAsync()));
        await fleet.UntilAsync(db => db.Stages.Select(s => s.Stage).Distinct().CountAsync().ContinueWith(c => c.Result == 4, TaskScheduler.Default), patience);

        watch.Start();
        workers.ForEach(w => w.Signal("KILL"));
        await fleet.UntilAsync(async db => (await OpenAsync(db)).SequenceEqual(stages), patience);
        output.WriteLine($"named after {watch.Elapsed.TotalSeconds:0} s: {string.Join(", ", stages)}");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, AlertLease.Length + StageRows.Silence + (2 * AlertWatch.Tick));
        var (status, alerts) = await api.GetAsync("/api/v1/alerts?open=true");
        Assert.True(status is System.Net.HttpStatusCode.OK && alerts.EnumerateArray().All(a => a.GetProperty("cause").GetString() == AlertCauses.StageDead));

        foreach (var stage in stages)
        {
            _ = fleet.Run(stage);
        }

        await fleet.UntilAsync(async db => (await OpenAsync(db)).Count == 0, patience);
        var notices = await fleet.QueryAsync(db => db.Outbox.CountAsync(e => e.RoutingKey == AlertEvent.Key + AlertCauses.StageDead));
        output.WriteLine($"{notices} notices of three deaths and three returns");
        Assert.InRange(notices, 1, 4);

        static Task<List<string>> OpenAsync(IntegrationHub.Store.Model.HubDbContext db) =>
            db.Alerts.Where(a => a.ClosedAt == null && a.Cause == AlertCauses.StageDead).Select(a => a.Subject).OrderBy(s => s).ToListAsync();
    }
}
