using System.Diagnostics;

namespace IntegrationHub.Store.Stages;

/// <summary>That a loop of this process goes on, told by the loop itself: one that hangs is as dead as one that has ended.</summary>
/// <param name="stage">collect, notify or watch.</param>
/// <param name="patience">How long one round may take before it counts as stuck.</param>
/// <param name="clock">By which the loop waits: one that waits for a clock that stands still is not stuck.</param>
public sealed class LoopBeat(string stage, TimeSpan patience, TimeProvider clock)
{
    private readonly Lock gate = new();
    private long beat;
    private DateTimeOffset at;

    public string Stage => stage;

    public void Beat()
    {
        lock (gate)
        {
            (beat, at) = (Stopwatch.GetTimestamp(), clock.GetUtcNow());
        }
    }

    /// <param name="loop">The service's task; null before it was started.</param>
    /// <returns>What is wrong with it; null when it goes on.</returns>
    public string? Problem(Task? loop)
    {
        lock (gate)
        {
            return loop is null ? null
                : loop.IsCompleted ? "its loop has ended"
                : beat != 0 && Stopwatch.GetElapsedTime(beat) > patience && clock.GetUtcNow() - at > patience ? $"its loop is stuck for {Stopwatch.GetElapsedTime(beat).TotalSeconds:0} s"
                : null;
        }
    }
}
