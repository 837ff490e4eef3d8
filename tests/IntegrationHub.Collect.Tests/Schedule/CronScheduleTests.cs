using IntegrationHub.Collect.Schedule;
using IntegrationHub.Store.Freshness;
using Xunit;

namespace IntegrationHub.Collect.Tests.Schedule;

public sealed class CronScheduleTests
{
    private static readonly DateTimeOffset Friday = new(2024, 12, 20, 8, 1, 0, TimeSpan.FromHours(7));

    [Theory]
    [InlineData("*/15 * * * *", "2024-12-20T08:15:00+07:00")]
    [InlineData("0 6 * * *", "2024-12-21T06:00:00+07:00")]
    [InlineData("30 7 15 * *", "2025-01-15T07:30:00+07:00")]
    [InlineData("0 6 * * 1", "2024-12-23T06:00:00+07:00")]
    public void The_next_time_is_in_the_time_of_Viet_Nam(string cron, string next) =>
        Assert.Equal(DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture), CronSchedule.Next(cron, Friday));

    [Theory]
    [InlineData("* * * *")]
    [InlineData("every day")]
    [InlineData("61 * * * *")]
    public void What_is_no_cron_expression_is_refused_by_name(string cron) =>
        Assert.Contains(cron, Assert.Throws<FormatException>(() => CronSchedule.Next(cron, Friday)).Message, StringComparison.Ordinal);

    /// <summary>The store reads schedules by itself, to say how old a pull may be: it must mean the same.</summary>
    [Theory]
    [InlineData("*/15 * * * *")]
    [InlineData("7 * * * *")]
    [InlineData("5-59/20 6-18/3 * * *")]
    [InlineData("0 6,18 * * *")]
    [InlineData("30 7 15 * *")]
    [InlineData("0 0 31 * *")]
    [InlineData("0 6 * * 1-5")]
    [InlineData("0 6 * * 7")]
    [InlineData("0 6 * 2 *")]
    [InlineData("15/30 3 1 1,7 *")]
    public void The_store_reads_a_schedule_as_the_collector_does(string cron)
    {
        var at = Friday;
        for (var i = 0; i < 50; i++)
        {
            var next = CronSchedule.Next(cron, at);
            Assert.Equal(next, ScheduleTimes.Of(cron).Next(at));
            at = next!.Value;
        }
    }
}
