using System.Collections.Concurrent;
using System.Text;
using IntegrationHub.Notify.Subscribers;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace IntegrationHub.EndToEnd.Tests.Fixture;

/// <summary>What the world outside hears of a hub: a web server behind a webhook, and a queue bound to the public exchange where there is a broker. They outlive the hub's processes.</summary>
internal sealed class EventSubscribers : IAsyncDisposable
{
    public const string Webhook = "webhook";
    private const string Queue = "test.subscriber";

    private readonly ConcurrentQueue<(Guid Id, string Body)> posted = new();
    private readonly WebApplication app;
    private readonly string secret;
    private readonly Uri? broker;

    private EventSubscribers(WebApplication app, StackServers servers)
    {
        this.app = app;
        secret = Path.Combine(servers.Folder, "webhook-secret");
        broker = servers.Bus == "in-memory" ? null : new Uri(servers.Bus);
    }

    public static async Task<EventSubscribers> StartAsync(StackServers servers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var subscribers = new EventSubscribers(builder.Build(), servers);
        subscribers.app.MapPost("/", async context =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            subscribers.posted.Enqueue((Guid.Parse(context.Request.Headers["webhook-id"]!), await reader.ReadToEndAsync()));
        });
        await subscribers.app.StartAsync();
        await File.WriteAllTextAsync(subscribers.secret, "whsec_" + Convert.ToBase64String(Guid.NewGuid().ToByteArray()));
        if (subscribers.broker is not null)
        {
            await using var connection = await new ConnectionFactory { Uri = subscribers.broker }.CreateConnectionAsync();
            await using var channel = await connection.CreateChannelAsync();
            await channel.ExchangeDeclareAsync(PublicExchange.Exchange, ExchangeType.Topic, durable: true, autoDelete: false);
            await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
            await channel.QueueBindAsync(Queue, PublicExchange.Exchange, "#");
        }

        return subscribers;
    }

    public async Task SubscribeAsync(HubDbContext db)
    {
        db.Subscriptions.Add(new Subscription { Id = Webhook, Kind = "webhook", Address = app.Urls.First() + "/", Secret = "file:" + secret });
        await db.SaveChangesAsync();
    }

    /// <summary>Everything that each of them was sent, in the order in which it came. What came by the bus is taken out of the queue.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<(Guid Id, string Body)>>> HeardAsync()
    {
        var heard = new Dictionary<string, IReadOnlyList<(Guid Id, string Body)>>(StringComparer.Ordinal) { [Webhook] = [.. posted] };
        if (broker is not null)
        {
            await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
            await using var channel = await connection.CreateChannelAsync();
            var messages = new List<(Guid Id, string Body)>();
            while (await channel.BasicGetAsync(Queue, autoAck: true) is { } message)
            {
                messages.Add((Guid.Parse(message.BasicProperties.MessageId!), Encoding.UTF8.GetString(message.Body.Span)));
            }

            heard["bus"] = messages;
        }

        return heard;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
