using System.Collections.Concurrent;
using IntegrationHub.Notify.Http;
using IntegrationHub.Store;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.Outbox.Targets;

namespace IntegrationHub.Notify.Subscribers;

/// <summary>Writes computed figures into a system that has a form of its own for them. A figure that the target has no place for is left out with the reason, never sent as something else.</summary>
public sealed class HttpTarget(EventRequests requests, SecretStore? secrets = null) : IEventTransport
{
    // A definition is read once; there are as many as targets.
    private readonly ConcurrentDictionary<string, TargetDefinition?> read = new(StringComparer.Ordinal);

    public string Kind => Subscription.Target;

    public async Task<SentEvent> SendAsync(Subscription subscription, OutboxRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentNullException.ThrowIfNull(row);
        if (read.GetOrAdd(subscription.Definition!, yaml => TargetFile.Read(subscription.Id, yaml).Target) is not { } target)
        {
            return requests.NotSent("its definition cannot be read by this version; apply its file again with 'hub subscription target'");
        }

        var figure = new TargetFigure(row);
        string? body = null;
        if ((figure.WhyNot() ?? TargetBody.Write(target, figure, out body)) is { } reason)
        {
            return requests.NotSent(reason) with { IsSkipped = true };
        }

        using var request = new HttpRequestMessage(new HttpMethod(target.Method), target.Url) { Content = EventContent.Of(body!, "application/json") };
        EventContent.Trace(request, row);
        foreach (var header in target.Headers)
        {
            var value = header.Secret is null ? header.Value ?? figure.Find(header.Field!)?.Text : await SecretReference.ReadAsync(header.Secret, secrets, cancellationToken) is { } secret ? header.Prefix + secret : null;
            if (value is null || value.Any(char.IsControl) || !request.Headers.TryAddWithoutValidation(header.Name, value))
            {
                return requests.NotSent($"the header {header.Name} has no value{(header.Secret is null ? "" : $": the secret {header.Secret} is not there; set it")}");
            }
        }

        return await requests.SendAsync(request, cancellationToken);
    }
}
