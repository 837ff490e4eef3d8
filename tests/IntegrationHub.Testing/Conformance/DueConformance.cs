using System.Globalization;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Duties;
using IntegrationHub.Indicators.Periods;
using Xunit;

namespace IntegrationHub.Testing.Conformance;

/// <summary>The questions of a case about due dates.</summary>
internal static class DueConformance
{
    public static void Run(ConformanceCase @case)
    {
        foreach (var (due, number) in @case.Due.Select((d, i) => (d, i + 1)))
        {
            var where = $"{@case.Id} due date {number} ({due.Rule} {due.Period})";
            var days = new WorkingDays(due.Holidays.Select(Day).ToHashSet(), due.WorkedWeekendDays.Select(Day).ToHashSet());
            var plan = PlanOf(due, due.Rule);
            var date = DutyDates.Of(plan.Reporting[0], plan, days).Single(d => d.Period == due.Period);
            var found = date.LastDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            Assert.True(found == due.Day, $"{where}: is {found}, expected {due.Day}.");
            Assert.True(!due.Not.Contains(found), $"{where}: is {found}, the wrong answer that the case warns of.");
            Assert.All(due.OnTime, t => Assert.True(date.IsOnTime(Instant(t)), $"{where}: {t} is late."));
            Assert.All(due.Late, t => Assert.False(date.IsOnTime(Instant(t)), $"{where}: {t} is on time."));
            if (due.Warnings is not null)
            {
                var warnings = DutyWarnings.Of(plan, due.Above is { } above ? PlanOf(due, above) : null, days).Where(w => w.Date.Period == due.Period).Select(w => w.Code).Order(StringComparer.Ordinal);
                Assert.True(due.Warnings.SequenceEqual(warnings), $"{where}: warnings are [{string.Join(", ", warnings)}], expected [{string.Join(", ", due.Warnings)}].");
            }
        }
    }

    private static Plan PlanOf(CaseDue due, string rule)
    {
        var calendar = due.Calendar is "admin" ? CalendarKind.Admin : CalendarKind.Gregorian;
        var (word, day) = rule.Split(' ') is [var w, var d] ? (w, int.Parse(d, CultureInfo.InvariantCulture)) : throw new FormatException($"'{rule}' is no rule.");
        Assert.True(Period.TryParse(due.Period, calendar, out var period, out var error), error);
        var frequency = period!.Type switch { PeriodType.Month => "monthly", PeriodType.Quarter => "quarterly", _ => "yearly" };
        return new()
        {
            Id = rule, Title = new(rule), Owner = "", Year = period.To.AddDays(-1).Year, Calendar = calendar, Rows = [],
            Reporting = [new(rule, frequency, null, null, null, BeforeDay: word is "before" ? day : null) { Id = "report", ByDay = word is "by" ? day : null, Rolls = due.Roll }],
        };
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
