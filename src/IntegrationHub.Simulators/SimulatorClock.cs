using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators;

/// <summary>The instant at which the source is asked, in seconds of the world.</summary>
internal sealed class SimulatorClock(TimeProvider time)
{
    public int Now => WorldTime.InstantOf(time.GetUtcNow());
}
