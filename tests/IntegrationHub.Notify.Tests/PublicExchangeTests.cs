using System.Text;
using System.Text.Json;
using IntegrationHub.Notify.Subscribers;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Testing;
using RabbitMQ.Client;
using Xunit;

namespace IntegrationHub.Notify.Tests;

/// <summary>What any AMQP client sees.</summary>
public sealed class PublicExchangeTests
{
    private static readonly Subscription Standing = new() { Id = "bus", Kind = "bus" };

    [Fact]
    public async Task Events_reach_a_queue_that_is_bound_to_the_topic_in_order_and_without_an_envelope()
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 300);
        var broker = new Uri(await PrivateRabbit.CreateVirtualHostAsync());
        await using var exchange = new PublicExchange(broker);
        var events = await outbox.EventsAsync();

        // Nobody listens yet: the exchange is made by the first event, and what nobody wants is gone.
        Assert.Equal(new SendOutcome(1, null), await exchange.SendAsync(Standing, events[..1], CancellationToken.None));
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(queue, PublicExchange.Exchange, "computed.plan.#");
        Assert.Equal(new SendOutcome(299, null), await exchange.SendAsync(Standing, events[1..], CancellationToken.None));
        foreach (var wanted in events[1..])
        {
            var message = await channel.BasicGetAsync(queue, autoAck: true);
            Assert.NotNull(message);
            Assert.Equal((wanted.Body, wanted.RoutingKey, wanted.EventId.ToString()), (Encoding.UTF8.GetString(message.Body.Span), message.RoutingKey, message.BasicProperties.MessageId));
            Assert.Equal(("application/cloudevents+json", true), (message.BasicProperties.ContentType, message.BasicProperties.Persistent));
            Assert.Equal(wanted.TraceParent, Encoding.UTF8.GetString((byte[])message.BasicProperties.Headers!["traceparent"]!));
        }
    }

    [Fact]
    public async Task The_exchange_is_the_one_that_the_contract_names()
    {
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.File("contracts/asyncapi/v1.json")));
        foreach (var channel in document.RootElement.GetProperty("channels").EnumerateObject())
        {
            var exchange = channel.Value.GetProperty("bindings").GetProperty("amqp").GetProperty("exchange");
            Assert.Equal((PublicExchange.Exchange, "topic", true), (exchange.GetProperty("name").GetString(), exchange.GetProperty("type").GetString(), exchange.GetProperty("durable").GetBoolean()));
        }

        Assert.Equal("application/cloudevents+json", document.RootElement.GetProperty("defaultContentType").GetString());
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_told_without_its_password()
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 1);
        await using var exchange = new PublicExchange(new Uri("amqp://guest:geheim@127.0.0.1:1/"));
        var outcome = await exchange.SendAsync(Standing, await outbox.EventsAsync(), CancellationToken.None);
        Assert.Equal(0, outcome.Acknowledged);
        Assert.Equal("the broker cannot be reached or closed the channel (BrokerUnreachableException)", outcome.Problem);
    }
}
