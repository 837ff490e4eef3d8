using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Progress;

public enum MilestoneState
{
    Open,
    Done,

    /// <summary>What would have called for it has not happened.</summary>
    NotTriggered,
}

/// <summary>
/// A count, a rank or the state of a milestone that a person entered, with the evidence for it. A percentage is never entered: its counts
/// are.
/// </summary>
/// <param name="Value">Of counts and ranks.</param>
/// <param name="State">Of milestones.</param>
/// <param name="Document">Number of the document that proves it.</param>
/// <param name="Date">Date of that document; for a milestone the day on which it was done.</param>
public sealed record TypedRecord(
    string Indicator, string Unit, Interval Period, decimal? Value = null, MilestoneState? State = null, string? Document = null, DateOnly? Date = null, string? EnteredBy = null);

/// <summary>What was entered, for the rows that no feed fills. Of several records with one key the last counts.</summary>
public sealed class TypedValues(IReadOnlyList<TypedRecord> records)
{
    public static TypedValues None { get; } = new([]);

    public TypedRecord? Of(string indicator, string unit, Interval period) => records.LastOrDefault(r => r.Indicator == indicator && r.Unit == unit && r.Period == period);

    /// <summary>The newest within a span that begins before a day: what a current view shows.</summary>
    public TypedRecord? Newest(string indicator, string unit, Interval within, DateOnly before) => records
        .Where(r => r.Indicator == indicator && r.Unit == unit && within.Contains(r.Period) && r.Period.From < before && (r.Date is null || r.Date < before))
        .Select((Record, Number) => (Record, Number)).OrderBy(r => r.Record.Period.To).ThenBy(r => r.Number).LastOrDefault().Record;
}
