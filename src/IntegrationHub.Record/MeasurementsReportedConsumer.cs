using IntegrationHub.Contracts;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Record;

public sealed class MeasurementsReportedConsumer(BatchRecorder recorder, ILogger<MeasurementsReportedConsumer> logger) : IConsumer<MeasurementsReported>
{
    public async Task Consume(ConsumeContext<MeasurementsReported> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var outcome = await recorder.RecordAsync(context.Message, context.CancellationToken);
        RecordLog.Handled(logger, context.Message.Batch, outcome);
    }
}
