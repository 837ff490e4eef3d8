using System.Collections.Concurrent;

namespace IntegrationHub.Indicators.OrgUnits;

/// <summary>Answers that are asked for again and again. When they have grown to a size together, all are forgotten and it begins anew.</summary>
internal sealed class Remembered<TKey, TValue>(int most, Func<TValue, int> sizeOf)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> _known = new();
    private int _size;

    public TValue Of(TKey key, Func<TKey, TValue> make)
    {
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        var value = make(key);
        if (Interlocked.Add(ref _size, 1 + sizeOf(value)) > most)
        {
            _known.Clear();
            Interlocked.Exchange(ref _size, 0);
        }

        return _known[key] = value;
    }
}
