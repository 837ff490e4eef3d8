using System.Net;
using System.Net.Sockets;

namespace IntegrationHub.EndToEnd.Tests.Fixture;

/// <summary>What happens to a connection when it says COMMIT.</summary>
internal enum CommitCut
{
    None,

    /// <summary>The server never hears of it.</summary>
    Before,

    /// <summary>The server has done it, and nobody hears so.</summary>
    After,
}

/// <summary>A TCP line to a server of the tests, which a test can cut.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private static readonly byte[] Commit = "COMMIT\0"u8.ToArray();

    private readonly TcpListener listener;
    private readonly IPEndPoint target;
    private readonly HashSet<Line> lines = [];
    private readonly Task accepting;
    private volatile bool isCut;
    private int cuts;

    private Wire(IPAddress at, int port)
    {
        target = new IPEndPoint(IPAddress.Loopback, port);
        listener = new TcpListener(at, 0);
        listener.Start(100);
        accepting = AcceptAsync();
    }

    public string Host => ((IPEndPoint)listener.LocalEndpoint).Address.ToString();

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Asked for each COMMIT of PostgreSQL's clients; null leaves them alone.</summary>
    public Func<CommitCut>? OnCommit { get; set; }

    /// <summary>Connections that were cut in a commit.</summary>
    public int CommitCuts => Volatile.Read(ref cuts);

    /// <param name="port">Of a server on loopback.</param>
    /// <param name="at">Where the line begins; loopback when not said.</param>
    public static Wire To(int port, IPAddress? at = null) => new(at ?? IPAddress.Loopback, port);

    /// <summary>Every connection ends at once, and no new one comes about.</summary>
    public void Cut()
    {
        isCut = true;
        lock (lines)
        {
            foreach (var line in lines.ToList())
            {
                line.Close();
            }
        }
    }

    public void Mend() => isCut = false;

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        Cut();
        await accepting;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket near;
            try
            {
                near = await listener.AcceptSocketAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = CarryAsync(near);
        }
    }

    private async Task CarryAsync(Socket near)
    {
        var line = new Line(near, new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        near.NoDelay = true;
        lock (lines)
        {
            lines.Add(line);
        }

        try
        {
            if (!isCut)
            {
                await line.Far.ConnectAsync(target);
                await Task.WhenAny(UpAsync(line), DownAsync(line));
            }
        }
        catch (SocketException)
        {
            // The server is away: so is the line.
        }
        finally
        {
            line.Close();
            lock (lines)
            {
                lines.Remove(line);
            }
        }
    }

    private async Task UpAsync(Line line)
    {
        var buffer = new byte[65536];
        while (await ReadAsync(line.Near, buffer) is var read and > 0)
        {
            var cut = OnCommit is { } ask && buffer.AsSpan(0, read).IndexOf(Commit) >= 0 ? ask() : CommitCut.None;
            if (cut != CommitCut.None)
            {
                Interlocked.Increment(ref cuts);
                line.EndsWithAnswer = cut == CommitCut.After;
            }

            if (cut == CommitCut.Before || !await WriteAsync(line.Far, buffer.AsMemory(0, read)))
            {
                return;
            }
        }
    }

    private static async Task DownAsync(Line line)
    {
        var buffer = new byte[65536];
        while (await ReadAsync(line.Far, buffer) is var read and > 0)
        {
            if (line.EndsWithAnswer || !await WriteAsync(line.Near, buffer.AsMemory(0, read)))
            {
                return;
            }
        }
    }

    private static async Task<int> ReadAsync(Socket socket, byte[] buffer)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, SocketFlags.None);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }

    private static async Task<bool> WriteAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            for (var sent = 0; sent < bytes.Length;)
            {
                sent += await socket.SendAsync(bytes[sent..], SocketFlags.None);
            }

            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private sealed class Line(Socket near, Socket far)
    {
        private readonly Lock closing = new();
        private bool isClosed;

        public Socket Near => near;

        public Socket Far => far;

        public bool EndsWithAnswer { get; set; }

        public void Close()
        {
            lock (closing)
            {
                if (isClosed)
                {
                    return;
                }

                // As a reset, not as a polite end.
                isClosed = true;
                near.LingerState = new LingerOption(true, 0);
                near.Dispose();
                far.Dispose();
            }
        }
    }
}
