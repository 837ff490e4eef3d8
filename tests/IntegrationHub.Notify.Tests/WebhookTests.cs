using System.Collections.Concurrent;
using System.Net;
using System.Text;
using IntegrationHub.Notify.Subscribers;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IntegrationHub.Notify.Tests;

public sealed class WebhookTests
{
    // The example of the Standard Webhooks specification.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public void Signature_is_that_of_the_specifications_example() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        Webhook.Sign(Convert.FromBase64String(Secret["whsec_".Length..]), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""));

    [Fact]
    public async Task Events_are_posted_one_by_one_signed_and_as_they_stand_in_the_outbox()
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 3);
        await using var subscriber = await Subscriber.StartAsync();
        var events = await outbox.EventsAsync();
        Assert.Equal(new SendOutcome(3, null), await SendAsync(outbox, subscriber.Address, events));
        Assert.Equal(events.Select(e => (e.EventId.ToString(), e.Body)), subscriber.Heard.Select(h => (h.Id, h.Body)));
        Assert.All(subscriber.Heard, h =>
        {
            Assert.Equal("application/cloudevents+json; charset=utf-8", h.ContentType);
            Assert.Equal(outbox.Clock.GetUtcNow().ToUnixTimeSeconds(), h.Timestamp);
            Assert.Equal(Webhook.Sign(Convert.FromBase64String(Secret["whsec_".Length..]), h.Id, h.Timestamp, h.Body), h.Signature);
            Assert.Equal(events[0].TraceParent, h.TraceParent);
        });
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "the subscriber answered 500")]
    [InlineData(HttpStatusCode.Gone, "the subscriber answered 410")]
    [InlineData(HttpStatusCode.Redirect, "the subscriber answered 302")]
    public async Task The_first_event_that_is_not_taken_ends_it(HttpStatusCode status, string problem)
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 3);
        await using var subscriber = await Subscriber.StartAsync(number => number == 2 ? status : HttpStatusCode.NoContent);
        Assert.Equal(new SendOutcome(1, problem), await SendAsync(outbox, subscriber.Address, await outbox.EventsAsync()));
        Assert.Equal(2, subscriber.Heard.Count);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_told_without_a_secret()
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 1);
        Assert.Equal(new SendOutcome(0, "the subscriber cannot be reached (ConnectionError)"), await SendAsync(outbox, "http://127.0.0.1:1/", await outbox.EventsAsync()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_no base64 at all")]
    public async Task Without_a_proper_secret_nothing_is_sent(string secret)
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 1);
        await using var subscriber = await Subscriber.StartAsync();
        var outcome = await SendAsync(outbox, subscriber.Address, await outbox.EventsAsync(), secret);
        Assert.Equal(0, outcome.Acknowledged);
        Assert.StartsWith("the secret file:", outcome.Problem, StringComparison.Ordinal);
        Assert.Empty(subscriber.Heard);
    }

    private static async Task<SendOutcome> SendAsync(FilledOutbox outbox, string address, IReadOnlyList<OutboxRow> events, string secret = Secret)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("secret"), secret + "\n");
        return await new Webhook(outbox.Clients, outbox.Clock).SendAsync(
            new Subscription { Id = "ioc", Kind = "webhook", Address = address, Secret = "file:" + folder.File("secret") }, events, CancellationToken.None);
    }

    private sealed record Post(string Id, long Timestamp, string Signature, string? TraceParent, string? ContentType, string Body);

    private sealed class Subscriber(WebApplication app, ConcurrentQueue<Post> heard) : IAsyncDisposable
    {
        public string Address => app.Urls.First() + "/hook";

        public IReadOnlyCollection<Post> Heard => heard;

        public static async Task<Subscriber> StartAsync(Func<int, HttpStatusCode>? answer = null)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var heard = new ConcurrentQueue<Post>();
            app.MapPost("/hook", async context =>
            {
                using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
                var headers = context.Request.Headers;
                heard.Enqueue(new(headers["webhook-id"]!, long.Parse(headers["webhook-timestamp"]!), headers["webhook-signature"]!, headers["traceparent"], context.Request.ContentType, await reader.ReadToEndAsync()));
                context.Response.StatusCode = (int)(answer?.Invoke(heard.Count) ?? HttpStatusCode.NoContent);
                context.Response.Headers.Location = "/elsewhere";
            });
            await app.StartAsync();
            return new(app, heard);
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
