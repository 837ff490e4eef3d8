using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Truth;

public sealed record TruthDay(DemoUnit Unit, DateOnly Day, string Metric, int Count);

/// <summary>True counts by unit, day and metric of the dossiers, as known at one instant.</summary>
public sealed class TruthDays
{
    private readonly int[,,] _counts;
    private readonly DemoCast _cast;

    internal TruthDays(DemoCast cast, DateTimeOffset asOf, DateOnly from, DateOnly to)
    {
        (_cast, AsOf, From, To) = (cast, asOf, from, to);
        _counts = new int[cast.All.Count, Math.Max(0, to.DayNumber - from.DayNumber + 1), TruthMetrics.OfDossiers.Count];
    }

    public DateTimeOffset AsOf { get; }

    public DateOnly From { get; }

    /// <summary>Inclusive.</summary>
    public DateOnly To { get; }

    public int Count(string unit, DateOnly day, string metric) =>
        day < From || day > To ? 0 : _counts[_cast.Get(unit).Index, day.DayNumber - From.DayNumber, IndexOf(metric)];

    /// <summary>Sum over the units for which the condition holds, from one day to another, both inclusive.</summary>
    public long Sum(Func<DemoUnit, bool> units, DateOnly from, DateOnly to, string metric)
    {
        var (index, sum) = (IndexOf(metric), 0L);
        var first = Math.Max(0, from.DayNumber - From.DayNumber);
        var last = Math.Min(To.DayNumber, to.DayNumber) - From.DayNumber;
        foreach (var unit in _cast.All.Where(units))
        {
            for (var day = first; day <= last; day++)
            {
                sum += _counts[unit.Index, day, index];
            }
        }

        return sum;
    }

    /// <summary>Everything that is not zero, by unit, day and metric.</summary>
    public IEnumerable<TruthDay> All()
    {
        foreach (var unit in _cast.All)
        {
            for (var day = From; day <= To; day = day.AddDays(1))
            {
                foreach (var metric in TruthMetrics.OfDossiers)
                {
                    if (Count(unit.Id, day, metric) is var count && count > 0)
                    {
                        yield return new TruthDay(unit, day, metric, count);
                    }
                }
            }
        }
    }

    internal void Add(DemoUnit unit, TruthCount count)
    {
        var day = count.Day - WorldTime.DayOf(From);
        if (day >= 0 && day < _counts.GetLength(1))
        {
            _counts[unit.Index, day, IndexOf(count.Metric)]++;
        }
    }

    private static int IndexOf(string metric)
    {
        for (var n = 0; n < TruthMetrics.OfDossiers.Count; n++)
        {
            if (TruthMetrics.OfDossiers[n] == metric)
            {
                return n;
            }
        }

        throw new ArgumentException($"'{metric}' is no metric of the dossiers");
    }
}

/// <summary>What a hub that has read everything must come to.</summary>
public sealed class TthcTruth(DemoWorld world, TimeProvider time)
{
    public DemoCast Cast => world.Cast;

    /// <param name="from">First day.</param>
    /// <param name="to">Last day, inclusive.</param>
    /// <param name="unit">Unit id; null for all.</param>
    /// <param name="endedOnly">Leaves out the running day, which no hub may call delivered.</param>
    /// <param name="asOf">Knowledge of the source; null for its clock.</param>
    public TruthDays Days(DateOnly from, DateOnly to, string? unit = null, bool endedOnly = false, DateTimeOffset? asOf = null)
    {
        var at = asOf ?? time.GetUtcNow();
        var now = WorldTime.InstantOf(at);
        var running = WorldTime.DateOf(WorldTime.DayOf(now));
        var days = new TruthDays(world.Cast, at, from, endedOnly && to >= running ? running.AddDays(-1) : to);
        var counts = new List<TruthCount>();
        foreach (var each in world.Cast.All.Where(u => unit is null || Reaches(u, unit)))
        {
            world.Visit(each, 0, world.Setting.LastDay, (in Dossier dossier) =>
            {
                if (dossier.TryStateAt(now, out var state))
                {
                    DossierTruth.CountsOf(dossier, state, counts);
                    foreach (var count in counts.Where(c => unit is null || each.HolderOn(c.Day).Id == unit))
                    {
                        // What happens after the end of an agency is the work of who took over.
                        days.Add(each.HolderOn(count.Day), count);
                    }
                }
            });
        }

        return days;
    }

    /// <summary>True values of one period per unit and scope; empty when the source has no rows for it.</summary>
    /// <param name="type">Tháng, Quý or Năm.</param>
    /// <param name="number">1 to 12, 1 to 4, or 0 for the year.</param>
    public IReadOnlyList<SnapshotTruth> Snapshots(string type, int number, int year, DateTimeOffset? asOf = null) =>
        SnapshotTruth.Of(world, type, number, year, WorldTime.InstantOf(asOf ?? time.GetUtcNow()));

    private static bool Reaches(DemoUnit from, string unit) => from.Id == unit || (from.Successor is { } successor && Reaches(successor, unit));
}
