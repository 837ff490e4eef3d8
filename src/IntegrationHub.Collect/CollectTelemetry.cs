using System.Diagnostics;

namespace IntegrationHub.Collect;

public static class CollectTelemetry
{
    public const string Name = "IntegrationHub.Collect";

    internal static ActivitySource Activities { get; } = new(Name);
}
