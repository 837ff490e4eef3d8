using System.Text.Json;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Releases;

/// <summary>What of a row a release vouches for. Display and percent are kept for readers.</summary>
public sealed record ReleasedNumbers(string? Value, string? Numerator, string? Denominator, string? Percent, string Display, string Verdict, string Status)
{
    public static ReleasedNumbers Of(ProgressRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(row.Value, row.Numerator, row.Denominator, row.Percent, row.Display, row.Verdict, row.Status);
    }

    public static ReleasedNumbers Read(string json) => JsonSerializer.Deserialize<ReleasedNumbers>(json, ProgressJson.Options)!;

    public string ToJson() => JsonSerializer.Serialize(this, ProgressJson.Options);

    /// <summary>A correction that leaves the numbers and the verdict as they are is no restatement.</summary>
    public bool IsSame(ReleasedNumbers? other) =>
        other is not null && (Value, Numerator, Denominator, Verdict) == (other.Value, other.Numerator, other.Denominator, other.Verdict);
}

/// <summary>Names a figure over all releases of it.</summary>
public sealed record ReleasedKey(string Plan, string Calendar, string View, string Indicator, string Part, string Unit, DateOnly From, DateOnly To);

/// <summary>A figure as it stands in the newest release of it.</summary>
/// <param name="Last">What it was when it was last looked at; null: it was gone.</param>
/// <param name="Revisions">How often it has changed since its first release.</param>
public sealed record ReleasedState(ReleasedKey Key, Release Release, string Kind, ReleasedNumbers Released, ReleasedNumbers? Last, int Revisions);

/// <summary>The released figures of some units.</summary>
public sealed class ReleasedFigures
{
    private readonly Dictionary<ReleasedKey, ReleasedState> states;

    private ReleasedFigures(Dictionary<ReleasedKey, ReleasedState> states) => this.states = states;

    public static ReleasedFigures None { get; } = new([]);

    public IReadOnlyCollection<ReleasedState> All => states.Values;

    /// <param name="knownAt">As it was released and restated by then; null is now.</param>
    public static async Task<ReleasedFigures> ReadAsync(
        HubDbContext db, IReadOnlyCollection<string> units, DateTimeOffset? knownAt, CancellationToken cancellationToken, string? plan = null)
    {
        ArgumentNullException.ThrowIfNull(db);
        var approved = await db.Releases.AsNoTracking()
            .Where(r => r.ApprovedAt != null && (knownAt == null || r.ApprovedAt <= knownAt) && (plan == null || r.Plan == plan))
            .ToDictionaryAsync(r => r.Id, cancellationToken);
        if (approved.Count == 0)
        {
            return None;
        }

        var ids = approved.Keys.ToList();
        var values = await db.ReleasedValues.AsNoTracking().Where(v => units.Contains(v.Unit) && ids.Contains(v.Release)).ToListAsync(cancellationToken);
        var changes = await db.Restatements.AsNoTracking()
            .Where(c => units.Contains(c.Unit) && (knownAt == null || c.RecordedAt <= knownAt) && (plan == null || c.Plan == plan)).ToListAsync(cancellationToken);
        var newest = changes.GroupBy(KeyOf).ToDictionary(g => g.Key, g => g.MaxBy(c => c.Revision)!);
        return new(values.GroupBy(v => KeyOf(approved[v.Release], v)).ToDictionary(g => g.Key, g =>
        {
            var value = g.OrderBy(v => approved[v.Release].ApprovedAt).ThenBy(v => v.Release).Last();
            var (released, change) = (ReleasedNumbers.Read(value.Numbers), newest.GetValueOrDefault(g.Key));

            // What was restated before the newest release was released with it.
            var last = change is null || change.Release != value.Release ? released : change.After is null ? null : ReleasedNumbers.Read(change.After);
            return new ReleasedState(g.Key, approved[value.Release], value.Kind, released, last, change?.Revision ?? 0);
        }));
    }

    /// <summary>How often the row's figure has changed since it was first released.</summary>
    public int RevisionsOf(string plan, string view, ProgressRow row) => Find(plan, view, row)?.Revisions ?? 0;

    /// <summary>The row as a reader of the release has to see it: final, or restated.</summary>
    public ProgressRow Over(string plan, string view, ProgressRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return Find(plan, view, row) is { } state
            ? new ReleasedFigure(state.Released.Numerator, state.Released.Denominator, state.Released.Verdict, state.Revisions, state.Released.Value).Over(row)
            : row;
    }

    public static ReleasedKey KeyOf(Release release, ReleasedValue value)
    {
        ArgumentNullException.ThrowIfNull(release);
        ArgumentNullException.ThrowIfNull(value);
        return new(release.Plan, release.Calendar, release.View, value.Indicator, value.Part, value.Unit, value.FromDay, value.ToDay);
    }

    private ReleasedState? Find(string plan, string view, ProgressRow row) => states.Count == 0 ? null
        : states.GetValueOrDefault(new(plan, row.Period.Calendar, view, row.Indicator, row.Part ?? "", row.Unit, row.Period.From, row.Period.To));

    private static ReleasedKey KeyOf(Restatement change) =>
        new(change.Plan, change.Calendar, change.View, change.Indicator, change.Part, change.Unit, change.FromDay, change.ToDay);
}
