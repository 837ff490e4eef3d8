using IntegrationHub.Notify.Subscribers;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Testing;
using MimeKit;
using Xunit;

namespace IntegrationHub.Notify.Tests;

public sealed class AlertMailTests
{
    private const string Alert = """
        {"data":{"cause":"source-down","severity":"critical","title":{"vi":"Nguồn không trả lời","en":"A source does not answer"},"remedy":{"vi":"Kiểm tra mạng","en":"Check the network"},"runbook":"deploy/README.md#a-source-is-down","open":1,
        "raised":[{"subject":"tthc-bac-giang","since":"2024-03-20T01:00:00Z","text":{"vi":"Hệ thống TTHC: quá giờ","en":"TTHC: timeout"},"owner":"so-tttt","hits":["bac-giang-2024/online-rate"]}],
        "recovered":[]}}
        """;

    private static readonly Subscription Standing = new() { Id = AlertMail.Name, Kind = AlertMail.Name };

    [Fact]
    public async Task An_alert_is_one_mail_in_both_languages_and_other_events_are_none()
    {
        using var folder = new TemporaryFolder();
        await using var server = new SmtpReceiver();
        var mail = new AlertMail(new SmtpSettings("127.0.0.1", server.Port, "none", "hub@bacgiang.example", ["it@bacgiang.example", "so-tttt@bacgiang.example"], "hub", "file:" + folder.Write("password", "secret")));
        var alert = Row("alert.source-down", Alert);

        var outcome = await mail.SendAsync(Standing, [Row("computed.a.b.c", "{}"), alert, Row("duty.reminder.a.b.c", "{}")], default);

        Assert.Equal(new SendOutcome(3, null), outcome);
        Assert.Equal("hub:secret", Assert.Single(server.SignedIn));
        var sent = await MimeMessage.LoadAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Assert.Single(server.Mails))));
        Assert.Equal("[IntegrationHub] KHẨN: Nguồn không trả lời: tthc-bac-giang", sent.Subject);
        Assert.Equal(($"{alert.EventId}@integration-hub", 2), (sent.MessageId, sent.To.Count));
        foreach (var said in new[] { "20/03/2024 08:00", "Hệ thống TTHC: quá giờ", "TTHC: timeout", "so-tttt", "bac-giang-2024/online-rate", "Kiểm tra mạng", "Check the network", "#a-source-is-down" })
        {
            Assert.Contains(said, sent.TextBody, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_the_server_does_not_take_stays_and_says_why_without_the_password()
    {
        await using var server = new SmtpReceiver { Refuses = "451 later" };
        SmtpSettings Settings(int port, string? user = null, string? password = null) => new("127.0.0.1", port, "none", "hub@a.example", ["it@a.example"], user, password);
        var events = new[] { Row("computed.a.b.c", "{}"), Row("alert.source-down", Alert) };

        var refused = await new AlertMail(Settings(server.Port)).SendAsync(Standing, events, default);
        Assert.Equal(1, refused.Acknowledged);
        Assert.Contains("did not take it", refused.Problem, StringComparison.Ordinal);
        var missing = await new AlertMail(Settings(server.Port, "hub", "env:NO_SUCH_SECRET")).SendAsync(Standing, events, default);
        Assert.Contains("env:NO_SUCH_SECRET", missing.Problem, StringComparison.Ordinal);
        var away = await new AlertMail(Settings(1)).SendAsync(Standing, events, default);
        Assert.Equal((0, true), (away.Acknowledged, away.Problem is not null));
    }

    private static OutboxRow Row(string key, string body) => new() { EventId = Guid.NewGuid(), RoutingKey = key, Body = body, RecordedAt = new(2024, 3, 20, 8, 0, 0, TimeSpan.FromHours(7)) };
}
