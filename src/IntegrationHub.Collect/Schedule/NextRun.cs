using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Collect.Schedule;

/// <summary>When a source is due.</summary>
public static class NextRun
{
    private const int Seconds = 60;

    /// <summary>By the schedule, some seconds later than written, and within the source's hours; null without a schedule.</summary>
    public static DateTimeOffset? After(SourceDefinition source, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Schedule is not null && CronSchedule.Next(source.Schedule, now) is { } due ? source.OpenFrom(due) + Spread(source.Id, Seconds) : null;
    }

    /// <summary>Each source has its own: fifty that are written alike do not start in the same second, and each keeps its pace.</summary>
    public static TimeSpan Spread(string source, int seconds)
    {
        ArgumentNullException.ThrowIfNull(source);
        var hash = 2166136261u;
        foreach (var c in source)
        {
            hash = (hash ^ c) * 16777619;
        }

        return TimeSpan.FromSeconds(hash % (uint)seconds);
    }
}
