using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IntegrationHub.Notify.Tests;

/// <summary>A mail server on loopback that speaks as much of RFC 5321 as a sender needs, with AUTH PLAIN, and keeps what it is sent.</summary>
internal sealed class SmtpReceiver : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;

    public SmtpReceiver()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public ConcurrentQueue<string> Mails { get; } = new();

    public ConcurrentQueue<string> SignedIn { get; } = new();

    /// <summary>What the server answers to a mail; null takes it.</summary>
    public string? Refuses { get; set; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            using var client = await listener.AcceptTcpClientAsync(stop.Token);
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            await ConverseAsync(reader, writer);
        }
    }

    private async Task ConverseAsync(StreamReader reader, StreamWriter writer)
    {
        await writer.WriteLineAsync("220 test");
        while (await reader.ReadLineAsync(stop.Token) is { } line)
        {
            var verb = line.Split(' ')[0].ToUpperInvariant();
            if (verb == "DATA")
            {
                await writer.WriteLineAsync("354 go on");
                var mail = new StringBuilder();
                while (await reader.ReadLineAsync(stop.Token) is { } text && text != ".")
                {
                    mail.AppendLine(text);
                }

                if (Refuses is null)
                {
                    Mails.Enqueue(mail.ToString());
                }

                await writer.WriteLineAsync(Refuses ?? "250 taken");
                continue;
            }

            if (verb == "AUTH")
            {
                SignedIn.Enqueue(Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[2])).Trim('\0').Replace('\0', ':'));
            }

            await writer.WriteLineAsync(verb switch { "EHLO" => "250-test\r\n250 AUTH PLAIN", "AUTH" => "235 welcome", "QUIT" => "221 bye", _ => "250 ok" });
            if (verb == "QUIT")
            {
                return;
            }
        }
    }
}
