using IntegrationHub.Indicators.Aggregation;

namespace IntegrationHub.Indicators.Explain;

/// <summary>Why a percentage moved; the order is that in which the causes are let in.</summary>
public enum MoveCause
{
    /// <summary>What had been delivered says something else now.</summary>
    Corrections,

    /// <summary>What was missing has come.</summary>
    LateArrivals,

    /// <summary>The period has more days, or other ones.</summary>
    NewActivity,

    /// <summary>The same cells belong to other units.</summary>
    Geography,

    /// <summary>The same cells are counted by another formula or metric.</summary>
    Definition,
}

/// <param name="IsJoined">The figure had no value before this step (nothing was counted): what the steps before it changed is in here.</param>
public sealed record MovePart(MoveCause Cause, Points Points, bool IsJoined = false);

/// <summary>
/// The difference between two percentages, split by cause. The causes are let in one after the other, always in the order of
/// <see cref="MoveCause"/>, and each is worth what the exact ratio moves by: data first (corrections, then late arrivals, then new
/// activity), then geography, then definition. Another order would give other parts; with one order the parts are comparable, and they
/// add up to the difference exactly: nothing is left over and nothing is rounded.
/// </summary>
public sealed record Movement(Ratio From, Ratio To, IReadOnlyList<MovePart> Parts)
{
    public Points Difference => Points.Between(From, To);

    /// <summary>Zero, always.</summary>
    public Points Residual => Parts.Aggregate(Difference, (left, part) => left - part.Points);

    /// <summary>The same steps taken back.</summary>
    public Movement Reversed() => new(To, From, [.. Parts.Select(p => p with { Points = Points.Zero - p.Points })]);

    /// <param name="before">The figure under the first standpoint.</param>
    /// <param name="steps">The figure after each cause was let in on top of those before it; a cause that is left out changed nothing.</param>
    /// <returns>Null when the figure has no value at one of the ends: then there is no difference.</returns>
    /// <exception cref="ArgumentException">The causes are not in their order.</exception>
    public static Movement? Between(Pair before, IReadOnlyList<(MoveCause Cause, Pair Pair)> steps)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(steps);
        if (!steps.Zip(steps.Skip(1)).All(s => s.First.Cause < s.Second.Cause))
        {
            throw new ArgumentException($"The causes are let in as {string.Join(", ", Enum.GetNames<MoveCause>())}.", nameof(steps));
        }

        if (ValueOf(before) is not { } first || ValueOf(steps is [.., var end] ? end.Pair : before) is not { } last)
        {
            return null;
        }

        var parts = new List<MovePart>();
        var (at, isJoined) = (first, false);
        foreach (var (cause, pair) in steps)
        {
            if (ValueOf(pair) is not { } value)
            {
                parts.Add(new(cause, Points.Zero));
                isJoined = true;
                continue;
            }

            parts.Add(new(cause, Points.Between(at, value), isJoined));
            (at, isJoined) = (value, false);
        }

        return new(first, last, parts);
    }

    private static Ratio? ValueOf(Pair pair) => pair is { IsBreak: true, IsBridged: false } ? null : pair.Value;
}

/// <summary>The same tuple known at two instants.</summary>
public readonly record struct TupleChange(Contribution Before, Contribution After);

/// <summary>
/// Tells corrections from late arrivals within what changed between two instants: a tuple that counted already and changes, or counts no
/// longer, is corrected; one that did not count and does now has arrived late.
/// </summary>
public static class DataSteps
{
    /// <summary>The two steps for <see cref="Movement.Between"/>, from the figure known at the earlier instant.</summary>
    public static IReadOnlyList<(MoveCause Cause, Pair Pair)> Of(Pair before, IReadOnlyCollection<TupleChange> changes)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(changes);
        var corrected = Moved(before, changes.Where(c => c.Before.State is TupleState.Valid));
        return [(MoveCause.Corrections, corrected), (MoveCause.LateArrivals, Moved(corrected, changes.Where(c => c.Before.State is not TupleState.Valid)))];
    }

    private static Pair Moved(Pair pair, IEnumerable<TupleChange> changes) => changes.Aggregate(pair, (at, change) => at with
    {
        N = at.N + change.After.N - change.Before.N,
        D = at.D + change.After.D - change.Before.D,
    });
}
