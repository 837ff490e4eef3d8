using System.Collections.Concurrent;
using System.Net;
using System.Text;
using IntegrationHub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Notify.Tests;

/// <summary>A request as a subscriber got it.</summary>
internal sealed record Post(string Id, long Timestamp, string Signature, string? TraceParent, string? ContentType, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>A web server that events are posted to; it says what it was sent and answers what a test wants.</summary>
internal sealed class HttpSubscriber : IAsyncDisposable
{
    // The example of the Standard Webhooks specification.
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly WebApplication app;
    private readonly ConcurrentQueue<Post> heard = new();
    private readonly TemporaryFolder folder = new();
    private int inHand;
    private int most;

    private HttpSubscriber(WebApplication app) => this.app = app;

    public string Address => app.Urls.First() + "/hook";

    public IReadOnlyCollection<Post> Heard => heard;

    public IReadOnlyList<Guid> Ids => [.. heard.Select(h => Guid.Parse(h.Id))];

    /// <summary>What it answers to a request; the number counts from 1.</summary>
    public Func<int, Post, Task<HttpStatusCode>> Answer { get; set; } = (_, _) => Task.FromResult(HttpStatusCode.NoContent);

    /// <summary>The body of the answer.</summary>
    public Func<HttpResponse, CancellationToken, Task> Writes { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The most requests that it had in hand at once.</summary>
    public int MostAtOnce => most;

    public static async Task<HttpSubscriber> StartAsync(Func<int, HttpStatusCode>? answer = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var subscriber = new HttpSubscriber(builder.Build());
        if (answer is not null)
        {
            subscriber.Answer = (number, _) => Task.FromResult(answer(number));
        }

        subscriber.app.MapMethods("/{**path}", ["POST", "PUT"], subscriber.TakeAsync);
        await subscriber.app.StartAsync();
        return subscriber;
    }

    /// <summary>Reference of a file with a secret in it.</summary>
    public string SecretFile(string secret = Secret, string name = "secret")
    {
        File.WriteAllText(folder.File(name), secret + "\n");
        return "file:" + folder.File(name);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        folder.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        var now = Interlocked.Increment(ref inHand);
        most = Math.Max(most, now);
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var headers = context.Request.Headers;
        var post = new Post(
            headers["webhook-id"].ToString(), long.TryParse(headers["webhook-timestamp"], out var at) ? at : 0, headers["webhook-signature"].ToString(), headers["traceparent"],
            context.Request.ContentType, await reader.ReadToEndAsync(), headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.Ordinal));
        int number;
        lock (app)
        {
            // Of requests that come at once exactly one is the first.
            heard.Enqueue(post);
            number = heard.Count;
        }

        context.Response.StatusCode = (int)await Answer(number, post);
        context.Response.Headers.Location = "/elsewhere";
        await Writes(context.Response, context.RequestAborted);
        Interlocked.Decrement(ref inHand);
    }
}
