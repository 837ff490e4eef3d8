using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;

namespace IntegrationHub.Store.Freshness;

/// <summary>The next report that figures have to be ready for.</summary>
/// <param name="Duty">plan.duty.period: what is owed.</param>
/// <param name="Deadline">The first instant at which the report is late.</param>
/// <param name="DataTo">The last day whose figures the report needs.</param>
/// <param name="NeededBy">When they have to be there: 08:00 of the last working day on which the report is in time.</param>
public sealed record ReportDeadline(string Duty, string Plan, string? Period, DateOnly LastDay, DateTimeOffset Deadline, DateOnly DataTo, DateTimeOffset NeededBy);

/// <summary>Whether figures will be there in time, by what is known now.</summary>
/// <param name="Reason">delivered, expected, paused, failing, never-read, gap, not-stated, schedule, no-source or late.</param>
/// <param name="Text">The reason in words.</param>
/// <param name="ExpectedAt">When they are expected; null: not before somebody does something.</param>
public sealed record Forecast(bool WillBeLate, string Reason, Text Text, DateTimeOffset? ExpectedAt);

/// <summary>What is known of a stream when it is asked whether it will be in time.</summary>
internal sealed record StreamStanding(
    SourceDefinition Definition, string Stream, Feed Feed, bool IsRead, DateOnly? ConfirmedTo, DateTimeOffset? SucceededAt, RunState? LastState, string? LastError, TimeSpan? Objective, DateTimeOffset? NextAt, bool IsRunning)
{
    public string Source => Definition.Id;

    /// <summary>When the source was asked first of all; null: never.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    // Who mends it within two weeks mends it in time; before, nobody need be woken.
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(14);

    // A month is stated some days after it has ended.
    private static readonly TimeSpan Stating = TimeSpan.FromDays(2);

    public Forecast For(ReportDeadline deadline, DateTimeOffset now)
    {
        var needed = LastNeeded(deadline.DataTo);
        if (ConfirmedTo >= needed)
        {
            return new(false, "delivered", new("Đã có đủ số liệu", "The data are there"), now);
        }

        var left = deadline.NeededBy - now;
        var isNear = left <= Horizon;
        var isFailing = LastState is RunState.Failed or RunState.Abandoned && !(now - SucceededAt <= Objective);
        return (this, isFailing) switch
        {
            ({ IsRead: false }, _) => new(isNear, "paused", new("Nguồn đang tắt hoặc tạm dừng", "The source is switched off or paused"), null),
            ({ SucceededAt: null, LastState: not null }, _) or (_, true) => new(isNear, "failing", new($"Nguồn đang lỗi ({LastError ?? "?"})", $"The source fails ({LastError ?? "?"})"), null),
            ({ SucceededAt: null }, _) => new(isNear && left <= TimeSpan.Zero, "never-read", new("Nguồn chưa được đọc lần nào", "The source was never read"), NextAt),
            _ when left <= TimeSpan.Zero => new(true, "late", new("Đã quá lúc cần số liệu", "The instant at which they were needed has passed"), NextAt),
            _ => OfSchedule(needed, deadline, now, left),
        };
    }

    /// <summary>Of what is stated by month, quarter or year the last day of its last whole one. What is stated as of a day is stated about once a month.</summary>
    private DateOnly LastNeeded(DateOnly dataTo)
    {
        if (Feed.Kind is FeedKind.Records)
        {
            return dataTo;
        }

        var (year, month) = CalendarYear.MonthOf(Feed.Calendar, dataTo.AddDays(1));
        var first = Feed.Grain switch { Grain.Quarter => month - ((month - 1) % 3), Grain.Year => 1, _ => month };
        return CalendarYear.StartOfMonth(Feed.Calendar, year, first).AddDays(-1);
    }

    private Forecast OfSchedule(DateOnly needed, ReportDeadline deadline, DateTimeOffset now, TimeSpan left)
    {
        var ends = VietnamDay.StartOf(needed.AddDays(1));
        if (Definition.Schedule is null)
        {
            return new(left <= Stating, "schedule", new("Nguồn chỉ được đọc khi có yêu cầu", "The source is only read on request"), null);
        }

        if (SucceededAt > ends + TimeSpan.FromDays(1))
        {
            // It was read after the day had ended, and did not bring it.
            return Feed.Kind is FeedKind.Records
                ? new(true, "gap", new("Có đơn vị chưa gửi đủ số liệu dù nguồn đọc được", "Units are missing although the source is read"), null)
                : new(left <= Stating, "not-stated", new("Nguồn chưa công bố kỳ này", "The source has not stated the period yet"), NextAt);
        }

        var expected = NextAt > ends ? NextAt : SourceFreshness.NextAfter(Definition, ends);
        return expected <= deadline.NeededBy
            ? new(false, "expected", new("Theo lịch sẽ kịp", "By the schedule in time"), expected)
            : new(true, "schedule", new("Lịch đọc tiếp theo sau lúc cần số liệu", "The next pull by the schedule is after they are needed"), expected);
    }
}
