using System.Text.Json;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Store.Outbox;

/// <summary>
/// One event for one subscriber by HTTP: how often it was tried, and what came of it. What is settled is forgotten after a month, and beyond the newest ten thousand
/// of a subscriber; what waits or is parked stays.
/// </summary>
public sealed class EventDelivery
{
    /// <summary>It is tried again at <see cref="RetryAt"/>.</summary>
    public const string Waiting = "waiting";
    public const string Delivered = "delivered";

    /// <summary>It was tried for three days; a person may send it again.</summary>
    public const string Parked = "parked";

    /// <summary>A target has no place for it: <see cref="Problem"/> says why.</summary>
    public const string Skipped = "skipped";

    /// <summary>A test that was not taken; tests are tried once.</summary>
    public const string Failed = "failed";

    /// <summary>How many attempts are remembered, the newest.</summary>
    private const int MostRemembered = 10;

    public static IReadOnlyList<string> States { get; } = [Waiting, Delivered, Parked, Skipped, Failed];

    public long Id { get; init; }

    public required string Subscription { get; init; }

    /// <summary>The event's id, the same in every attempt.</summary>
    public required Guid EventId { get; init; }

    /// <summary>Its number in the outbox; null for a test.</summary>
    public long? Event { get; init; }

    /// <summary>Of a test the whole document; others stand in the outbox.</summary>
    public string? Body { get; init; }

    public required string State { get; set; }

    public int Attempts { get; set; }

    /// <summary>When it was tried, or asked for again, first: three days later it is parked.</summary>
    public required DateTimeOffset Since { get; set; }

    /// <summary>When it was tried last; null: not yet.</summary>
    public DateTimeOffset? LastAt { get; set; }

    public DateTimeOffset? RetryAt { get; set; }

    /// <summary>What the subscriber answered last; null when it did not answer.</summary>
    public int? Status { get; set; }

    /// <summary>Why it was not taken; null when it was.</summary>
    public string? Problem { get; set; }

    /// <summary>The newest attempts, oldest first, as JSON.</summary>
    public string Log { get; set; } = "[]";

    public IReadOnlyList<DeliveryAttempt> ReadLog() => JsonSerializer.Deserialize<List<DeliveryAttempt>>(Log, ProgressJson.Options)!;

    public void Add(DeliveryAttempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        Attempts++;
        (LastAt, Status, Problem) = (attempt.At, attempt.Status, attempt.Problem);
        Log = JsonSerializer.Serialize(ReadLog().Append(attempt).TakeLast(MostRemembered), ProgressJson.Options);
    }
}

/// <summary>One try to send an event.</summary>
/// <param name="Status">What the subscriber answered; null when it did not.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Problem">Why the event was not taken, for an operator, without secrets; null when it was.</param>
public sealed record DeliveryAttempt(DateTimeOffset At, int? Status, int Milliseconds, string? Problem);
