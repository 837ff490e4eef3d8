using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Figures;

/// <summary>Which days of which units a feed has read completely, by date field: merged stretches.</summary>
public sealed class DeliveredDays
{
    private readonly Dictionary<(string OnField, int Unit), List<(int From, int To)>> stretches = [];
    private readonly HashSet<string> fields = new(StringComparer.Ordinal);

    /// <param name="knownAt">Only what had been brought in by then; null is all.</param>
    public static DeliveredDays Load(HubDbContext db, int feed, IReadOnlyCollection<int> units, DateTimeOffset? knownAt = null)
    {
        ArgumentNullException.ThrowIfNull(db);
        var days = new DeliveredDays();
        var rows = db.Deliveries.AsNoTracking().Where(d => d.Feed == feed && units.Contains(d.Unit));
        if (knownAt is not null)
        {
            rows = rows.Where(d => db.Batches.Any(b => b.No == d.Batch && b.RecordedAt <= knownAt));
        }

        foreach (var row in rows.Select(d => new { d.OnField, d.Unit, d.FromDay, d.ToDay }))
        {
            days.Add(row.OnField, row.Unit, row.FromDay, row.ToDay);
        }

        return days;
    }

    public bool Contains(string onField, int unit, int day) => HasAny(onField, unit, day, day + 1);

    public bool HasAny(string onField, int unit, int from, int to)
    {
        // Asked for every cell of every figure: without a closure for each.
        if (stretches.TryGetValue((onField, unit), out var list))
        {
            foreach (var (start, end) in list)
            {
                if (start < to && end > from)
                {
                    return true;
                }
            }
        }

        return false;
    }

    public bool ContainsAny(int unit, int day)
    {
        foreach (var field in fields)
        {
            if (Contains(field, unit, day))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The part of a stretch that was not delivered yet.</summary>
    public IReadOnlyList<(int From, int To)> Missing(string onField, int unit, int from, int to)
    {
        var missing = new List<(int From, int To)>();
        var at = from;
        foreach (var (start, end) in stretches.GetValueOrDefault((onField, unit)) ?? [])
        {
            if (end <= at || start >= to)
            {
                continue;
            }

            if (start > at)
            {
                missing.Add((at, start));
            }

            at = Math.Max(at, end);
        }

        if (at < to)
        {
            missing.Add((at, to));
        }

        return missing;
    }

    public void Add(string onField, int unit, int from, int to)
    {
        if (!stretches.TryGetValue((onField, unit), out var list))
        {
            stretches[(onField, unit)] = list = [];
            fields.Add(onField);
        }

        var merged = new List<(int From, int To)>(list.Count + 1);
        foreach (var (start, end) in list)
        {
            if (end < from || start > to)
            {
                merged.Add((start, end));
            }
            else
            {
                (from, to) = (Math.Min(from, start), Math.Max(to, end));
            }
        }

        merged.Add((from, to));
        merged.Sort();
        list.Clear();
        list.AddRange(merged);
    }
}
