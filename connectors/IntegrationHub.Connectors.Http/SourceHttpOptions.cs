namespace IntegrationHub.Connectors.Http;

/// <summary>How a source is called. The defaults suit a provincial system behind a busy gateway.</summary>
public sealed record SourceHttpOptions
{
    /// <summary>Name of the source in messages.</summary>
    public required string Source { get; init; }

    /// <summary>The only host and port that may be called; its path is the prefix of every call.</summary>
    public required Uri BaseUrl { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Limit of one attempt, the whole body included.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Limit of a call with all its attempts and waits. A source that drips a byte a second does not get past it.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromMinutes(2);

    public int Retries { get; init; } = 3;

    /// <summary>First wait before another attempt; doubled each time, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>A longer Retry-After is not waited for inside a call: the run ends as throttled and the collector waits.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>What an absurd Retry-After is cut down to.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Largest body in bytes, after decompression.</summary>
    public long LargestBody { get; init; } = 64L * 1024 * 1024;

    public int Connections { get; init; } = 16;

    /// <summary>Whether answers may be XML. A web page is no answer in either case.</summary>
    public bool TakesXml { get; init; }

    /// <summary>The circuit opens when half of at least this many calls within <see cref="BreakerWindow"/> failed.</summary>
    public int BreakerThroughput { get; init; } = 20;

    public TimeSpan BreakerWindow { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan BreakerPause { get; init; } = TimeSpan.FromSeconds(15);
}
