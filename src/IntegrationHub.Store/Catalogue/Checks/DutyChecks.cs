using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Duties;
using IntegrationHub.Store.Catalogue.Reading;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue.Checks;

/// <summary>Reporting duties: known units, one day each, and a working day between what follows one another.</summary>
internal static class DutyChecks
{
    private static readonly string[] Days = ["beforeDay", "beforeDate", "byDay", "byDate"];

    public static void Run(Plan plan, Entry entry, Plan? parent, Draft draft, FindingLog log)
    {
        var duties = entry.Objects("reporting");
        Duplicates.Report(plan.Reporting.Zip(duties, (d, e) => new Placed<ReportingDuty>(d, e)), d => d.Id, "id", "Duty", log);
        foreach (var duty in duties)
        {
            var named = Days.Where(duty.Has).ToList();
            if (named.Count > 1)
            {
                log.Error(duty.At(named[1]), LintCodes.DutyDay, $"The duty of '{duty.Text("who")}' names two days: {string.Join(", ", named)}.", "Leave one of them.");
            }
            else if (named is [var day] && day.EndsWith("Day", StringComparison.Ordinal) && duty.Text("frequency") is ("once" or "as-requested"))
            {
                log.Error(duty.At(named[0]), LintCodes.DutyDay, $"A day of the month belongs to a duty that returns, not to one that is {duty.Text("frequency")}.", "Write beforeDate or byDate, or correct the frequency.");
            }
        }

        foreach (var duty in duties)
        {
            foreach (var roster in duty.Objects("roster"))
            {
                UnitChecks.CheckClass(roster.Text("class"), roster, draft, log);
                UnitChecks.CheckKnown(roster.Texts("units"), roster, "units", draft, log);
            }

            if (duty.Text("receiver") is { } receiver)
            {
                UnitChecks.CheckKnown(receiver, duty.At("receiver"), draft, log);
            }
        }

        foreach (var warning in DutyWarnings.Of(plan, parent, new(draft.Holidays, draft.WorkedWeekendDays)).DistinctBy(w => (w.Duty, w.Code)))
        {
            var (due, other) = (Draft.Day(warning.Date.LastDay), Draft.Day(warning.Other));
            if (warning.Code == DutyWarnings.Close)
            {
                log.Warning(duties[warning.Duty].Place, LintCodes.DueClose, $"The report of {warning.Date.Period} is due on {due}, and its data close with {other}: no working day lies between.", "Let the due date roll to a working day (roll: working-day), or set a later day.");
            }
            else
            {
                log.Warning(duties[warning.Duty].Place, LintCodes.DueChild, $"The report of {warning.Date.Period} is due on {due}, that of the plan above on {other}: no working day lies between.", "Set an earlier day for the plan below.");
            }
        }
    }
}
