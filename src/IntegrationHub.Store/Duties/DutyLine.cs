using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Duties;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Store.Duties;

/// <summary>What a unit owes, as it is answered.</summary>
/// <param name="Id">plan.duty.unit.period; it is sent and undone under this name.</param>
/// <param name="Unit">Whose duty it is.</param>
/// <param name="Who">In the words of the plan.</param>
/// <param name="What">What is handed in.</param>
/// <param name="Receiver">The unit that it is handed to; null: none that the catalogue has.</param>
/// <param name="AsWritten">The plan's words for when.</param>
/// <param name="Period">What is reported; null for what is not of a period.</param>
/// <param name="LastDay">The last day on which it is in time; null: the plan sets none.</param>
/// <param name="Deadline">The first instant that is late.</param>
/// <param name="State">sent, late, overdue, due-soon, upcoming or no-date.</param>
/// <param name="Remedy">Of what has no date: how to set one.</param>
public sealed record DutyLine(
    string Id, string Plan, string Duty, string Unit, string UnitName, string Who, string What, string? To, string? Receiver, string? Via, string? Clause, string? AsWritten, string? Note,
    DutyPeriod? Period, DateOnly? LastDay, DateTimeOffset? Deadline, DateOnly? RemindOn, string State, DutySent? Sent, string? Remedy)
{
    public static DutyLine Of(DutyItem item, OrgTree tree, DutySubmission? sent, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(tree);
        var (plan, duty, due) = (item.Plan, item.Duty, item.Due);
        var period = Indicators.Periods.Period.TryParse(item.Key.Period, plan.Calendar, out var found, out _) ? found : null;
        var day = due?.LastDay ?? new DateOnly(plan.Year, 12, 31);
        return new(
            item.Key.ToString(), plan.Id, duty.Id, item.Key.Unit, (tree.VersionAt(item.Key.Unit, day) ?? tree.Find(item.Key.Unit)!.Latest).Name.Vi, duty.Who,
            duty.What ?? $"Báo cáo kết quả thực hiện kế hoạch {plan.Title.Vi}", duty.To, duty.Receiver, duty.Via, duty.Clause, duty.AsWritten, duty.Note,
            period is null ? null : new(period.Id, plan.Calendar is CalendarKind.Admin ? "admin" : "gregorian", period.From, period.To),
            due?.LastDay, due?.Deadline, item.RemindOn, Word(item.StateAt(now, sent?.SentAt)), sent is null ? null : DutySent.Of(sent),
            due is null ? $"Kế hoạch không ấn định ngày: ghi beforeDay, byDay, beforeDate hoặc byDate vào nghĩa vụ '{duty.Id}' của plans/{plan.Id}.yaml, rồi hub apply" : null);
    }

    public static string Word(DutyState state) => state switch
    {
        DutyState.Sent => "sent",
        DutyState.Late => "late",
        DutyState.Overdue => "overdue",
        DutyState.DueSoon => "due-soon",
        DutyState.Upcoming => "upcoming",
        _ => "no-date",
    };
}

/// <param name="To">Exclusive.</param>
public sealed record DutyPeriod(string Id, string Calendar, DateOnly From, DateOnly To);

/// <param name="By">Who says that it was sent.</param>
/// <param name="Document">The paper that shows it.</param>
/// <param name="Release">Number of the release that was sent.</param>
public sealed record DutySent(DateTimeOffset At, string By, DateTimeOffset RecordedAt, string? Document, long? Release, string? Note)
{
    public static DutySent Of(DutySubmission row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(row.SentAt, row.RecordedBy, row.RecordedAt, row.Document, row.Release, row.Note);
    }
}
