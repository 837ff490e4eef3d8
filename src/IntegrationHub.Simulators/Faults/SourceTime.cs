namespace IntegrationHub.Simulators.Faults;

/// <summary>What a source takes for now: the world's clock, unless a fault says that its own is wrong, or that its data are of yesterday.</summary>
internal sealed class SourceTime(TimeProvider time, FaultBoard faults, string source) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => Clock(time, faults, source) - faults.Off(FaultKinds.Restored, source);

    /// <summary>What the source's own clock shows.</summary>
    public static DateTimeOffset Clock(TimeProvider time, FaultBoard faults, string source) => time.GetUtcNow() + faults.Off(FaultKinds.WrongClock, source);
}
