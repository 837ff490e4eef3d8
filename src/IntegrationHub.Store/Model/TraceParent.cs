using System.Diagnostics;

namespace IntegrationHub.Store.Model;

/// <summary>The trace that a batch or an event belongs to, as it is stored and sent (W3C Trace Context, <c>traceparent</c>).</summary>
public static class TraceParent
{
    /// <returns>The default, which is no trace, when nothing was traced.</returns>
    public static ActivityContext Of(string? traceParent) => ActivityContext.TryParse(traceParent, null, isRemote: true, out var context) ? context : default;
}
