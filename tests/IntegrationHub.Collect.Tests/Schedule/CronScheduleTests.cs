using IntegrationHub.Collect.Schedule;
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
}
