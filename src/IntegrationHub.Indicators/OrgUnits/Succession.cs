using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Indicators.OrgUnits;

/// <summary>A unit that has taken over from another.</summary>
/// <param name="Guest">
/// Null for a successor. Otherwise the unit ended without one: it stays below what its parent has become, as the level that it had, so
/// that nothing is lost above it, and is nobody's own.
/// </param>
public sealed record Landing(string Unit, UnitShare Share, Level? Guest);

/// <summary>Follows events from a day to a later one, through any number of them.</summary>
public sealed class Succession(IReadOnlyDictionary<string, OrgUnit> units, IReadOnlyList<SuccessionEvent> events)
{
    // A chain moves forward in time; only a circle among parents could make it longer.
    private const int MaxSteps = 64;

    private readonly ILookup<string, SuccessionEvent> _byUnit = events
        .OrderBy(e => e.Effective).SelectMany(e => e.From.Distinct(StringComparer.Ordinal).Select(u => (Unit: u, Event: e)))
        .ToLookup(e => e.Unit, e => e.Event, StringComparer.Ordinal);

    /// <summary>The days on which something happens to what the unit has done before.</summary>
    public IEnumerable<DateOnly> DaysOf(string unit) => _byUnit[unit].Select(e => e.Effective).Distinct();

    /// <summary>Who has, on day <paramref name="at"/>, what a unit did on a day; the shares of each metric add up to exactly one.</summary>
    public IReadOnlyList<Landing> Landings(string unit, DateOnly day, DateOnly at)
    {
        var found = new List<Landing>();
        Follow(new(unit, UnitShare.Whole, null), day, at, found, MaxSteps);
        return
        [
            .. found.GroupBy(l => (l.Unit, l.Guest)).Select(g => g.Aggregate((a, b) => a with { Share = a.Share + b.Share })).OrderBy(l => l.Unit, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// The one unit that has taken over all of a unit's work and is valid on the day: itself while it is valid. Null where it ended
    /// without successor, or was split: an amount cannot be sent to two units.
    /// </summary>
    public string? SuccessorOn(string unit, DateOnly day)
    {
        if (IsValid(unit, day))
        {
            return unit;
        }

        var last = units.GetValueOrDefault(unit)?.Versions.LastOrDefault(v => v.Validity.To <= day);
        return last?.Validity.To is { } ended && Landings(unit, ended.AddDays(-1), day) is [{ Guest: null, Share.IsWhole: true } only] ? only.Unit : null;
    }

    /// <summary>
    /// The units that an agency code has meant: the one that it names, and those that began by taking over from it while the code was
    /// still used. Who was there before must have a code or a roster entry of its own.
    /// </summary>
    public IEnumerable<string> NamedBy(string unit, Validity validity) => events
        .Select(e => e.Effective).Distinct().Where(validity.Contains).Select(day => (Day: day, Unit: SuccessorOn(unit, day)))
        .Where(s => s.Unit is not null && s.Unit != unit && !IsValid(s.Unit, s.Day.AddDays(-1))).Select(s => s.Unit!).Prepend(unit).Distinct(StringComparer.Ordinal);

    private void Follow(Landing done, DateOnly day, DateOnly at, List<Landing> found, int steps)
    {
        if (steps == 0)
        {
            return;
        }

        var next = _byUnit[done.Unit].FirstOrDefault(e => e.Effective > day && e.Effective <= at);
        var successors = next is null ? [] : SuccessorsOf(next, done.Unit);
        if (successors.Count > 0)
        {
            foreach (var (unit, share) in successors)
            {
                Follow(done with { Unit = unit, Share = done.Share * share }, next!.Effective, at, found, steps - 1);
            }
        }
        else if (next is null && IsValid(done.Unit, at))
        {
            found.Add(done);
        }
        else if (VersionToward(done.Unit, at) is { Parent: { } parent } version)
        {
            var lastDay = version.Validity.To is { } to && to <= at ? to.AddDays(-1) : day;
            Follow(new(parent, done.Share, done.Guest ?? version.Level), lastDay, at, found, steps - 1);
        }
    }

    private static IReadOnlyList<(string Unit, UnitShare Share)> SuccessorsOf(SuccessionEvent happened, string unit)
    {
        if (happened.Kind is SuccessionKind.Split)
        {
            return [.. happened.To.Select(to => (Unit: to, Share: happened.ShareOf(to))).Where(s => s.Share is { IsNothing: false }).Select(s => (s.Unit, s.Share!))];
        }

        // A renaming or a move of several units at once goes pair by pair.
        return happened.To.Count == 1 ? [(happened.To[0], UnitShare.Whole)]
            : happened.To.Count == happened.From.Count ? [(happened.To[happened.From.ToList().IndexOf(unit)], UnitShare.Whole)]
            : [];
    }

    // Its last version before that day; of a unit that begins later still, its first.
    private UnitVersion? VersionToward(string unit, DateOnly at) => units.GetValueOrDefault(unit) is { } found
        ? found.Versions.LastOrDefault(v => v.Validity.From is null || v.Validity.From <= at) ?? found.Versions[0]
        : null;

    private bool IsValid(string unit, DateOnly day) => units.GetValueOrDefault(unit)?.At(day) is not null;
}
