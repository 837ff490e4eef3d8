using System.Diagnostics.CodeAnalysis;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Duties;

/// <summary>One thing that one unit owes: a duty of a plan for a period. Its words have no points, so that they name it in one.</summary>
/// <param name="Period">Id of the period that is reported; <see cref="Once"/>, or <see cref="OnRequest"/> where it is not known yet.</param>
public readonly record struct DutyKey(string Plan, string Duty, string Unit, string Period)
{
    public const string Once = "once";
    public const string OnRequest = "on-request";

    public override string ToString() => $"{Plan}.{Duty}.{Unit}.{Period}";

    public static bool TryParse(string? text, [NotNullWhen(true)] out DutyKey? key)
    {
        // A range has points of its own, and stands last.
        key = text?.Split('.', 4) is [{ Length: > 0 } plan, { Length: > 0 } duty, { Length: > 0 } unit, { Length: > 0 } period] ? new(plan, duty, unit, period) : null;
        return key is not null;
    }
}

/// <param name="Due">Null: the plan sets no date.</param>
public sealed record DutyItem(DutyKey Key, Plan Plan, ReportingDuty Duty, DueDate? Due)
{
    /// <summary>The first day on which to be reminded.</summary>
    public DateOnly? RemindOn => Due?.LastDay.AddDays(-Duty.RemindDays);

    public DutyState StateAt(DateTimeOffset now, DateTimeOffset? sentAt) => (sentAt, Due) switch
    {
        ({ } sent, var due) => due is null || due.IsOnTime(sent) ? DutyState.Sent : DutyState.Late,
        (null, null) => DutyState.NoDate,
        (null, { } due) when !due.IsOnTime(now) => DutyState.Overdue,
        _ => DateOnly.FromDateTime(now.ToOffset(DueDate.Vietnam).DateTime) >= RemindOn ? DutyState.DueSoon : DutyState.Upcoming,
    };
}

public enum DutyState
{
    /// <summary>In time, or there was no time.</summary>
    Sent,

    /// <summary>Sent after the last day.</summary>
    Late,
    Overdue,
    DueSoon,
    Upcoming,

    /// <summary>Nothing was sent, and the plan sets no date.</summary>
    NoDate,
}

/// <summary>Who owes what by when: the reporting duties of all plans, for each unit that is there on the last day.</summary>
public static class DutyCalendar
{
    /// <summary>In the order of last days; what has none comes last.</summary>
    public static IReadOnlyList<DutyItem> Of(HubCatalogue catalogue, OrgTree tree)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(tree);
        var days = WorkingDays.Of(catalogue);
        var items = catalogue.Plans.Values.SelectMany(p => p.Reporting.SelectMany(d => OfDuty(p, d, tree, days)));
        return [.. items.OrderBy(i => i.Due?.LastDay ?? DateOnly.MaxValue).ThenBy(i => i.Key.ToString(), StringComparer.Ordinal)];
    }

    private static IEnumerable<DutyItem> OfDuty(Plan plan, ReportingDuty duty, OrgTree tree, WorkingDays days)
    {
        var dates = DutyDates.Of(duty, plan, days);
        foreach (var date in dates)
        {
            foreach (var unit in UnitsAt(plan, duty, tree, Interval.Day(date.LastDay)))
            {
                yield return new(new(plan.Id, duty.Id, unit, date.Period ?? DutyKey.Once), plan, duty, date);
            }
        }

        foreach (var unit in dates.Count > 0 ? [] : UnitsAt(plan, duty, tree, Period.Year(plan.Year, plan.Calendar).Interval))
        {
            yield return new(new(plan.Id, duty.Id, unit, duty.Frequency == "once" ? DutyKey.Once : DutyKey.OnRequest), plan, duty, null);
        }
    }

    // A unit that ended before the last day owes nothing any more; whoever took over is asked in its own name.
    private static IEnumerable<string> UnitsAt(Plan plan, ReportingDuty duty, OrgTree tree, Interval span)
    {
        if (duty.Roster.Count == 0)
        {
            return tree.VersionIn(plan.Owner, span) is null ? [] : [plan.Owner];
        }

        return tree.Members(plan.Owner, Scope.Subtree, span)
            .Where(m => duty.Roster.Any(r => (r.UnitClass is null || r.UnitClass == m.Unit.Class) && (r.Level is null || r.Level == m.Version.Level)
                && (r.Units.Count == 0 || r.Units.Contains(m.Unit.Id)) && r.Validity.Overlaps(new(m.Span.From, m.Span.To))))
            .Select(m => m.Unit.Id).Distinct(StringComparer.Ordinal);
    }
}
