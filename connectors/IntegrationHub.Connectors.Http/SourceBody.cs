using System.Buffers;
using System.Net;

namespace IntegrationHub.Connectors.Http;

/// <summary>
/// A response body that was read to its end inside the attempt: a connection that breaks half-way is an attempt that failed, never half a
/// page. Pooled: the memory is valid until the response is disposed.
/// </summary>
public sealed class SourceBody : HttpContent
{
    private byte[] _rented;
    private readonly int _length;

    private SourceBody(byte[] rented, int length)
    {
        _rented = rented;
        _length = length;
    }

    /// <summary>The body of a response of a <see cref="SourceHttp"/> client, without a byte order mark.</summary>
    public static ReadOnlyMemory<byte> Utf8(HttpResponseMessage response) =>
        ((SourceBody)response.Content).Memory;

    internal ReadOnlyMemory<byte> Memory
    {
        get
        {
            var all = new ReadOnlyMemory<byte>(_rented, 0, _length);
            return all.Span.StartsWith("\uFEFF"u8) ? all[3..] : all;
        }
    }

    /// <summary>Null when the body is larger than allowed.</summary>
    internal static async Task<SourceBody?> ReadAsync(HttpContent content, long largest, CancellationToken cancellationToken)
    {
        var expected = content.Headers.ContentLength;
        if (expected > largest)
        {
            return null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(expected + 1 ?? 4096, 1024, 1 << 20));
        var length = 0;
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            while (true)
            {
                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
                if (read == 0)
                {
                    var body = new SourceBody(buffer, length);
                    buffer = [];
                    return body;
                }

                length += read;
                if (length > largest)
                {
                    return null;
                }
            }
        }
        finally
        {
            if (buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        stream.WriteAsync(_rented, 0, _length);

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        var rented = Interlocked.Exchange(ref _rented, []);
        if (disposing && rented.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        base.Dispose(disposing);
    }
}
