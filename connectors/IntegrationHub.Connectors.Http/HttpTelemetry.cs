using System.Diagnostics;

namespace IntegrationHub.Connectors.Http;

/// <summary>Requests to sources as spans of the run that sends them, one for each attempt.</summary>
public static class HttpTelemetry
{
    public const string Name = "IntegrationHub.Connectors.Http";

    internal static ActivitySource Activities { get; } = new(Name);
}
