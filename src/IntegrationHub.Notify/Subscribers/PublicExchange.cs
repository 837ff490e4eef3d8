using System.Net.Sockets;
using System.Text;
using IntegrationHub.Store.Outbox;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace IntegrationHub.Notify.Subscribers;

/// <summary>
/// The topic exchange <c>hub.computed</c>, to which any AMQP client may bind a queue. The body is the CloudEvents document as it stands in the outbox, without
/// an envelope, which is why the client library is used by itself here. An event is acknowledged when the broker has confirmed it.
/// </summary>
public sealed class PublicExchange(Uri broker) : ISubscriberTransport, IAsyncDisposable
{
    public const string Exchange = "hub.computed";

    // A broker that is out of memory or disk takes messages and confirms nothing.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private IConnection? connection;
    private IChannel? channel;

    public string Kind => "bus";

    public bool IsStanding => true;

    public async Task<SendOutcome> SendAsync(Subscription subscription, IReadOnlyList<OutboxRow> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var confirmed = 0;
        try
        {
            var open = await OpenAsync(limit.Token);

            // All are on their way before the first confirm is waited for; the channel keeps their order.
            var sending = events.Select(e => open.BasicPublishAsync(Exchange, e.RoutingKey, mandatory: false, Properties(e), Encoding.UTF8.GetBytes(e.Body), limit.Token).AsTask()).ToList();
            var all = Task.WhenAll(sending);
            try
            {
                await all.WaitAsync(limit.Token);
            }
            finally
            {
                confirmed = sending.TakeWhile(s => s.IsCompletedSuccessfully).Count();
            }

            return new(confirmed, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await CloseAsync();
            return new(confirmed, "the broker confirmed nothing for 15 seconds: see whether it blocks publishers (memory or disk alarm)");
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or SocketException or TimeoutException)
        {
            await CloseAsync();
            return new(confirmed, $"the broker cannot be reached or closed the channel ({e.GetType().Name})");
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private static BasicProperties Properties(OutboxRow row) => new()
    {
        ContentType = "application/cloudevents+json",
        MessageId = row.EventId.ToString(),
        Persistent = true,
        Headers = row.TraceParent is null ? null : new Dictionary<string, object?> { ["traceparent"] = row.TraceParent },
    };

    private async Task<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        if (channel is { IsOpen: true } open)
        {
            return open;
        }

        await CloseAsync();
        var factory = new ConnectionFactory { Uri = broker, ClientProvidedName = "hub notify", AutomaticRecoveryEnabled = false };
        connection = await factory.CreateConnectionAsync(cancellationToken);
        channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        return channel;
    }

    private async Task CloseAsync()
    {
        var (oldChannel, oldConnection) = (channel, connection);
        (channel, connection) = (null, null);
        try
        {
            if (oldChannel is not null)
            {
                await oldChannel.DisposeAsync();
            }

            if (oldConnection is not null)
            {
                await oldConnection.DisposeAsync();
            }
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or SocketException or TimeoutException)
        {
            // It is gone already, which is why it is closed.
        }
    }
}
