using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using IntegrationHub.Store.Model;

namespace IntegrationHub.Store.Plans;

/// <summary>Instants as people write them: with an offset, without one (+07:00), or a day, which is known as of its end.</summary>
public static class Instants
{
    public const string Forms = "2024-12-19 (the end of that day), 2024-12-19T16:00 (+07:00) or 2024-12-19T09:00:00Z";

    private static readonly string[] Local = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF"];
    private static readonly string[] Zoned = [.. Local.Select(f => f + "zzz"), .. Local.Select(f => f + "'Z'")];

    public static bool TryParse(string? text, [NotNullWhen(true)] out DateTimeOffset? instant)
    {
        var invariant = CultureInfo.InvariantCulture;
        instant = DateOnly.TryParseExact(text, "yyyy-MM-dd", invariant, DateTimeStyles.None, out var day) ? VietnamDay.StartOf(day.AddDays(1)).AddMicroseconds(-1)
            : DateTime.TryParseExact(text, Local, invariant, DateTimeStyles.None, out var local) ? new DateTimeOffset(local, VietnamDay.Offset)
            : DateTimeOffset.TryParseExact(text, Zoned, invariant, DateTimeStyles.AssumeUniversal, out var zoned) ? zoned
            : null;
        return instant is not null;
    }
}
