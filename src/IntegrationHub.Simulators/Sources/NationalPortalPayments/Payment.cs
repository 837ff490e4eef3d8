using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Sources.NationalPortalPayments;

/// <param name="Unit">Who is paid.</param>
/// <param name="At">Instant of the payment.</param>
/// <param name="PendingUntil">From here on the bank's answer is known; <paramref name="At"/> when it was known at once.</param>
/// <param name="Fails">The bank's answer.</param>
/// <param name="RefundedAt">When the money went back; <see cref="WorldTime.None"/> for never.</param>
/// <param name="Channel">1 payment platform of the national portal, 2 another gateway, 3 transfer, 4 cash.</param>
/// <param name="Form">What was really done, as the system words it; null where it does not say.</param>
/// <param name="IsListedTwice">The source gives its row twice.</param>
internal sealed record Payment(DemoUnit Unit, int At, string Reference, int PendingUntil, bool Fails, int RefundedAt, int Channel, string? Form, bool IsListedTwice, int Amount)
{
    public int Day => WorldTime.DayOf(At);

    public bool IsPending(int now) => now < PendingUntil;

    public bool IsRefunded(int now) => RefundedAt != WorldTime.None && RefundedAt <= now;

    public bool Counts(int now) => At <= now && !IsPending(now) && !Fails && !IsRefunded(now);

    public bool IsOnPortal => Channel == 1 && Form is not "tien-mat";
}
