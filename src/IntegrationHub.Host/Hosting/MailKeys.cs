using System.Globalization;
using System.Net;
using IntegrationHub.Notify.Subscribers;
using IntegrationHub.Store;

namespace IntegrationHub.Host.Hosting;

/// <summary>Settings of the mails that tell of alerts.</summary>
internal static class MailKeys
{
    private const int Submission = 587;

    public static SmtpSettings? Read(Func<string, string?> text)
    {
        if (text("SMTP_HOST") is not { } host)
        {
            return null;
        }

        var port = text("SMTP_PORT") is not { } number ? Submission
            : int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given is > 0 and < 65536 ? given
            : throw new SettingException("HUB_SMTP_PORT", $"'{number}' is no port; use for example 587");
        var tls = text("SMTP_TLS") is not { } word ? "starttls" : word is "starttls" or "tls" or "none" ? word : throw new SettingException("HUB_SMTP_TLS", $"'{word}' is not one of starttls, tls, none");
        var from = Address("HUB_SMTP_FROM", text("SMTP_FROM"));
        var to = (text("SMTP_TO") ?? "").Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(a => Address("HUB_SMTP_TO", a)).ToList();
        if (to.Count == 0)
        {
            throw new SettingException("HUB_SMTP_TO", "say who is told of alerts, for example it@bacgiang.example.gov.vn");
        }

        var (user, password) = (text("SMTP_USER"), text("SMTP_PASSWORD"));
        if (password is not null && !SecretReference.IsKnown(password))
        {
            throw new SettingException("HUB_SMTP_PASSWORD", "say where the password is, never the password: env:NAME, file:PATH or store:NAME");
        }

        return (user is null) != (password is null) ? throw new SettingException(user is null ? "HUB_SMTP_USER" : "HUB_SMTP_PASSWORD", "give user and password, or neither")
            : tls == "none" && user is not null && !(host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)))
            ? throw new SettingException("HUB_SMTP_TLS", "without TLS the password would travel in the clear; use starttls or tls")
            : new(host, port, tls, from, to, user, password);
    }

    private static string Address(string key, string? text) =>
        text is not null && System.Net.Mail.MailAddress.TryCreate(text, out _) ? text : throw new SettingException(key, $"'{text}' is no mail address");
}
