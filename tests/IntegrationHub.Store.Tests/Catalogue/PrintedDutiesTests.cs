using System.Globalization;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Duties;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Store.Catalogue;
using Xunit;

namespace IntegrationHub.Store.Tests.Catalogue;

/// <summary>The twelve reporting duties that the five plans lay on units: who, to whom, by when, and in whose calendar they stand.</summary>
public sealed class PrintedDutiesTests
{
    private static readonly HubCatalogue Catalogue = CatalogueReader.Read(CatalogueFiles.Load(Checkout.Catalogue)).Catalogue!;

    private static readonly OrgTree Tree = new(Catalogue);

    public static TheoryData<string, string, string, string, string, int, string> Printed() => new()
    {
        // The duty, its clause, to whom, the words for when, how many units have it, and the last days.
        { "bac-giang-2024", "quarterly-report", "VI.3", "trước ngày 20 của tháng cuối quý", "so-tttt", 27, "19/03 19/06 19/09 19/12" },
        { "bac-giang-2024", "province-report", "VI.1", "theo quy định", "ubnd-tinh-bac-giang", 1, "" },
        { "luc-ngan-2024", "quarterly-report", "IV.1", "trước ngày 20 của tháng cuối quý", "so-tttt", 1, "19/03 19/06 19/09 19/12" },
        { "luc-ngan-2024", "commune-report", "IV.7", "đúng hạn theo yêu cầu", "ubnd-huyen-luc-ngan", 29, "" },
        { "so-noi-vu-2024", "unit-report", "III.1", "trước ngày 15 của tháng cuối quý", "snv-vp", 4, "14/03 14/06 14/09 14/12" },
        { "so-noi-vu-2024", "department-report", "III.2", "trước ngày 20 của tháng cuối quý", "so-tttt", 1, "19/03 19/06 19/09 19/12" },
        { "so-vhttdl-2024", "unit-report", "IV.5", "Định kỳ", "vh-vp", 10, "" },
        { "so-vhttdl-2024", "own-plan", "IV.5", "trước ngày 15/2/2024", "vh-vp", 10, "14/02" },
        { "ban-dan-toc-2024", "board-report", "IV.2", "theo quy định", "bcd-cds-tinh", 1, "" },
        { "bac-giang-2024", "difficulties", "Đoạn kết", "nếu có khó khăn vướng mắc", "so-tttt", 27, "" },
        { "so-noi-vu-2024", "system-report", "II.4", "theo đúng quy định", "", 1, "" },
        { "bac-giang-2024", "own-plan", "VI.3", "xây dựng kế hoạch", "", 27, "" },
        { "so-noi-vu-2024", "own-plan", "III.1", "xây dựng kế hoạch chi tiết", "", 4, "" },
    };

    [Theory]
    [MemberData(nameof(Printed))]
    public void Each_duty_is_there_with_what_the_plan_says_of_it(string plan, string duty, string clause, string asWritten, string receiver, int units, string days)
    {
        var printed = Catalogue.Plans[plan].Reporting.Single(d => d.Id == duty);
        Assert.StartsWith(clause, printed.Clause, StringComparison.Ordinal);
        Assert.Contains(asWritten, printed.AsWritten, StringComparison.Ordinal);
        Assert.Equal(receiver, printed.Receiver ?? "");
        var items = DutyCalendar.Of(Catalogue, Tree).Where(i => (i.Key.Plan, i.Key.Duty) == (plan, duty)).ToList();
        Assert.Equal(units, items.Select(i => i.Key.Unit).Distinct().Count());
        Assert.Equal(days, string.Join(' ', items.Select(i => i.Due?.LastDay.ToString("dd/MM", CultureInfo.InvariantCulture)).OfType<string>().Distinct()));
        Assert.Equal(units * Math.Max(1, days.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length), items.Count);
    }

    [Fact]
    public void There_are_no_others() => Assert.Equal(Printed().Count, Catalogue.Plans.Values.Sum(p => p.Reporting.Count));

    [Fact]
    public void A_unit_that_has_ended_owes_nothing_any_more()
    {
        var next = Catalogue with { Plans = new Dictionary<string, Plan> { ["bac-giang-2024"] = Catalogue.Plans["bac-giang-2024"] with { Year = 2025 } } };
        var days = DutyCalendar.Of(next, Tree).Where(i => i.Key is { Duty: "quarterly-report", Unit: "ubnd-huyen-luc-ngan" }).Select(i => i.Due!.LastDay);
        Assert.Equal([new DateOnly(2025, 3, 19), new DateOnly(2025, 6, 19)], days);
    }

    [Fact]
    public void A_reminder_comes_so_many_days_before_and_lateness_begins_with_the_day_after()
    {
        var item = DutyCalendar.Of(Catalogue, Tree).Single(i => i.Key.ToString() == "so-noi-vu-2024.department-report.snv-vp.2024-Q1");
        DateTimeOffset At(int day, int hour) => new(2024, 3, day, hour, 59, 59, TimeSpan.FromHours(7));
        Assert.Equal(
            [DutyState.Upcoming, DutyState.DueSoon, DutyState.DueSoon, DutyState.Overdue],
            [item.StateAt(At(11, 23), null), item.StateAt(At(12, 0), null), item.StateAt(At(19, 23), null), item.StateAt(At(20, 0), null)]);
        Assert.Equal((DutyState.Sent, DutyState.Late), (item.StateAt(At(31, 0), At(19, 23)), item.StateAt(At(31, 0), At(20, 0))));
    }
}
