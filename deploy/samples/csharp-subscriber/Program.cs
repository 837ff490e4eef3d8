// Reads figures from the hub's topic exchange and prints a line for each. Usage: HUB_BUS=amqp://… dotnet run -- QUEUE [BINDING]
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

var (queue, binding) = (args.ElementAtOrDefault(0) ?? "my-figures", args.ElementAtOrDefault(1) ?? "#");
var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };
Console.OutputEncoding = Encoding.UTF8;

var factory = new ConnectionFactory { Uri = new Uri(Environment.GetEnvironmentVariable("HUB_BUS") ?? "amqp://127.0.0.1/") };
await using var connection = await factory.CreateConnectionAsync();
await using var channel = await connection.CreateChannelAsync();
await channel.ExchangeDeclareAsync("hub.computed", ExchangeType.Topic, durable: true, autoDelete: false);

// A durable queue of one's own keeps events while nobody reads it; what was sent before it was bound is not sent again.
await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
await channel.QueueBindAsync(queue, "hub.computed", binding);
await channel.BasicQosAsync(0, prefetchCount: 50, global: false);

// Events come at least once: what was handled is known by its id. A real subscriber keeps the ids in its database, in the transaction that uses the figure.
var handled = new HashSet<string>();
var consumer = new AsyncEventingBasicConsumer(channel);
consumer.ReceivedAsync += async (_, message) =>
{
    try
    {
        // The body is a CloudEvents document as it is, without an envelope.
        var told = JsonSerializer.Deserialize<FigureEvent>(message.Body.Span, options)!;
        var isRepeated = !handled.Add(told.Id);
        var figure = told.Data;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            told.Id, told.Type, told.Subject, told.Time, isRepeated, figure.Plan, Indicator = figure.Part ?? figure.Indicator, figure.Unit, figure.Period, figure.Display, figure.Verdict, figure.Status,
        }, options));
        await channel.BasicAckAsync(message.DeliveryTag, multiple: false);
    }
    catch (JsonException error)
    {
        // Not an event of the hub: looked at by a person, not tried again for ever.
        Console.Error.WriteLine($"{message.RoutingKey}: {error.Message}");
        await channel.BasicNackAsync(message.DeliveryTag, multiple: false, requeue: false);
    }
};
await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
Console.Error.WriteLine($"ready: {queue} is bound to {binding}");

var end = new TaskCompletionSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
{
    context.Cancel = true;
    end.TrySetResult();
});
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
{
    context.Cancel = true;
    end.TrySetResult();
});
await end.Task;

/// <summary>What of an event this sample reads.</summary>
internal sealed record FigureEvent(string Id, string Type, string Subject, DateTimeOffset Time, Figure Data);

/// <summary>What of a figure this sample shows; exact numbers are decimal strings.</summary>
internal sealed record Figure(string? Plan, string? Indicator, string? Part, string? Unit, JsonElement Period, string? Display, string? Verdict, string? Status);
