using IntegrationHub.Contracts;
using IntegrationHub.Store;
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

    // A publish can hang after the broker was restarted (a known fault of its client).
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Returns when the batch is on its way; the confirm is awaited in the background.</summary>
    public async Task PublishAsync(MeasurementsReported message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        await inFlight.WaitAsync(cancellationToken);
        _ = SendAsync(message, cancellationToken);
    }

    public void Dispose() => inFlight.Dispose();

    private async Task SendAsync(MeasurementsReported message, CancellationToken cancellationToken)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Limit);
            FailPoint.Pass(FailPoint.BeforePublish);
            await bus.Publish(message, limit.Token).WaitAsync(Limit, cancellationToken);
            FailPoint.Pass(FailPoint.AfterPublish);
        }
        catch (OperationCanceledException)
        {
            CollectLog.PublishDelayed(logger, message.Batch, "no confirm in time");
        }
        catch (TimeoutException)
        {
            CollectLog.PublishDelayed(logger, message.Batch, "no confirm in time");
        }
        catch (Exception e) when (e is MassTransitException or System.IO.IOException || e.GetType().Namespace?.StartsWith("RabbitMQ", StringComparison.Ordinal) == true)
        {
            CollectLog.PublishDelayed(logger, message.Batch, e.GetType().Name);
        }
        finally
        {
            inFlight.Release();
        }
    }
}
