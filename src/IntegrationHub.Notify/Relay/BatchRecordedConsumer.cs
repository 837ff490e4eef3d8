using IntegrationHub.Contracts;
using MassTransit;

namespace IntegrationHub.Notify.Relay;

/// <summary>A recorder has committed something. The message only wakes: what there is to send stands in the outbox.</summary>
public sealed class BatchRecordedConsumer(RelaySignal signal) : IConsumer<BatchRecorded>
{
    public Task Consume(ConsumeContext<BatchRecorded> context)
    {
        signal.Ring();
        return Task.CompletedTask;
    }
}
