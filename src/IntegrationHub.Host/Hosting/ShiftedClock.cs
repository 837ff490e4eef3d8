namespace IntegrationHub.Host.Hosting;

/// <summary>A clock that starts at another time and runs at real speed. Timers are those of the real one.</summary>
public sealed class ShiftedClock(DateTimeOffset start) : TimeProvider
{
    private readonly long begun = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => start.ToUniversalTime() + System.GetElapsedTime(begun);
}
