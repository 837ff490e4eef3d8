using System.Data.Common;
using System.Diagnostics;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Record;

/// <summary>
/// Records what arrives. What fails again and again through no fault of the store is parked: the batch stays in the archive with the reason, the queue goes
/// on, and a person lets it go on when the cause is mended.
/// </summary>
public sealed class MeasurementsReportedConsumer(
    BatchRecorder recorder, IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect, ILogger<MeasurementsReportedConsumer> logger)
    : IConsumer<MeasurementsReported>
{
    /// <summary>How often a message is tried again at once, before it goes back to the queue or is parked.</summary>
    public const int Retries = 5;

    private static readonly TimeSpan LongestWake = TimeSpan.FromSeconds(1);

    public async Task Consume(ConsumeContext<MeasurementsReported> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var message = context.Message;
        using var span = RecordTelemetry.Activities.StartActivity("record " + message.Feed, ActivityKind.Consumer, TraceParent.Of(message.TraceParent),
        [
            new("messaging.system", context.ReceiveContext.InputAddress.Scheme), new("messaging.operation.type", "process"), new("messaging.destination.name", "hub.measurements"), new("messaging.message.id", message.Batch.ToString()),
            new("hub.source", message.Source), new("hub.run", message.Run.ToString()), new("hub.batch", message.Batch.ToString()),
        ]);
        RecordOutcome outcome;
        try
        {
            outcome = await recorder.RecordAsync(message, context.CancellationToken);
        }
        catch (Exception e) when (context.GetRetryAttempt() >= Retries && IsOfTheMessage(e))
        {
            var problem = $"{e.GetType().Name}: {e.Message}";
            await using var db = await contexts.CreateDbContextAsync(context.CancellationToken);
            await ParkedBatches.ParkAsync(db, context.Message.Batch, problem, context.CancellationToken);
            span?.AddException(e).SetTag("error.type", e.GetType().FullName).SetStatus(ActivityStatusCode.Error, "parked");
            RecordLog.Parked(logger, context.Message.Batch, problem);
            return;
        }
        catch (Exception e)
        {
            // Tried again, and told of by whoever gives it up.
            span?.SetTag("error.type", e.GetType().FullName).SetStatus(ActivityStatusCode.Error, "tried again");
            throw;
        }

        span?.SetTag("hub.outcome", outcome.ToString());

        RecordLog.Handled(logger, context.Message.Batch, outcome);
        if (outcome is RecordOutcome.Recorded)
        {
            // It only wakes the relay, and may be lost: nobody waits long for a broker that takes its time.
            await context.Publish(new BatchRecorded { Batch = context.Message.Batch, Run = context.Message.Run }, context.CancellationToken)
                .WaitAsync(LongestWake, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A store that is away, full or not ready yet is not the message's fault: those are tried again for as long as it takes.</summary>
    private bool IsOfTheMessage(Exception e) => e is not (OperationCanceledException or TimeoutException or StoreNotReadyException) && !dialect.IsTransient(e)
        && (e is not DbException { SqlState: var state } || state?.StartsWith("22", StringComparison.Ordinal) == true || state?.StartsWith("23", StringComparison.Ordinal) == true);
}
