using System.CommandLine;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Outbox;

namespace IntegrationHub.Host.Commands.Subscriptions;

/// <summary>What the commands of subscribers and deliveries have in common.</summary>
internal static class SubscriptionAnswers
{
    public static Argument<string> Id() => new("ID") { Description = "Name of the subscriber." };

    /// <summary>Runs what changes a subscriber and says how it is with it now.</summary>
    public static Command Does(
        this Command command, HubEnvironment environment, Option<string> format, Func<Invocation, SubscriptionBook, CancellationToken, Task<SubscriberState>> change, Func<SubscriberState, string> said) =>
        command.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var state = await GuardedAsync(() => change(call, store.Get<SubscriptionBook>(), cancellationToken));
            Print(call, call.IsJson(format), SubscriberAnswer.Of(state), said(state));
            return ExitCodes.Success;
        });

    public static async Task<T> GuardedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (SubscriptionException e)
        {
            throw new CommandException(e.Message, e.Code == SubscriptionException.Bad ? ExitCodes.Usage : ExitCodes.Bad);
        }
    }

    public static void Print<T>(Invocation call, bool isJson, T answer, string said)
    {
        if (isJson)
        {
            call.PrintJson(answer);
        }
        else
        {
            call.Out.WriteLine(said);
        }
    }
}

/// <param name="Waiting">Events that were not sent yet or are tried again.</param>
internal sealed record SubscriberAnswer(
    string Id, string Kind, string? Address, string State, bool Ordered, SubscriberFilter Filter, string? Secret, DateTimeOffset? OldSecretUntil, int Waiting, int Parked, DateTimeOffset? AcknowledgedAt,
    int Failures, DateTimeOffset? RetryAt, string? Problem, DateTimeOffset? PausedAt, string? PausedBy, string? PausedBecause)
{
    public static SubscriberAnswer Of(SubscriberState state)
    {
        var s = state.Subscription;
        return new(
            s.Id, s.Kind, s.Address, state.State, !s.Unordered, SubscriberFilter.Read(s.Filter), s.Secret, s.OldSecretUntil, s.Unordered ? state.Events + state.Waiting : state.Events, state.Parked,
            s.AcknowledgedAt, s.Failures, s.RetryAt, s.Problem, s.PausedAt, s.PausedBy, s.PausedBecause);
    }
}

internal sealed record DeliveryAnswer(Guid Id, string RoutingKey, string State, int Attempts, DateTimeOffset? LastAt, DateTimeOffset? RetryAt, int? Status, string? Problem, IReadOnlyList<DeliveryAttempt> Log)
{
    public static DeliveryAnswer Of(LoggedDelivery logged) => new(
        logged.Delivery.EventId, logged.RoutingKey, logged.Delivery.State, logged.Delivery.Attempts, logged.Delivery.LastAt, logged.Delivery.RetryAt, logged.Delivery.Status, logged.Delivery.Problem,
        logged.Delivery.ReadLog());
}
