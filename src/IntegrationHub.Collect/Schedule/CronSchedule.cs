using IntegrationHub.Store.Model;
using Quartz;

namespace IntegrationHub.Collect.Schedule;

/// <summary>Five-field cron in the time of Viet Nam.</summary>
public static class CronSchedule
{
    private static readonly TimeZoneInfo VietNam = TimeZoneInfo.CreateCustomTimeZone("Asia/Ho_Chi_Minh", VietnamDay.Offset, "Viet Nam", "Viet Nam");

    /// <exception cref="FormatException">Not a five-field cron expression.</exception>
    public static DateTimeOffset? Next(string expression, DateTimeOffset after) =>
        CronExpression.TryParse(expression, CronFormat.Unix, out var cron)
            ? cron.WithTimeZone(VietNam).GetNextValidTimeAfter(after)
            : throw new FormatException($"'{expression}' is no five-field cron expression (minute hour day-of-month month day-of-week)");
}
