using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Sources.NationalPortalPayments;

/// <summary>The counts of one month as the source knows them at an instant: late answers of banks and refunds change past months.</summary>
internal sealed class PaymentCounts
{
    private const int LastDayOfLateRows = 10;

    private readonly Dictionary<string, (int All, int OnPortal)> _counts = new(StringComparer.Ordinal);
    private readonly DateOnly _month;
    private readonly int _now;

    public PaymentCounts(PaymentBook book, DateOnly month, int now)
    {
        (_month, _now) = (month, now);
        foreach (var payment in book.Between(month, month.AddMonths(1)))
        {
            if (payment.Counts(now))
            {
                var (all, onPortal) = _counts.GetValueOrDefault(payment.Unit.Id);
                _counts[payment.Unit.Id] = (all + 1, onPortal + (payment.IsOnPortal ? 1 : 0));
            }
        }
    }

    public static IEnumerable<DateOnly> Months(DateOnly today)
    {
        for (var month = WorldTime.FirstDate; month <= today && month <= WorldTime.LastDate; month = month.AddMonths(1))
        {
            yield return month;
        }
    }

    public (int All, int OnPortal) Of(DemoUnit unit) => _counts.GetValueOrDefault(unit.Id);

    /// <summary>A few rows are missing until the tenth of the next month. That is not a zero.</summary>
    public bool IsPublished(DemoUnit unit) =>
        DemoRandom.For(unit.Hash, (ulong)_month.DayNumber).Below(90) != 0 || WorldTime.InstantOf(_month.AddMonths(1).AddDays(LastDayOfLateRows)) <= _now;
}
