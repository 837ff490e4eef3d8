namespace IntegrationHub.Indicators.OrgUnits;

/// <summary>
/// The part of a unit's amounts that belongs to another unit: one everywhere except across a split, where it may differ by metric.
/// Exact: decimals are multiplied and added, never divided.
/// </summary>
public sealed class UnitShare : IEquatable<UnitShare>
{
    private readonly decimal _rest;
    private readonly SortedDictionary<string, decimal> _byMetric;

    public UnitShare(decimal rest, IEnumerable<KeyValuePair<string, decimal>>? byMetric = null)
    {
        _rest = rest;
        _byMetric = new(StringComparer.Ordinal);
        foreach (var (metric, share) in byMetric ?? [])
        {
            if (share != rest)
            {
                _byMetric[metric] = share;
            }
        }
    }

    public static UnitShare Whole { get; } = new(1);

    /// <summary>All of every metric.</summary>
    public bool IsWhole => _rest == 1 && _byMetric.Count == 0;

    public bool IsNothing => _rest == 0 && _byMetric.Count == 0;

    public decimal Of(string metric) => _byMetric.GetValueOrDefault(metric, _rest);

    public static UnitShare operator *(UnitShare left, UnitShare right) => Both(left, right, (a, b) => a * b);

    public static UnitShare operator +(UnitShare left, UnitShare right) => Both(left, right, (a, b) => a + b);

    public bool Equals(UnitShare? other) => other is not null && _rest == other._rest && _byMetric.SequenceEqual(other._byMetric);

    public override bool Equals(object? obj) => Equals(obj as UnitShare);

    public override int GetHashCode() => HashCode.Combine(_rest, _byMetric.Count);

    private static UnitShare Both(UnitShare left, UnitShare right, Func<decimal, decimal, decimal> combine) =>
        ReferenceEquals(left, Whole) && ReferenceEquals(right, Whole) && combine(1, 1) == 1 ? Whole : new(
            combine(left._rest, right._rest),
            left._byMetric.Keys.Union(right._byMetric.Keys, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m, combine(left.Of(m), right.Of(m)))));
}
