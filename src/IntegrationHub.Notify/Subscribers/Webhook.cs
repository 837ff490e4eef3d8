using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Store;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Outbox;

namespace IntegrationHub.Notify.Subscribers;

/// <summary>Posts each event by itself, signed as Standard Webhooks 1.0 says: the id stays the same when an event comes again, the timestamp is that of the attempt.</summary>
public sealed class Webhook(IHttpClientFactory clients, TimeProvider clock, SecretStore? secrets = null) : ISubscriberTransport
{
    /// <summary>Name of its HTTP client.</summary>
    public const string Client = "webhook";

    private const string SecretPrefix = "whsec_";
    private static readonly MediaTypeHeaderValue CloudEventsJson = new("application/cloudevents+json", "utf-8");

    public string Kind => "webhook";

    public bool IsStanding => false;

    public async Task<SendOutcome> SendAsync(Subscription subscription, IReadOnlyList<OutboxRow> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentNullException.ThrowIfNull(events);
        if (!Uri.TryCreate(subscription.Address, UriKind.Absolute, out var address) || await KeyAsync(subscription, cancellationToken) is not { } key)
        {
            return new(0, $"the secret {subscription.Secret} is not there, or is not {SecretPrefix} and base64; set it");
        }

        using var http = clients.CreateClient(Client);
        for (var i = 0; i < events.Count; i++)
        {
            if (await PostAsync(http, address, key, events[i], cancellationToken) is { } problem)
            {
                return new(i, problem);
            }
        }

        return new(events.Count, null);
    }

    /// <summary><c>v1,</c> and the base64 HMAC-SHA256 of <c>id.timestamp.body</c>.</summary>
    public static string Sign(byte[] key, string id, long timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"))));

    private async Task<byte[]?> KeyAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        var secret = subscription.Secret is null ? null : await SecretReference.ReadAsync(subscription.Secret, secrets, cancellationToken);
        var buffer = new byte[512];
        return secret?.StartsWith(SecretPrefix, StringComparison.Ordinal) == true && Convert.TryFromBase64String(secret[SecretPrefix.Length..], buffer, out var length) && length > 0
            ? buffer[..length]
            : null;
    }

    /// <returns>Null when the subscriber has the event.</returns>
    private async Task<string?> PostAsync(HttpClient http, Uri address, byte[] key, OutboxRow row, CancellationToken cancellationToken)
    {
        var (id, timestamp) = (row.EventId.ToString(), clock.GetUtcNow().ToUnixTimeSeconds());
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(row.Body, Encoding.UTF8, CloudEventsJson) };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", Sign(key, id, timestamp, row.Body));
        if (row.TraceParent is not null)
        {
            request.Headers.TryAddWithoutValidation("traceparent", row.TraceParent);
        }

        try
        {
            // What the subscriber says beside its status is of no use, and could be anything.
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode ? null : string.Create(CultureInfo.InvariantCulture, $"the subscriber answered {(int)response.StatusCode}");
        }
        catch (HttpRequestException e)
        {
            return $"the subscriber cannot be reached ({e.HttpRequestError})";
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "the subscriber did not answer within 15 seconds";
        }
    }
}
