using System.Diagnostics;

namespace IntegrationHub.Store.Stages;

/// <summary>That a loop of this process goes on, told by the loop itself: one that hangs is as dead as one that has ended.</summary>
/// <param name="stage">collect, publish, record, notify or watch.</param>
/// <param name="patience">How long one round may take before it counts as stuck.</param>
public sealed class LoopBeat(string stage, TimeSpan patience)
{
    private long at;

    public string Stage => stage;

    public void Beat() => Interlocked.Exchange(ref at, Stopwatch.GetTimestamp());

    /// <param name="loop">The service's task; null before it was started.</param>
    /// <returns>What is wrong with it; null when it goes on.</returns>
    public string? Problem(Task? loop)
    {
        var last = Interlocked.Read(ref at);
        return loop is null ? null
            : loop.IsCompleted ? "its loop has ended"
            : last != 0 && Stopwatch.GetElapsedTime(last) > patience ? $"its loop is stuck for {Stopwatch.GetElapsedTime(last).TotalSeconds:0} s"
            : null;
    }
}
