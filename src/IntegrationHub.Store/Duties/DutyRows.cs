namespace IntegrationHub.Store.Duties;

/// <summary>
/// That a unit has sent what it owes. Nothing is changed or removed: what was wrong is undone and entered anew. Some hundreds a year; they are kept for good,
/// because who reported when is asked years later.
/// </summary>
public sealed class DutySubmission
{
    public long Id { get; init; }

    public required string Plan { get; init; }

    public required string Duty { get; init; }

    public required string Unit { get; init; }

    /// <summary>As in <see cref="Indicators.Duties.DutyKey"/>.</summary>
    public required string Period { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    /// <summary>Who says so.</summary>
    public required string RecordedBy { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>Number and date of the paper, or what else shows it.</summary>
    public string? Document { get; init; }

    /// <summary>Number of the release that was sent.</summary>
    public long? Release { get; init; }

    public string? Note { get; init; }

    public string? UndoneBy { get; set; }

    public DateTimeOffset? UndoneAt { get; set; }

    public string? UndoneBecause { get; set; }
}

/// <summary>That a reminder was announced, so that it is announced once. As many as there are due dates; kept like these.</summary>
public sealed class DutyReminder
{
    public required string Plan { get; init; }

    public required string Duty { get; init; }

    public required string Unit { get; init; }

    public required string Period { get; init; }

    /// <summary>Another due date is another reminder.</summary>
    public required DateOnly LastDay { get; init; }

    public required DateTimeOffset AnnouncedAt { get; init; }
}
