using System.Net.Http.Headers;

namespace IntegrationHub.Connectors.Http;

internal static class RetryAfter
{
    /// <summary>
    /// The wait that a source asked for: seconds or a date, which is compared with the source's own Date header where there is one, so that
    /// a wrong clock on either side does not matter. Null when it named none, or an instant in the past.
    /// </summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, TimeProvider clock, TimeSpan longest)
    {
        var wait = headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - (headers.Date ?? clock.GetUtcNow()),
            _ => TimeSpan.Zero,
        };
        return wait <= TimeSpan.Zero ? null : wait < longest ? wait : longest;
    }
}
