using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using IntegrationHub.Store;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace IntegrationHub.Notify.Subscribers;

/// <summary>
/// Mails alerts, one mail for a notice. A subscriber of the outbox like others: what the server does not take is sent later, in order, and a mail that comes twice has the same id.
/// </summary>
public sealed class AlertMail(SmtpSettings settings, SecretStore? secrets = null) : ISubscriberTransport
{
    /// <summary>Of the standing subscriber.</summary>
    public const string Name = "smtp";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public string Kind => Name;

    public bool IsStanding => true;

    public bool BeginsNow => true;

    public async Task<SendOutcome> SendAsync(Subscription subscription, IReadOnlyList<OutboxRow> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        var sent = 0;
        if (!events.Any(IsAlert))
        {
            return new(events.Count, null);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            using var client = new SmtpClient();
            await client.ConnectAsync(settings.Host, settings.Port, settings.Tls switch { "tls" => SecureSocketOptions.SslOnConnect, "none" => SecureSocketOptions.None, _ => SecureSocketOptions.StartTls }, limit.Token);
            if (settings is { User: { } user, Password: { } reference })
            {
                if (await SecretReference.ReadAsync(reference, secrets, limit.Token) is not { } password)
                {
                    return new(0, $"the secret {reference} of HUB_SMTP_PASSWORD is not there; set it");
                }

                await client.AuthenticateAsync(user, password, limit.Token);
            }

            foreach (var row in events)
            {
                if (IsAlert(row))
                {
                    using var message = Message(row);
                    await client.SendAsync(message, limit.Token);
                }

                sent++;
            }

            await client.DisconnectAsync(quit: true, limit.Token);
            return new(sent, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(sent, $"the mail server {settings.Host} did not answer within {Limit.TotalSeconds:0} seconds");
        }
        catch (AuthenticationException)
        {
            return new(sent, $"the mail server {settings.Host} refuses the account; check HUB_SMTP_USER and HUB_SMTP_PASSWORD");
        }
        catch (Exception e) when (e is CommandException or ProtocolException or SslHandshakeException or IOException or SocketException or NotSupportedException)
        {
            return new(sent, $"the mail server {settings.Host} did not take it ({e.GetType().Name})");
        }
    }

    private static bool IsAlert(OutboxRow row) => row.RoutingKey.StartsWith(AlertEvent.Key, StringComparison.Ordinal);

    private MimeMessage Message(OutboxRow row)
    {
        using var document = JsonDocument.Parse(row.Body);
        var data = document.RootElement.GetProperty("data");
        var message = new MimeMessage { Subject = Subject(data), MessageId = $"{row.EventId}@integration-hub", Date = row.RecordedAt.ToOffset(VietnamDay.Offset) };
        message.From.Add(MailboxAddress.Parse(settings.From));
        message.To.AddRange(settings.To.Select(MailboxAddress.Parse));

        // Nobody's holiday notice answers a machine.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body = new TextPart("plain") { Text = Text(data) };
        return message;
    }

    private static string Subject(JsonElement data)
    {
        var (raised, recovered) = (data.GetProperty("raised"), data.GetProperty("recovered"));
        var (some, word) = raised.GetArrayLength() > 0 ? (raised, data.GetProperty("severity").GetString() == "critical" ? "KHẨN" : "Cảnh báo") : (recovered, "Đã khắc phục");
        var more = some.GetArrayLength() > 1 ? $" (+{(some.GetArrayLength() - 1).ToString(CultureInfo.InvariantCulture)})" : "";
        return $"[IntegrationHub] {word}: {Vi(data, "title")}: {some[0].GetProperty("subject").GetString()}{more}";
    }

    private static string Text(JsonElement data)
    {
        var text = new StringBuilder();
        foreach (var alert in data.GetProperty("raised").EnumerateArray())
        {
            text.AppendLine(Line("● ", alert, "since"));
            if (alert.GetProperty("owner").GetString() is { } owner)
            {
                text.AppendLine($"  Đơn vị xử lý / Owner: {owner}");
            }

            if (alert.GetProperty("hits").GetArrayLength() > 0)
            {
                text.AppendLine($"  Ảnh hưởng / Hits: {string.Join(", ", alert.GetProperty("hits").EnumerateArray().Select(h => h.GetString()))}");
            }
        }

        foreach (var alert in data.GetProperty("recovered").EnumerateArray())
        {
            text.AppendLine(Line("✓ Đã khắc phục / Recovered: ", alert, "until"));
        }

        return text.AppendLine().AppendLine($"Cách xử lý: {Vi(data, "remedy")}").AppendLine($"What to do: {data.GetProperty("remedy").GetProperty("en").GetString()}")
            .AppendLine($"Xem thêm / More: {data.GetProperty("runbook").GetString()}").ToString();
    }

    private static string Line(string mark, JsonElement alert, string when) => string.Create(CultureInfo.InvariantCulture,
        $"{mark}{alert.GetProperty("subject").GetString()} ({alert.GetProperty(when).GetDateTimeOffset().ToOffset(VietnamDay.Offset):dd/MM/yyyy HH:mm}): {Vi(alert, "text")}\n  {alert.GetProperty("text").GetProperty("en").GetString()}");

    private static string Vi(JsonElement of, string name) => of.GetProperty(name).GetProperty("vi").GetString()!;
}
