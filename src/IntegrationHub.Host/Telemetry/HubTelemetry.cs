using System.Globalization;
using IntegrationHub.Collect;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Notify;
using IntegrationHub.Record;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace IntegrationHub.Host.Telemetry;

/// <summary>
/// Traces, metrics and logs by OTLP, set up by the standard OTEL_* variables alone; without an endpoint nothing is collected or sent. In place of the
/// hosting package of OpenTelemetry: decisions/0003.
/// </summary>
public static class HubTelemetry
{
    private const string ServiceName = "integration-hub";
    private const string AspNetCore = "Microsoft.AspNetCore";

    // Statements and messages of the libraries below are left out: there are thousands to a page, and ours say what became of it.
    private static readonly string[] Sources = [CollectTelemetry.Name, HttpTelemetry.Name, RecordTelemetry.Name, NotifyTelemetry.Name, AspNetCore];

    private static readonly string[] Meters =
        [CollectTelemetry.Name, RecordTelemetry.Name, NotifyTelemetry.Name, HostTelemetry.Name, AspNetCore + ".Hosting", "System.Net.Http", "System.Runtime", "Npgsql"];

    /// <summary>Before anything that emits: hosted services stop in the reverse order, and this one sends what is left.</summary>
    public static void AddHubTelemetry(this WebApplicationBuilder builder, HubSettings settings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(settings);
        var (traces, metrics, logs) = (IsOn(builder.Configuration, "TRACES"), IsOn(builder.Configuration, "METRICS"), IsOn(builder.Configuration, "LOGS"));
        var resource = Resource(settings);
        if (traces)
        {
            // Without it spans of requests carry no tags.
            AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
            builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources)
                .AddProcessor(new RunStarts(new OtlpTraceExporter(TraceOptions(builder.Configuration)))).AddOtlpExporter().Build());
        }

        if (metrics)
        {
            builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters).AddOtlpExporter().Build());
            if (settings.Roles.HasFlag(HubRoles.Notify))
            {
                builder.Services.AddHostedService<StoreGauges>();
            }
        }

        if (logs)
        {
            builder.Logging.AddOpenTelemetry(options =>
            {
                options.IncludeFormattedMessage = true;
                options.SetResourceBuilder(resource).AddOtlpExporter();
            });
        }

        if (traces || metrics)
        {
            builder.Services.AddHostedService<TelemetryLifetime>();
        }
    }

    /// <summary>The SDK reads where to send from the environment; whether to is ours to decide, as no endpoint would mean one on this machine.</summary>
    private static bool IsOn(IConfiguration configuration, string signal) =>
        !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
        && !string.Equals(configuration[$"OTEL_{signal}_EXPORTER"], "none", StringComparison.OrdinalIgnoreCase)
        && (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]) is { Length: > 0 };

    private static ResourceBuilder Resource(HubSettings settings) => ResourceBuilder.CreateEmpty()
        .AddService(ServiceName, serviceVersion: typeof(HubTelemetry).Assembly.GetName().Version?.ToString(3), serviceInstanceId: $"{Environment.MachineName}:{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}")
        .AddAttributes([new("hub.roles", settings.Roles.ToString().ToLowerInvariant())])
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    /// <summary>The options by themselves know the variables for all signals, not those for traces alone.</summary>
    private static OtlpExporterOptions TraceOptions(IConfiguration configuration)
    {
        var options = new OtlpExporterOptions();
        if (configuration["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] is { } protocol)
        {
            options.Protocol = protocol == "http/protobuf" ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        }

        if (configuration["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] is { Length: > 0 } endpoint)
        {
            options.Endpoint = new Uri(endpoint);
        }
        else if (options.Protocol is OtlpExportProtocol.HttpProtobuf)
        {
            options.Endpoint = new Uri(options.Endpoint.AbsoluteUri.TrimEnd('/') + "/v1/traces");
        }

        options.Headers = configuration["OTEL_EXPORTER_OTLP_TRACES_HEADERS"] ?? options.Headers;
        return options;
    }
}

/// <summary>Makes the providers exist before anything is told, and sends what is left at the end.</summary>
internal sealed class TelemetryLifetime(IServiceProvider services) : IHostedService
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(3);

    private readonly TracerProvider? tracer = services.GetService<TracerProvider>();
    private readonly MeterProvider? meter = services.GetService<MeterProvider>();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            tracer?.ForceFlush((int)Most.TotalMilliseconds);
            meter?.ForceFlush((int)Most.TotalMilliseconds);
        },
        CancellationToken.None);
}
