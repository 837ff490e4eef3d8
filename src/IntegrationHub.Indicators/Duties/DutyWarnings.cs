using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Duties;

/// <param name="Duty">Place among the plan's reporting duties, from 0.</param>
public sealed record DutyWarning(string Plan, int Duty, string Code, DueDate Date, DateOnly Other);

/// <summary>
/// Due dates that leave no working day: between the close of the data and the report (Decree 09/2019, art. 8 clause 5 letter b), and
/// between the report of those below and that of the plan above, which is made from it.
/// </summary>
public static class DutyWarnings
{
    /// <summary>No working day between the end of the period and the last day of the report.</summary>
    public const string Close = "W_DUE_CLOSE";

    /// <summary>No working day between this plan's date and that of the plan above.</summary>
    public const string Child = "W_DUE_CHILD";

    public static IReadOnlyList<DutyWarning> Of(Plan plan, Plan? parent, WorkingDays days)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return [.. plan.Reporting.SelectMany((duty, i) => OfDuty(plan, duty, i, parent, days))];
    }

    /// <summary>Whether a report leaves a working day after its data closed.</summary>
    /// <param name="lastDayOfData">Data close with the end of that day.</param>
    public static bool FollowsClose(DateOnly lastDayOfData, DateOnly lastDay, WorkingDays days)
    {
        ArgumentNullException.ThrowIfNull(days);
        return days.Between(lastDayOfData, lastDay) >= 1;
    }

    private static IEnumerable<DutyWarning> OfDuty(Plan plan, ReportingDuty duty, int number, Plan? parent, WorkingDays days)
    {
        foreach (var date in DutyDates.Of(duty, plan, days))
        {
            // In the Gregorian calendar the plans ask for a report before its quarter ends: it has another cut-off.
            if (plan.Calendar is CalendarKind.Admin && Period.TryParse(date.Period, plan.Calendar, out var period, out _) && !FollowsClose(period.To.AddDays(-1), date.LastDay, days))
            {
                yield return new(plan.Id, number, Close, date, period.To.AddDays(-1));
            }

            foreach (var above in parent is null ? [] : parent.Reporting.Where(d => d.Frequency == duty.Frequency && !IsRestated(duty, d)).SelectMany(d => DutyDates.Of(d, parent, days)))
            {
                if (above.Period == date.Period && days.Between(date.LastDay, above.LastDay) < 1)
                {
                    yield return new(plan.Id, number, Child, date, above.LastDay);
                }
            }
        }
    }

    // A plan that repeats the duty that the plan above lays on it reports to the same place.
    private static bool IsRestated(ReportingDuty duty, ReportingDuty above)
    {
        string?[] places = [above.To, above.Via];
        return places.OfType<string>().Any(p => p == duty.To || p == duty.Via);
    }
}
