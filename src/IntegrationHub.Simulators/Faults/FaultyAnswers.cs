using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Simulators.Faults;

/// <summary>Answers that break on their way: cut off, dripping, larger than anybody can take.</summary>
internal static class FaultyAnswers
{
    private const int Block = 1 << 20;
    private const int HugeBlocks = 200;

    private static readonly Lazy<byte[]> Bomb = new(() =>
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.WriteByte((byte)'[');
            for (var n = 0; n < HugeBlocks; n++)
            {
                gzip.Write(Blank);
            }
        }

        return packed.ToArray();
    });

    private static byte[] Blank { get; } = [.. Enumerable.Repeat((byte)' ', Block)];

    /// <summary>Answers without the source, if a fault of this kind is on.</summary>
    public static async Task<bool> CutOffAsync(HttpContext http, Func<string, Fault?> take)
    {
        if (take(FaultKinds.Closed) is not null)
        {
            http.Abort();
        }
        else if (take(FaultKinds.HeadersOnly) is not null)
        {
            http.Response.ContentType = "application/json; charset=utf-8";
            await http.Response.StartAsync(http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await UntilGivenUpAsync(http);
        }
        else if (take(FaultKinds.DeepNesting) is not null)
        {
            const int Depth = 100_000;
            await Reply.Text(StatusCodes.Status200OK, $"{{\"success\":true,\"data\":{new string('[', Depth)}{new string(']', Depth)}}}", "application/json").SendAsync(http);
        }
        else if (take(FaultKinds.Huge) is not null)
        {
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync("["u8.ToArray(), http.RequestAborted);
            for (var n = 0; n < HugeBlocks && !http.RequestAborted.IsCancellationRequested; n++)
            {
                await http.Response.Body.WriteAsync(Blank, http.RequestAborted);
            }
        }
        else if (take(FaultKinds.ZipBomb) is not null)
        {
            http.Response.ContentType = "application/json";
            http.Response.Headers.ContentEncoding = "gzip";
            await http.Response.Body.WriteAsync(Bomb.Value, http.RequestAborted);
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>Sends a whole answer, or what a fault leaves of it.</summary>
    public static async Task SendAsync(HttpContext http, Stream wire, byte[] body, Func<string, Fault?> take)
    {
        if (take(FaultKinds.InvalidUtf8) is { } broken)
        {
            Break(body, broken.Name ?? "");
        }

        if (take(FaultKinds.BadGzip) is not null)
        {
            http.Response.Headers.ContentEncoding = "gzip";
        }

        if (take(FaultKinds.Drip) is { } drip)
        {
            http.Response.ContentLength = body.Length;
            foreach (var one in body)
            {
                await wire.WriteAsync(new[] { one }, http.RequestAborted);
                await wire.FlushAsync(http.RequestAborted);
                await Task.Delay(TimeSpan.FromSeconds(drip.Seconds), http.RequestAborted);
            }

            return;
        }

        var promised = take(FaultKinds.ResetMidBody) is not null ? (Length: body.Length, Sent: body.Length / 2)
            : take(FaultKinds.WrongLength) is not null ? (body.Length + 100, body.Length)
            : ((int Length, int Sent)?)null;
        if (promised is { } cut)
        {
            http.Response.ContentLength = cut.Length;
            await wire.WriteAsync(body.AsMemory(0, cut.Sent), http.RequestAborted);
            await wire.FlushAsync(http.RequestAborted);
            http.Abort();
            return;
        }

        await wire.WriteAsync(take(FaultKinds.TruncatedJson) is null ? body : body.AsMemory(0, body.Length / 2), http.RequestAborted);
    }

    // The first letter of the first text under this name becomes half of another one.
    private static void Break(byte[] body, string name)
    {
        var at = body.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"\"{name}\":\""));
        if (at >= 0)
        {
            body[at + name.Length + 4] = 0xC3;
        }
    }

    private static async Task UntilGivenUpAsync(HttpContext http)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The caller has lost its patience, which is what this is for.
        }
    }
}
