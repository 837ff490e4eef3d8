using System.Threading.Channels;

namespace IntegrationHub.Notify.Relay;

/// <summary>Wakes the relay when there may be something in the outbox. Any number of calls are one wake-up.</summary>
public sealed class RelaySignal
{
    private readonly Channel<bool> rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long version;

    /// <summary>How often it was rung: who compares it before and after knows whether there was something in between.</summary>
    public long Version => Interlocked.Read(ref version);

    public void Ring()
    {
        Interlocked.Increment(ref version);
        rung.Writer.TryWrite(true);
    }

    /// <summary>Returns when it was rung, or after a time.</summary>
    public async Task WaitAsync(TimeSpan most, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wait = rung.Reader.WaitToReadAsync(enough.Token).AsTask();
        await Task.WhenAny(wait, Task.Delay(most, clock, enough.Token));
        await enough.CancelAsync();
        rung.Reader.TryRead(out _);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
