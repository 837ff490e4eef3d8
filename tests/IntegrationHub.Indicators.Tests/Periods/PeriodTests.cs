using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.Periods;
using Xunit;
using static IntegrationHub.Indicators.Tests.Worlds;

namespace IntegrationHub.Indicators.Tests.Periods;

public sealed class PeriodTests
{
    [Theory]
    [InlineData("2024-M03", CalendarKind.Gregorian, "2024-03-01", "2024-04-01")]
    [InlineData("2024-Q1", CalendarKind.Gregorian, "2024-01-01", "2024-04-01")]
    [InlineData("2024-H1", CalendarKind.Gregorian, "2024-01-01", "2024-07-01")]
    [InlineData("2024-9M", CalendarKind.Gregorian, "2024-01-01", "2024-10-01")]
    [InlineData("2024", CalendarKind.Gregorian, "2024-01-01", "2025-01-01")]
    [InlineData("2024-01-01..2024-03-15", CalendarKind.Gregorian, "2024-01-01", "2024-03-15")]
    [InlineData("2024-M01", CalendarKind.Admin, "2023-12-15", "2024-01-15")]
    [InlineData("2024-M03", CalendarKind.Admin, "2024-02-15", "2024-03-15")]
    [InlineData("2025-Q3", CalendarKind.Admin, "2025-06-15", "2025-09-15")]
    [InlineData("2024", CalendarKind.Admin, "2023-12-15", "2024-12-15")]
    public void Id_names_exactly_one_interval(string id, CalendarKind calendar, string from, string to)
    {
        Assert.True(Indicators.Periods.Period.TryParse(id, calendar, out var period, out _));
        Assert.Equal(Span(from, to), period.Interval);
        Assert.Equal(id, period.Id);
        Assert.Equal(id, Indicators.Periods.Period.Of(period.Interval, calendar).Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2024-Q5")]
    [InlineData("2024-M13")]
    [InlineData("2024-M3")]
    [InlineData("24-Q1")]
    [InlineData("2024-03-15..2024-01-01")]
    [InlineData("2024-01-01..2024-01-01")]
    [InlineData("2024-02-30..2024-03-15")]
    public void Other_text_is_refused_with_the_forms_that_there_are(string text)
    {
        Assert.False(Indicators.Periods.Period.TryParse(text, CalendarKind.Gregorian, out _, out var error));
        Assert.Contains("2024-Q1", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_months_tile_a_month_of_either_calendar()
    {
        Assert.Equal([Day("2024-02-01"), Day("2024-02-15")], HalfMonth.Within(Period("2024-M02").Interval).Select(h => h.Start));
        Assert.Equal([Day("2024-02-15"), Day("2024-03-01")], HalfMonth.Within(Period("2024-M03", CalendarKind.Admin).Interval).Select(h => h.Start));
        Assert.Equal(Day("2024-03-01"), HalfMonth.Of(Day("2024-02-29")).End);
    }

    [Fact]
    public void Half_months_and_their_remainder_cover_any_interval_once()
    {
        var interval = Span("2024-01-03", "2024-03-20");
        var days = HalfMonth.Within(interval).Select(h => h.Interval).Concat(HalfMonth.Remainder(interval))
            .SelectMany(i => Enumerable.Range(i.From.DayNumber, i.Days)).Order();
        Assert.Equal(Enumerable.Range(interval.From.DayNumber, interval.Days), days);
    }

    [Theory]
    [InlineData("2024-01-01", "2024-02-15", true)]
    [InlineData("2024-01-01", "2024-02-14", false)]
    [InlineData("2024-01-02", "2024-02-15", false)]
    public void Union_of_half_months_begins_and_ends_at_one(string from, string to, bool isUnion) => Assert.Equal(isUnion, HalfMonth.IsUnion(Span(from, to)));

    [Theory]
    [InlineData(Grain.Day, CalendarKind.Gregorian, "2025-06-15", "2025-09-15", true)]
    [InlineData(Grain.Month, CalendarKind.Gregorian, "2025-06-15", "2025-09-15", false)]
    [InlineData(Grain.Month, CalendarKind.Admin, "2025-06-15", "2025-09-15", true)]
    [InlineData(Grain.Month, CalendarKind.Gregorian, "2025-02-01", "2025-04-01", true)]
    [InlineData(Grain.Quarter, CalendarKind.Gregorian, "2025-02-01", "2025-05-01", false)]
    [InlineData(Grain.Year, CalendarKind.Gregorian, "2025-01-01", "2025-07-01", false)]
    public void Grain_nests_only_in_unions_of_its_intervals(Grain grain, CalendarKind calendar, string from, string to, bool nests) =>
        Assert.Equal(nests, Grains.Nests(grain, calendar, Span(from, to)));

    [Theory]
    [InlineData("2024-12-20", Grain.Day, MeasureKind.Flow, "2024-01-01..2024-12-20")]
    [InlineData("2024-12-20", Grain.Month, MeasureKind.Flow, "2024-01-01..2024-12-01")]
    [InlineData("2024-04-01", Grain.Day, MeasureKind.Flow, "2024-Q1")]
    [InlineData("2024-10-05", Grain.Quarter, MeasureKind.Flow, "2024-9M")]
    [InlineData("2025-01-01", Grain.Day, MeasureKind.Flow, "2024")]
    [InlineData("2025-01-01", Grain.Month, MeasureKind.Flow, "2024")]
    [InlineData("2024-01-20", Grain.Month, MeasureKind.Flow, null)]
    [InlineData("2024-12-20", Grain.Year, MeasureKind.Flow, null)]
    [InlineData("2024-12-20", Grain.Month, MeasureKind.NonAdditive, "2024")]
    public void Current_view_is_the_longest_ended_stretch_of_the_year(string cutOff, Grain grain, MeasureKind measure, string? id) =>
        Assert.Equal(id, ReportPeriod.Longest(Day(cutOff), CalendarKind.Gregorian, grain, measure)?.Id);

    [Fact]
    public void Report_of_the_fourth_admin_quarter_is_about_the_year_that_ends_with_it() =>
        Assert.Equal("2024", ReportPeriod.Longest(Day("2024-12-15"), CalendarKind.Admin, Grain.Day, MeasureKind.Flow)?.Id);

    [Fact]
    public void Distinct_counts_are_looked_for_in_the_year_then_the_quarter_then_the_month() => Assert.Equal(
        ["2024", "2024-Q3", "2024-M11"],
        ReportPeriod.Candidates(Day("2024-12-20"), CalendarKind.Gregorian, Grain.Month, MeasureKind.NonAdditive).Select(p => p.Id));

    [Fact]
    public void Stocks_are_looked_for_from_the_newest_ended_month_back() => Assert.Equal(
        ["2024-Q1", "2024-01-01..2024-03-01", "2024-M01"],
        ReportPeriod.Candidates(Day("2024-04-20"), CalendarKind.Gregorian, Grain.Month, MeasureKind.Stock).Select(p => p.Id));
}
