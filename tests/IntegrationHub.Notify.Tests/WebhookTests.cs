using System.Net;
using System.Text.Json;
using IntegrationHub.Notify.Http;
using IntegrationHub.Notify.Subscribers;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Notify.Tests;

public sealed class WebhookTests
{
    private const string Secret = HttpSubscriber.Secret;
    private const string OtherSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    [Fact]
    public void Signature_is_that_of_the_specifications_example() =>
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", Webhook.Sign(Key(Secret), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""));

    [Fact]
    public async Task Events_are_posted_signed_and_as_they_stand_in_the_outbox()
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 3);
        await using var subscriber = await HttpSubscriber.StartAsync();
        var events = await outbox.EventsAsync();
        foreach (var told in events)
        {
            var sent = await SendAsync(outbox, subscriber, told);
            Assert.Equal((204, null, outbox.Clock.GetUtcNow(), true), (sent.Attempt.Status, sent.Attempt.Problem, sent.Attempt.At, sent.IsSettled));
        }

        Assert.Equal(events.Select(e => (e.EventId.ToString(), e.Body)), subscriber.Heard.Select(h => (h.Id, h.Body)));
        Assert.All(subscriber.Heard, h =>
        {
            Assert.Equal("application/cloudevents+json; charset=utf-8", h.ContentType);
            Assert.Equal(outbox.Clock.GetUtcNow().ToUnixTimeSeconds(), h.Timestamp);
            Assert.Equal(Webhook.Sign(Key(Secret), h.Id, h.Timestamp, h.Body), h.Signature);
            Assert.Equal(events[0].TraceParent, h.TraceParent);
        });
    }

    [Fact]
    public async Task The_library_of_Standard_Webhooks_verifies_every_delivery_with_either_secret_and_no_tampered_one()
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 3);
        await using var subscriber = await HttpSubscriber.StartAsync();

        // Its clock is the machine's, and it takes nothing that is older than five minutes.
        outbox.Clock.Set(TimeProvider.System.GetUtcNow());
        var events = await outbox.EventsAsync();
        await SendAsync(outbox, subscriber, events[0]);
        var (old, now) = (subscriber.SecretFile(), outbox.Clock.GetUtcNow());
        var rotated = Subscription(subscriber, subscriber.SecretFile(OtherSecret, "new"));
        (rotated.OldSecret, rotated.OldSecretUntil) = (old, now.AddHours(24));
        await SendAsync(outbox, rotated, events[1]);

        // An old secret ends.
        rotated.OldSecretUntil = now;
        await SendAsync(outbox, rotated, events[2]);
        var (first, both, last) = (subscriber.Heard.First(), subscriber.Heard.ElementAt(1), subscriber.Heard.Last());
        Assert.Equal([1, 2, 1], subscriber.Heard.Select(h => h.Signature.Split(' ').Length));
        (string Secret, Post Post, bool IsTaken)[] cases =
        [
            (Secret, first, true), (OtherSecret, first, false), (Secret, both, true), (OtherSecret, both, true), (Secret, last, false), (OtherSecret, last, true),
            (Secret, first with { Body = first.Body.Replace("1.0", "1.1", StringComparison.Ordinal) }, false), (Secret, first with { Id = both.Id }, false),
            (Secret, first with { Timestamp = first.Timestamp + 1 }, false), (Secret, first with { Timestamp = first.Timestamp - 3600 }, false),
        ];
        var input = JsonSerializer.Serialize(cases.Select(c => new { secret = c.Secret, body = c.Post.Body, id = c.Post.Id, timestamp = c.Post.Timestamp.ToString(), signature = c.Post.Signature }));
        var verified = await NodeProgram.RunAsync(Repository.File("tests/IntegrationHub.Notify.Tests/verify-webhooks.js"), [], input);
        Assert.True(verified.ExitCode == 0, verified.Errors);
        Assert.Equal(cases.Select(c => c.IsTaken), JsonSerializer.Deserialize<bool[]>(verified.Output)!);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "the subscriber answered 500")]
    [InlineData(HttpStatusCode.Gone, "the subscriber answered 410")]
    [InlineData(HttpStatusCode.Redirect, "the subscriber answered 302")]
    [InlineData(HttpStatusCode.PermanentRedirect, "the subscriber answered 308")]
    public async Task An_answer_that_does_not_take_the_event_is_told_and_no_redirect_is_followed(HttpStatusCode status, string problem)
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 1);
        await using var subscriber = await HttpSubscriber.StartAsync(_ => status);
        var sent = await SendAsync(outbox, subscriber, (await outbox.EventsAsync())[0]);
        Assert.Equal(((int)status, problem, false, status == HttpStatusCode.Gone), (sent.Attempt.Status, sent.Attempt.Problem, sent.IsSettled, sent.IsGone));
        Assert.Single(subscriber.Heard);
    }

    [Fact]
    public async Task An_endless_answer_is_not_read()
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 1);
        await using var subscriber = await HttpSubscriber.StartAsync();
        var written = 0L;
        subscriber.Answer = (_, _) => Task.FromResult(HttpStatusCode.OK);
        subscriber.Writes = async (response, ended) =>
        {
            // At a pace: after the other side has gone, what is written goes nowhere, and a gigabyte of it in no time.
            for (var block = new byte[64 * 1024]; written < 1 << 30 && !(await response.BodyWriter.WriteAsync(block, ended)).IsCompleted;)
            {
                written += block.Length;
                await Task.Delay(1, ended);
            }
        };
        var sent = await SendAsync(outbox, subscriber, (await outbox.EventsAsync())[0]);
        Assert.Equal((200, true), (sent.Attempt.Status, sent.IsSettled));
        Assert.True(written < 64 << 20, $"{written} bytes were taken");
    }

    [Fact]
    public async Task Nobody_at_the_address_is_told_without_a_secret()
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 1);
        await using var subscriber = await HttpSubscriber.StartAsync();
        var nobody = Subscription(subscriber, subscriber.SecretFile());
        nobody.Address = "http://127.0.0.1:1/";
        var sent = await SendAsync(outbox, nobody, (await outbox.EventsAsync())[0]);
        Assert.Equal((null, "the subscriber cannot be reached (ConnectionError)"), (sent.Attempt.Status, sent.Attempt.Problem));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_no base64 at all")]
    public async Task Without_a_proper_secret_nothing_is_sent(string secret)
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 1);
        await using var subscriber = await HttpSubscriber.StartAsync();
        var sent = await SendAsync(outbox, Subscription(subscriber, subscriber.SecretFile(secret)), (await outbox.EventsAsync())[0]);
        Assert.StartsWith("the secret file:", sent.Attempt.Problem, StringComparison.Ordinal);
        Assert.Empty(subscriber.Heard);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.10")]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.7")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::a00:7")]
    [InlineData("2002:a00:7::1")]
    [InlineData("2001:db8::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    public async Task A_name_that_leads_to_what_is_not_public_is_not_connected_to(string address)
    {
        var connections = new CheckedConnections(OutgoingAddresses.PublicOnly) { LookUp = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]) };
        using var http = new HttpClient(connections.Handler());
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri("http://ioc.example.gov.vn/hook")));
        Assert.Equal("ioc.example.gov.vn is not a public address; an operator allows it with HUB_ALLOWED_HOSTS", Assert.IsType<AddressRefusedException>(refused.InnerException).Message);
        var literal = address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;
        Assert.NotNull(OutgoingAddresses.PublicOnly.Refusal(new Uri($"http://{literal}/hook")));
    }

    [Theory]
    [InlineData("http://localhost/")]
    [InlineData("http://hub.localhost./")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://017700000001/")]
    public void Other_spellings_of_this_machine_are_refused_when_a_webhook_is_set_up(string url) => Assert.NotNull(OutgoingAddresses.PublicOnly.Refusal(new Uri(url)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("203.162.4.1")]
    [InlineData("2606:4700:4700::1111")]
    public void What_is_public_is_allowed(string address) => Assert.True(OutgoingAddresses.PublicOnly.Takes("ioc.example.gov.vn", IPAddress.Parse(address)));

    [Fact]
    public void An_operator_allows_hosts_addresses_and_networks()
    {
        var addresses = new OutgoingAddresses(["ioc.example.gov.vn", "10.20.0.0/16", "::1"]);
        Assert.True(addresses.Takes("IOC.example.gov.vn", IPAddress.Parse("192.168.1.1")));
        Assert.True(addresses.Takes("other.example.gov.vn", IPAddress.Parse("10.20.3.4")));
        Assert.True(addresses.Takes("::1", IPAddress.IPv6Loopback));
        Assert.False(addresses.Takes("other.example.gov.vn", IPAddress.Parse("10.21.3.4")));
        Assert.Throws<FormatException>(() => new OutgoingAddresses(["*"]));
    }

    [Fact]
    public async Task A_name_that_answers_differently_the_second_time_leads_nowhere_else()
    {
        // The public address is refused by nobody and connected to as it was judged; the loopback one, which the second look-up gives, is not.
        await using var subscriber = await HttpSubscriber.StartAsync();
        var port = new Uri(subscriber.Address).Port;
        var asked = 0;
        var connections = new CheckedConnections(OutgoingAddresses.PublicOnly) { LookUp = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(++asked == 1 ? "203.0.114.1" : "127.0.0.1")]) };
        using var http = new HttpClient(connections.Handler()) { Timeout = TimeSpan.FromMilliseconds(500) };
        await Assert.ThrowsAnyAsync<Exception>(() => http.PostAsync(new Uri($"http://rebound.example.gov.vn:{port}/hook"), null));
        await Assert.ThrowsAsync<HttpRequestException>(() => http.PostAsync(new Uri($"http://rebound.example.gov.vn:{port}/hook"), null));
        Assert.Equal(2, asked);
        Assert.Empty(subscriber.Heard);
    }

    private static byte[] Key(string secret) => Convert.FromBase64String(secret["whsec_".Length..]);

    private static Subscription Subscription(HttpSubscriber subscriber, string secret) => new() { Id = "ioc", Kind = "webhook", Address = subscriber.Address, Secret = secret };

    private static Task<SentEvent> SendAsync(FilledOutbox outbox, HttpSubscriber subscriber, OutboxRow told) => SendAsync(outbox, Subscription(subscriber, subscriber.SecretFile()), told);

    private static Task<SentEvent> SendAsync(FilledOutbox outbox, Subscription subscription, OutboxRow told) =>
        outbox.Services.GetServices<IEventTransport>().OfType<Webhook>().Single().SendAsync(subscription, told, CancellationToken.None);
}
