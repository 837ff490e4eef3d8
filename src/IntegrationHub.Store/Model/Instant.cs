using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace IntegrationHub.Store.Model;

/// <summary>
/// Instants are stored as whole microseconds since 1970 (UTC): the same number on both databases, and "strictly increasing" means +1.
/// </summary>
public static class Instant
{
    public static long ToMicroseconds(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long value) => DateTimeOffset.UnixEpoch.AddTicks(value * TimeSpan.TicksPerMicrosecond);

}

internal sealed class InstantConverter() : ValueConverter<DateTimeOffset, long>(v => Instant.ToMicroseconds(v), v => Instant.FromMicroseconds(v));
