using System.Collections.Concurrent;
using System.Diagnostics;
using IntegrationHub.Contracts;
using IntegrationHub.Store;
using IntegrationHub.Store.Model;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Collect.Publishing;

/// <summary>
/// Hands batches to the bus, a bounded number at a time. Failing is no loss: the batch is archived and pending, and is published again.
/// </summary>
public sealed class BatchPublisher(IBus bus, ILogger<BatchPublisher> logger) : IDisposable
{
    // One at a time would wait for each confirm; more than this only fills memory.
    private readonly SemaphoreSlim inFlight = new(12);

    private readonly ConcurrentDictionary<Guid, bool> delayed = new();
    private volatile bool isRefused;

    // A publish can hang after the broker was restarted (a known fault of its client).
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Returns when the batch is on its way; the confirm is awaited in the background.</summary>
    public async Task PublishAsync(MeasurementsReported message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        await inFlight.WaitAsync(cancellationToken);
        _ = SendAsync(message, cancellationToken);
    }

    /// <summary>Whether the bus did not take what it was given last.</summary>
    public bool IsRefused => isRefused;

    /// <summary>Batches that this process could not hand over, each until it is published again.</summary>
    public IReadOnlyCollection<Guid> Delayed => [.. delayed.Keys];

    /// <summary>Waits for the confirm.</summary>
    /// <returns>False: the bus did not take it, and it stays delayed.</returns>
    public async Task<bool> TryPublishAsync(MeasurementsReported message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        await inFlight.WaitAsync(cancellationToken);
        return await SendAsync(message, cancellationToken);
    }

    /// <summary>Nobody has to publish it any more: it was recorded meanwhile.</summary>
    public void Forget(Guid batch) => delayed.TryRemove(batch, out _);

    public void Dispose() => inFlight.Dispose();

    private async Task<bool> SendAsync(MeasurementsReported message, CancellationToken cancellationToken)
    {
        // On the run that the page was read in, also when a later process publishes it again.
        using var span = CollectTelemetry.Activities.StartActivity("publish " + message.Feed, ActivityKind.Producer, TraceParent.Of(message.TraceParent),
        [
            new("messaging.system", bus.Address.Scheme), new("messaging.operation.type", "send"), new("messaging.destination.name", "hub.measurements"), new("messaging.message.id", message.Batch.ToString()),
            new("hub.source", message.Source), new("hub.run", message.Run.ToString()), new("hub.batch", message.Batch.ToString()),
        ]);
        var reason = "no confirm in time";
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Limit);
            FailPoint.Pass(FailPoint.BeforePublish);
            await bus.Publish(message, limit.Token).WaitAsync(Limit, cancellationToken);
            FailPoint.Pass(FailPoint.AfterPublish);
            delayed.TryRemove(message.Batch, out _);
            isRefused = false;
            CollectTelemetry.Published.Add(1, new("hub.source", message.Source), new("hub.outcome", "taken"));
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            // Told below.
        }
        catch (Exception e) when (e is MassTransitException or System.IO.IOException || e.GetType().Namespace?.StartsWith("RabbitMQ", StringComparison.Ordinal) == true)
        {
            reason = e.GetType().Name;
        }
        finally
        {
            inFlight.Release();
        }

        delayed[message.Batch] = true;
        span?.SetTag("error.type", reason).SetStatus(ActivityStatusCode.Error, reason);
        CollectTelemetry.Published.Add(1, new("hub.source", message.Source), new("hub.outcome", "delayed"));
        isRefused = !cancellationToken.IsCancellationRequested;
        CollectLog.PublishDelayed(logger, message.Batch, reason);
        return false;
    }
}
