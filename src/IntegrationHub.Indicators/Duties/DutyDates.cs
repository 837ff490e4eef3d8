using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Duties;

/// <summary>When the reports of a plan are due. A duty "as requested" has no dates.</summary>
public static class DutyDates
{
    /// <summary>In the order of time.</summary>
    public static IReadOnlyList<DueDate> Of(ReportingDuty duty, Plan plan, WorkingDays days)
    {
        ArgumentNullException.ThrowIfNull(duty);
        ArgumentNullException.ThrowIfNull(plan);
        if ((duty.BeforeDate ?? duty.ByDate) is { } date)
        {
            return [new(null, DueRule.LastDay(duty.BeforeDate is null ? DueKind.By : DueKind.Before, date, duty.Rolls, days))];
        }

        return RuleOf(duty) is { } rule ? [.. Reported(duty.Frequency, plan).Select(p => new DueDate(p.Period.Id, rule.LastDay(plan.Year, p.Month, days)))] : [];
    }

    /// <summary>Null for a duty without a day of the month.</summary>
    public static DueRule? RuleOf(ReportingDuty duty)
    {
        ArgumentNullException.ThrowIfNull(duty);
        return duty switch
        {
            { BeforeDay: { } before } => new(DueKind.Before, before, duty.Rolls),
            { ByDay: { } by } => new(DueKind.By, by, duty.Rolls),
            _ => null,
        };
    }

    // The day is one of the last month of the period; the reporting calendar's quarter ends within that month, on the 14th.
    private static IEnumerable<(Period Period, int Month)> Reported(string frequency, Plan plan) => frequency switch
    {
        "monthly" => Enumerable.Range(1, 12).Select(m => (Period.Month(plan.Year, m, plan.Calendar), m)),
        "quarterly" => Enumerable.Range(1, 4).Select(q => (Period.Quarter(plan.Year, q, plan.Calendar), q * 3)),
        "yearly" => [(Period.Year(plan.Year, plan.Calendar), 12)],
        _ => [],
    };
}
