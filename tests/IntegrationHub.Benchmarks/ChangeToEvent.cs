using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Notify.Subscribers;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace IntegrationHub.Benchmarks;

/// <summary>
/// One record changes at a small HTTP source and a pull is ordered: how long until what it changed is heard by a webhook subscriber and at a queue that is bound
/// to the public exchange. Beside it the least that has to be done in any case: the same request, one committed row, one confirmed and delivered message.
/// </summary>
internal sealed class ChangeToEvent : IAsyncDisposable
{
    private const string SecretVariable = "HUB_BENCHMARK_SECRET";
    private const string Queue = "benchmark";
    private const string BareExchange = "benchmark.bare";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly ShiftedClock Clock = new(DemoRun.Start);

    private readonly ConcurrentDictionary<string, long> posted = new();
    private readonly ConcurrentDictionary<string, long> queued = new();
    private readonly JsonArray rows = SurveyHub.FirstRows(firstMonth: 11);
    private readonly ConcurrentQueue<string> asked = new();
    private readonly WebApplication outside;
    private readonly WebApplication hub;
    private readonly NpgsqlDataSource bare;
    private readonly IConnection connection;
    private readonly IChannel channel;
    private readonly HttpClient http = new();
    private long lastEvent;

    private ChangeToEvent(WebApplication outside, WebApplication hub, NpgsqlDataSource bare, IConnection connection, IChannel channel) =>
        (this.outside, this.hub, this.bare, this.connection, this.channel) = (outside, hub, bare, connection, channel);

    public static async Task RunAsync(int changes, int warmUp, TextWriter output)
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        await using var rabbit = await PrivateRabbit.StartAsync();
        await using var line = await StartAsync(await postgres.AddDatabaseAsync(), await postgres.AddDatabaseAsync(), await rabbit.AddVirtualHostAsync());
        var (webhook, queue, limit) = (new Latencies("change to event at a webhook"), new Latencies("change to event at a queue"), new Latencies("bare request, commit, confirm and delivery"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"change to event: {changes} changes of one record, one after the other, PostgreSQL and RabbitMQ on this machine, a hub with all roles in this process; from the order of the pull, so without polling; {warmUp} changes before them warm up and are not counted"));
        for (var change = -warmUp; change < changes; change++)
        {
            var (atWebhook, atQueue) = await line.ChangeAsync();
            var least = await line.BareAsync();
            if (change >= 0)
            {
                webhook.Add(atWebhook);
                queue.Add(atQueue);
                limit.Add(least);
            }
        }

        foreach (var text in new[] { webhook.Line(), queue.Line(), limit.Line(), webhook.RatioTo(limit), queue.RatioTo(limit) })
        {
            await output.WriteLineAsync(text);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await hub.StopAsync();
        await hub.DisposeAsync();
        await channel.DisposeAsync();
        await connection.DisposeAsync();
        await bare.DisposeAsync();
        await outside.DisposeAsync();
        http.Dispose();
    }

    private static async Task<ChangeToEvent> StartAsync(string store, string bareStore, string bus)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var settings = new HubSettings { Store = store, Bus = bus, Roles = HubRoles.All, Urls = [new Uri("http://127.0.0.1:0")], Data = Path.GetTempPath() };
        var connection = await new ConnectionFactory { Uri = new Uri(bus) }.CreateConnectionAsync();
        var line = new ChangeToEvent(
            builder.Build(), HubHost.Build(settings, Clock, scheduled: false, isDemo: true), NpgsqlDataSource.Create(bareStore), connection,
            await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)));
        await line.ListenAsync();
        await line.PrepareAsync();
        return line;
    }

    /// <summary>The source, the webhook's server, and the queue.</summary>
    private async Task ListenAsync()
    {
        outside.MapPost("/hook", context =>
        {
            posted[context.Request.Headers["webhook-id"].ToString()] = Stopwatch.GetTimestamp();
            return Task.CompletedTask;
        });
        outside.MapGet("/counts", context =>
        {
            context.Response.Headers.Date = Clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
            asked.Enqueue(context.Request.Path + context.Request.QueryString);
            return context.Response.WriteAsync(SurveyHub.Answer(rows, context.Request.Query));
        });
        await outside.StartAsync();
        await channel.ExchangeDeclareAsync(PublicExchange.Exchange, ExchangeType.Topic, durable: true, autoDelete: false);
        await channel.ExchangeDeclareAsync(BareExchange, ExchangeType.Topic, durable: true, autoDelete: false);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync(Queue, PublicExchange.Exchange, "#");
        await channel.QueueBindAsync(Queue, BareExchange, "#");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            queued[message.BasicProperties.MessageId!] = Stopwatch.GetTimestamp();
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(Queue, autoAck: true, consumer);
        await using var create = bare.CreateCommand("CREATE TABLE bare (record text, body text NOT NULL)");
        await create.ExecuteNonQueryAsync();
    }

    private async Task PrepareAsync()
    {
        // All counts in one answer: what a page more costs is not the question.
        var files = SurveyHub.Catalogue(outside.Urls.Single()).All.Select(f => f with { Text = f.Text.Replace("size: 4", "size: 500", StringComparison.Ordinal) });
        Environment.SetEnvironmentVariable(SecretVariable, "whsec_" + Convert.ToBase64String(Guid.NewGuid().ToByteArray()));
        await HubHost.PrepareAsync(hub.Services, new CatalogueFiles(files), CancellationToken.None);
        await using var db = await ContextAsync();
        db.Subscriptions.Add(new Subscription { Id = "webhook", Kind = "webhook", Address = outside.Urls.Single() + "/hook", Secret = "env:" + SecretVariable });
        await db.SaveChangesAsync();
        await hub.StartAsync();
        await PullAsync();
        await ArrivalsAsync();
    }

    /// <summary>Until the last of what the change has moved is there: the figures of the unit and of those above it.</summary>
    private async Task<(TimeSpan Webhook, TimeSpan Queue)> ChangeAsync()
    {
        var row = rows[Random.Shared.Next(rows.Count)]!.AsObject();
        row["content"] = (int)row["content"]! ^ 1;
        asked.Clear();
        var began = Stopwatch.GetTimestamp();
        await PullAsync();
        var (atWebhook, atQueue) = await ArrivalsAsync();
        return (Stopwatch.GetElapsedTime(began, atWebhook), Stopwatch.GetElapsedTime(began, atQueue));
    }

    private async Task<TimeSpan> BareAsync()
    {
        var id = Guid.NewGuid().ToString();
        var requests = asked.ToList();
        var began = Stopwatch.GetTimestamp();
        var body = "";
        foreach (var request in requests)
        {
            body = await http.GetStringAsync(outside.Urls.Single() + request);
        }

        await using (var insert = bare.CreateCommand("INSERT INTO bare VALUES ($1, $2)"))
        {
            insert.Parameters.Add(new NpgsqlParameter { Value = id });
            insert.Parameters.Add(new NpgsqlParameter { Value = body });
            await insert.ExecuteNonQueryAsync();
        }

        await channel.BasicPublishAsync(BareExchange, "bare", mandatory: false, new BasicProperties { MessageId = id, Persistent = true }, Encoding.UTF8.GetBytes(body));
        var confirmed = Stopwatch.GetTimestamp();
        return Stopwatch.GetElapsedTime(began, Math.Max(confirmed, await ArrivalAsync(queued, id)));
    }

    private async Task PullAsync()
    {
        var catalogue = (await hub.Services.GetRequiredService<CatalogueStore>().CurrentAsync(CancellationToken.None))!;
        await new DirectPull(hub.Services).TryPullAsync(catalogue.Sources.Single(), catalogue, new(), () => null, CancellationToken.None);
    }

    /// <summary>When the last of the new events came, at each.</summary>
    private async Task<(long Webhook, long Queue)> ArrivalsAsync()
    {
        await using var db = await ContextAsync();
        var events = await db.EventsAfter(lastEvent).AsNoTracking().ToListAsync();
        for (var waited = Stopwatch.StartNew(); events.Count == 0; events = await db.EventsAfter(lastEvent).AsNoTracking().ToListAsync())
        {
            if (waited.Elapsed > Patience)
            {
                throw new TimeoutException("the change made no event");
            }

            await Task.Delay(20);
        }

        lastEvent = events[^1].Id;
        var (webhook, queue) = (0L, 0L);
        foreach (var id in events.Select(e => e.EventId.ToString()))
        {
            webhook = Math.Max(webhook, await ArrivalAsync(posted, id));
            queue = Math.Max(queue, await ArrivalAsync(queued, id));
        }

        return (webhook, queue);
    }

    // Looks are cheap and do not enter into the time, which is taken where the event arrives.
    private static async Task<long> ArrivalAsync(ConcurrentDictionary<string, long> heard, string id)
    {
        long at;
        for (var waited = Stopwatch.StartNew(); !heard.TryGetValue(id, out at); await Task.Delay(1))
        {
            if (waited.Elapsed > Patience)
            {
                throw new TimeoutException($"the event {id} was not heard");
            }
        }

        return at;
    }

    private Task<HubDbContext> ContextAsync() => hub.Services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
}
