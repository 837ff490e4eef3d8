using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using IntegrationHub.Store.Outbox;

namespace IntegrationHub.Notify.Http;

/// <summary>Sends one request to a subscriber and says in a sentence what came of it.</summary>
public sealed class EventRequests(IHttpClientFactory clients, TimeProvider clock)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string Client = "subscribers";

    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(15);

    public async Task<SentEvent> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (at, began) = (clock.GetUtcNow(), clock.GetTimestamp());
        using var http = clients.CreateClient(Client);
        var (status, problem, retryAfter) = await AskAsync(http, request, at, cancellationToken);
        return new(new DeliveryAttempt(at, status, (int)clock.GetElapsedTime(began).TotalMilliseconds, problem)) { RetryAfter = retryAfter };
    }

    /// <summary>What could not even be asked.</summary>
    public SentEvent NotSent(string problem) => new(new DeliveryAttempt(clock.GetUtcNow(), null, 0, problem));

    private static async Task<(int? Status, string? Problem, TimeSpan? RetryAfter)> AskAsync(HttpClient http, HttpRequestMessage request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            // What the subscriber says beside its status is of no use, and could be anything.
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var later = response.Headers.RetryAfter is { } retry ? retry.Delta ?? retry.Date - now : null;
            return ((int)response.StatusCode, response.IsSuccessStatusCode ? null : string.Create(CultureInfo.InvariantCulture, $"the subscriber answered {(int)response.StatusCode}"), later);
        }
        catch (HttpRequestException e)
        {
            return (null, e.InnerException is AddressRefusedException refused ? refused.Message : $"the subscriber cannot be reached ({e.HttpRequestError})", null);
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"the subscriber did not answer within {Limit.TotalSeconds:0} seconds", null);
        }
    }
}

/// <summary>What came of sending one event.</summary>
public sealed record SentEvent(DeliveryAttempt Attempt)
{
    /// <summary>The subscriber has it, or has no place for it.</summary>
    public bool IsSettled => Attempt.Problem is null || IsSkipped;

    /// <summary>It was not sent and never will be: the problem says why there is no place for it.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>The subscriber wants nothing any more.</summary>
    public bool IsGone => Attempt.Status == (int)HttpStatusCode.Gone;

    /// <summary>How long the subscriber asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

internal static class EventContent
{
    /// <summary>The trace of the batch that changed the figure goes on at the subscriber.</summary>
    public static void Trace(HttpRequestMessage request, OutboxRow row)
    {
        if ((Activity.Current?.Id ?? row.TraceParent) is { } traceParent)
        {
            request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        }
    }

    public static StringContent Of(string body, string type) => new(body, Encoding.UTF8, new System.Net.Http.Headers.MediaTypeHeaderValue(type, "utf-8"));
}
