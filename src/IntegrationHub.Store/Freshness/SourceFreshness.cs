using System.Globalization;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Store.Freshness;

/// <summary>How fresh a source is to be kept.</summary>
public static class SourceFreshness
{
    private const int Looked = 100;
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(30);

    /// <summary>As its file says, else half as long again as the longest pause of its schedule: one pull may fail and be made good by the next.</summary>
    /// <returns>Null for a source that is only read on request: nobody has said how often.</returns>
    public static TimeSpan? ObjectiveOf(SourceDefinition source, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Freshness is not null || source.Schedule is null)
        {
            return source.Freshness;
        }

        var pause = LongestPause(source, now);
        return pause is null ? null : pause + (pause / 2 > Least ? pause / 2 : Least);
    }

    /// <summary>When it is due next by its schedule and hours.</summary>
    public static DateTimeOffset? NextAfter(SourceDefinition source, DateTimeOffset instant)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Schedule is not null && ScheduleTimes.Of(source.Schedule).Next(instant) is { } due ? source.OpenFrom(due) : null;
    }

    public static TimeSpan? Parse(string? text) =>
        text is [.. var digits, var unit] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? unit switch { 'm' => TimeSpan.FromMinutes(number), 'h' => TimeSpan.FromHours(number), 'd' => TimeSpan.FromDays(number), _ => null }
            : null;

    /// <summary>Of the next hundred times: in them is a night, and mostly a weekend.</summary>
    private static TimeSpan? LongestPause(SourceDefinition source, DateTimeOffset now)
    {
        TimeSpan? longest = null;
        var last = NextAfter(source, now);
        for (var i = 0; i < Looked && last is not null; i++)
        {
            // What falls into hours in which it is not read is one start when they open.
            if (NextAfter(source, last.Value) is not { } next)
            {
                break;
            }

            longest = longest is null || next - last > longest ? next - last : longest;
            last = next;
        }

        return longest;
    }
}
