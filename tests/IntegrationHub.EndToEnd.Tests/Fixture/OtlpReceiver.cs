using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.EndToEnd.Tests.Fixture;

/// <param name="Roles">Of the process that told it.</param>
internal sealed record ToldSpan(string Roles, string Trace, string Id, string Parent, string Name, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Links);

/// <summary>Takes what an OTLP exporter sends over HTTP, as a collector does, and keeps the spans and the names of the metrics.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<ToldSpan> spans = new();
    private readonly ConcurrentDictionary<string, bool> metrics = new();
    private readonly WebApplication app;
    private int logs;

    private OtlpReceiver(WebApplication app) => this.app = app;

    public IReadOnlyCollection<ToldSpan> Spans => spans;

    public IReadOnlyCollection<string> Metrics => [.. metrics.Keys];

    public int Logs => logs;

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new OtlpReceiver(builder.Build());
        receiver.app.MapPost("/v1/traces", async context => receiver.KeepSpans(await BodyAsync(context.Request)));
        receiver.app.MapPost("/v1/metrics", async context => receiver.KeepMetrics(await BodyAsync(context.Request)));
        receiver.app.MapPost("/v1/logs", async context =>
        {
            await BodyAsync(context.Request);
            Interlocked.Increment(ref receiver.logs);
        });
        await receiver.app.StartAsync();
        return receiver;
    }

    /// <summary>The settings of a process that tells this receiver, soon.</summary>
    public void SetUp(Dictionary<string, string> environment)
    {
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = app.Urls.First();
        environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        environment["OTEL_BSP_SCHEDULE_DELAY"] = "200";
        environment["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task<byte[]> BodyAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    // ExportTraceServiceRequest of opentelemetry-proto: resource_spans 1 { resource 1 { attributes 1 }, scope_spans 2 { spans 2 } }.
    private void KeepSpans(byte[] request)
    {
        foreach (var ofResource in Fields(request, 1))
        {
            var roles = Fields(ofResource, 1).Select(r => Tags(r, 1)).FirstOrDefault()?.GetValueOrDefault("hub.roles") ?? "";
            foreach (var span in Fields(ofResource, 2).SelectMany(scope => Fields(scope, 2)))
            {
                spans.Enqueue(new ToldSpan(roles, Hex(span, 1), Hex(span, 2), Hex(span, 4), Encoding.UTF8.GetString(Fields(span, 5).First()), Tags(span, 9), [.. Fields(span, 13).Select(l => Hex(l, 1))]));
            }
        }
    }

    // ExportMetricsServiceRequest: resource_metrics 1 { scope_metrics 2 { metrics 2 { name 1 } } }.
    private void KeepMetrics(byte[] request)
    {
        foreach (var metric in Fields(request, 1).SelectMany(r => Fields(r, 2)).SelectMany(s => Fields(s, 2)))
        {
            metrics[Encoding.UTF8.GetString(Fields(metric, 1).First())] = true;
        }
    }

    private static string Hex(byte[] message, int field) => Convert.ToHexStringLower(Fields(message, field).FirstOrDefault() ?? []);

    /// <summary>KeyValue { key 1, value 2 { string_value 1, bool_value 2, int_value 3, double_value 4 } }.</summary>
    private static Dictionary<string, string> Tags(byte[] message, int field) => Fields(message, field).ToDictionary(
        pair => Encoding.UTF8.GetString(Fields(pair, 1).First()),
        pair => Fields(pair, 2).Select(value => Fields(value, 1).Select(Encoding.UTF8.GetString).FirstOrDefault()
            ?? Fields(value, 3).Select(n => BinaryPrimitives.ReadInt64LittleEndian(n).ToString(CultureInfo.InvariantCulture)).FirstOrDefault() ?? "").First(),
        StringComparer.Ordinal);

    /// <summary>The values of a field of a protobuf message: bytes as they are, numbers as eight bytes.</summary>
    private static List<byte[]> Fields(byte[] message, int wanted)
    {
        var (found, at) = (new List<byte[]>(), 0);
        while (at < message.Length)
        {
            var key = Varint(message, ref at);
            var value = (key & 7) switch
            {
                0 => BitConverter.GetBytes(Varint(message, ref at)),
                1 => Take(message, ref at, 8),
                2 => Take(message, ref at, (int)Varint(message, ref at)),
                5 => Take(message, ref at, 4),
                var other => throw new InvalidDataException($"wire type {other}"),
            };
            if ((int)(key >> 3) == wanted)
            {
                found.Add(value);
            }
        }

        return found;
    }

    private static byte[] Take(byte[] message, ref int at, int count)
    {
        at += count;
        return message[(at - count)..at];
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        for (var (value, shift) = (0UL, 0); ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 127) << shift;
            if (part < 128)
            {
                return value;
            }
        }
    }
}
