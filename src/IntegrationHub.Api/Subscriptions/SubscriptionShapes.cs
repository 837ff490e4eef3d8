using IntegrationHub.Store.Outbox;

namespace IntegrationHub.Api.Subscriptions;

/// <summary>Which events a subscriber is sent. Each list means any of these, an empty one all; what an event does not say of itself excludes nothing.</summary>
/// <param name="Types">Types of events, for example vn.integrationhub.indicator.computed.v1.</param>
/// <param name="Plans">Ids of plans.</param>
/// <param name="Indicators">Codes of indicators, or of parts of composites.</param>
/// <param name="Units">Ids of units.</param>
/// <param name="Below">Also the units below these, along the org tree of the figure's period; true if left out.</param>
/// <param name="MinimumGrade">The least grade of a figure, by its status: any, partial (incomplete or out of date), open (complete so far), provisional (the period is over) or final (released).
/// A figure that falls below it is told once.</param>
public sealed record SubscriptionFilter(
    IReadOnlyList<string>? Types, IReadOnlyList<string>? Plans, IReadOnlyList<string>? Indicators, IReadOnlyList<string>? Units, bool? Below, string? MinimumGrade)
{
    internal SubscriberFilter Read() => new()
    {
        Types = Types ?? [], Plans = Plans ?? [], Indicators = Indicators ?? [], Units = Units ?? [], Below = Below ?? true, MinimumGrade = MinimumGrade,
    };

    internal static SubscriptionFilter Of(SubscriberFilter filter) => new(filter.Types, filter.Plans, filter.Indicators, filter.Units, filter.Below, filter.MinimumGrade);
}

/// <param name="Id">Small letters, digits and hyphens.</param>
/// <param name="Url">Where each event is posted to. Addresses that are not public are refused unless an operator allows them.</param>
/// <param name="Secret">Where the signing secret stands on the hub's side, env:NAME or file:PATH; the secret itself is whsec_ and base64.</param>
/// <param name="Ordered">True if left out: an event that is not taken holds up those behind it. False: the others go on.</param>
/// <param name="FromStart">Also everything that has been announced so far; else from now on.</param>
public sealed record SubscriptionOrder(string Id, string Url, string Secret, bool? Ordered, SubscriptionFilter? Filter, bool? FromStart);

/// <summary>What is left out stays as it is.</summary>
public sealed record SubscriptionPatch(string? Url, bool? Ordered, SubscriptionFilter? Filter);

/// <param name="Reason">Why nothing is to be sent.</param>
public sealed record PauseOrder(string Reason);

/// <param name="Secret">Where the new secret stands, env:NAME or file:PATH: another reference than the old one's.</param>
/// <param name="KeepOldHours">How long the old secret signs as well, 0 to 720; 24 if left out.</param>
public sealed record RotateOrder(string Secret, int? KeepOldHours);

/// <param name="Kind">bus, webhook or target.</param>
/// <param name="Secret">Where its secret stands, never the secret.</param>
/// <param name="OldSecretUntil">The secret before signs as well until then; null: it does not.</param>
/// <param name="State">active; failing: the last attempts failed; paused: by a person, or by the hub because nobody is there.</param>
/// <param name="Events">Events that it was not sent yet, those among them that its filter leaves out; 10000 is that many or more.</param>
/// <param name="Waiting">Events that were tried and will be tried again.</param>
/// <param name="Parked">Events that were tried for three days and wait for a person.</param>
/// <param name="AcknowledgedAt">When it took an event last.</param>
/// <param name="Failures">Attempts in a row that failed.</param>
/// <param name="RetryAt">When it is tried again.</param>
/// <param name="PausedBy">Null while it is paused: the hub did it.</param>
public sealed record SubscriptionAnswer(
    string Id, string Kind, string? Url, string? Secret, DateTimeOffset? OldSecretUntil, bool Ordered, SubscriptionFilter Filter, string State, int Events, int Waiting, int Parked,
    DateTimeOffset? AcknowledgedAt, int Failures, DateTimeOffset? FailingSince, DateTimeOffset? RetryAt, string? Problem, DateTimeOffset? PausedAt, string? PausedBy, string? PausedBecause)
{
    internal static SubscriptionAnswer Of(SubscriberState state)
    {
        var s = state.Subscription;
        return new(
            s.Id, s.Kind, s.Address, s.Secret, s.OldSecretUntil, !s.Unordered, SubscriptionFilter.Of(SubscriberFilter.Read(s.Filter)), state.State, state.Events, state.Waiting, state.Parked,
            s.AcknowledgedAt, s.Failures, s.FailingSince, s.RetryAt, s.Problem, s.PausedAt, s.PausedBy, s.PausedBecause);
    }
}

/// <param name="Id">Of the event: its webhook-id, the same in every attempt.</param>
/// <param name="RoutingKey">What the event is about; test for a test.</param>
/// <param name="State">waiting, delivered, parked, skipped (a target has no place for it) or failed (a test).</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Since">When it was tried, or asked for again, first.</param>
/// <param name="RetryAt">When it is tried again; null: it is not.</param>
/// <param name="Status">What the subscriber answered last; null when it did not answer.</param>
/// <param name="Problem">Why it was not taken, or has no place.</param>
/// <param name="Log">The newest ten attempts, oldest first.</param>
public sealed record DeliveryAnswer(
    Guid Id, string RoutingKey, string State, int Attempts, DateTimeOffset Since, DateTimeOffset? LastAt, DateTimeOffset? RetryAt, int? Status, string? Problem, IReadOnlyList<DeliveryAttempt> Log)
{
    internal static DeliveryAnswer Of(LoggedDelivery logged)
    {
        var d = logged.Delivery;
        return new(d.EventId, logged.RoutingKey, d.State, d.Attempts, d.Since, d.LastAt, d.RetryAt, d.Status, d.Problem, d.ReadLog());
    }
}
