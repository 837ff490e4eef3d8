using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Notify.Http;
using IntegrationHub.Store;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Outbox;

namespace IntegrationHub.Notify.Subscribers;

/// <summary>
/// Posts each event by itself, signed as Standard Webhooks 1.0 says: the id stays the same when an event comes again, the timestamp is that of the attempt. While a secret is
/// changed both sign, and the subscriber takes whichever it knows.
/// </summary>
public sealed class Webhook(EventRequests requests, TimeProvider clock, SecretStore? secrets = null) : IEventTransport
{
    private const string SecretPrefix = "whsec_";

    public string Kind => Subscription.Webhook;

    public async Task<SentEvent> SendAsync(Subscription subscription, OutboxRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentNullException.ThrowIfNull(row);
        var now = clock.GetUtcNow();
        if (await KeyAsync(subscription.Secret, cancellationToken) is not { } key)
        {
            return requests.NotSent($"the secret {subscription.Secret} is not there, or is not {SecretPrefix} and base64; set it");
        }

        var old = subscription.OldSecretUntil > now ? await KeyAsync(subscription.OldSecret, cancellationToken) : null;
        var (id, timestamp) = (row.EventId.ToString(), now.ToUnixTimeSeconds());
        using var request = new HttpRequestMessage(HttpMethod.Post, subscription.Address) { Content = EventContent.Of(row.Body, "application/cloudevents+json") };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", string.Join(' ', new[] { key, old }.OfType<byte[]>().Select(k => Sign(k, id, timestamp, row.Body))));
        EventContent.Trace(request, row);
        return await requests.SendAsync(request, cancellationToken);
    }

    /// <summary><c>v1,</c> and the base64 HMAC-SHA256 of <c>id.timestamp.body</c>.</summary>
    public static string Sign(byte[] key, string id, long timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"))));

    private async Task<byte[]?> KeyAsync(string? reference, CancellationToken cancellationToken)
    {
        var secret = reference is null ? null : await SecretReference.ReadAsync(reference, secrets, cancellationToken);
        var buffer = new byte[512];
        return secret?.StartsWith(SecretPrefix, StringComparison.Ordinal) == true && Convert.TryFromBase64String(secret[SecretPrefix.Length..], buffer, out var length) && length > 0
            ? buffer[..length]
            : null;
    }
}
