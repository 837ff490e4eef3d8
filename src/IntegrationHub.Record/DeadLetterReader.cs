using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace IntegrationHub.Record;

/// <summary>
/// Looks at what the broker moved aside. A batch of ours is in the archive anyway, and is published again until it is recorded or parked: the message of it
/// is dropped. What nobody can read is kept for a person, with how it starts.
/// </summary>
/// <remarks>With the client library by itself: what is to be read here is what the bus library could not read.</remarks>
public sealed class DeadLetterReader(Uri broker, IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect, TimeProvider clock, ILogger<DeadLetterReader> logger) : BackgroundService
{
    /// <summary>Exchange and queue of messages that were moved aside.</summary>
    public const string Queue = "hub.record_dead";

    private const int DeliveryLimit = 20;
    private const int LongestStart = 2000;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, TimeProvider.System);
        do
        {
            try
            {
                await ReadAsync(stoppingToken);
            }
            catch (Exception e) when (e is RabbitMQClientException or IOException or SocketException or TimeoutException)
            {
                RecordLog.BrokerUnavailable(logger, e.GetType().Name);
            }
            catch (Exception e) when (dialect.IsOfTheStore(e))
            {
                RecordLog.StoreUnavailable(logger, e.GetBaseException().Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Empties the queue; a message is acknowledged when it is in the store.</summary>
    /// <returns>How many were kept for a person.</returns>
    public async Task<int> ReadAsync(CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = broker, ClientProvidedName = "hub record, moved aside", AutomaticRecoveryEnabled = false };
        await using var connection = await factory.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(Queue, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = DeliveryLimit }, cancellationToken: cancellationToken);
        await channel.QueueBindAsync(Queue, Queue, "", cancellationToken: cancellationToken);
        var kept = 0;
        while (await channel.BasicGetAsync(Queue, autoAck: false, cancellationToken) is { } message)
        {
            kept += await KeepAsync(message, cancellationToken) ? 1 : 0;
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellationToken);
        }

        return kept;
    }

    private async Task<bool> KeepAsync(BasicGetResult message, CancellationToken cancellationToken)
    {
        if (WhyUnreadable(message.Body) is not { } reason)
        {
            return false;
        }

        var text = Encoding.UTF8.GetString(message.Body.Span[..Math.Min(message.Body.Length, LongestStart)]);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.DeadLetters.Add(new DeadLetter { Queue = message.RoutingKey is { Length: > 0 } from ? from : Queue, ArrivedAt = clock.GetUtcNow(), Reason = reason, Bytes = message.Body.Length, Start = Printable(text) });
        await db.SaveChangesAsync(cancellationToken);
        RecordLog.DeadLetter(logger, reason);
        return true;
    }

    /// <returns>Null when it is a batch of ours.</returns>
    private static string? WhyUnreadable(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var envelope = JsonDocument.Parse(body);
            return envelope.RootElement.ValueKind is JsonValueKind.Object && envelope.RootElement.TryGetProperty("message", out var inner) && inner.Deserialize<MeasurementsReported>(Wire) is not null
                ? null
                : "it is JSON, but no message of the hub: there is no 'message' in it";
        }
        catch (JsonException e)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it cannot be read as a message of the hub: {e.Message}");
        }
    }

    // Databases do not take every character in a text.
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? '\uFFFD' : c));
}
