using System.Collections.Concurrent;
using IntegrationHub.Simulators.Tthc;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Faults;

/// <summary>The faults that are switched on. Safe for use by several requests at once.</summary>
public sealed class FaultBoard(DemoCast cast)
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private readonly ConcurrentDictionary<string, int> _requests = new(StringComparer.Ordinal);
    private int _lastId;

    /// <summary>Raised after a fault was added, outside the lock.</summary>
    public event Action<Fault>? Added;

    /// <summary>Raised after faults were added or removed, outside the lock.</summary>
    public event Action? Changed;

    public bool IsEmpty => _entries.Count == 0;

    public int Add(Fault fault)
    {
        if (!FaultKinds.All.Contains(fault.Kind))
        {
            throw new ArgumentException($"unknown fault kind '{fault.Kind}'; known: {string.Join(", ", FaultKinds.All)}");
        }

        if (fault.Endpoint is not null && !FaultEndpoints.All.Contains(fault.Endpoint))
        {
            throw new ArgumentException($"unknown endpoint '{fault.Endpoint}'; known: {string.Join(", ", FaultEndpoints.All)}");
        }

        if (fault.Unit is not null && cast.Find(fault.Unit) is null)
        {
            throw new ArgumentException($"unknown unit '{fault.Unit}'");
        }

        if (fault.Field is not null && !Enum.TryParse<SnapshotField>(fault.Field, out _))
        {
            throw new ArgumentException($"unknown field '{fault.Field}'; known: {string.Join(", ", Enum.GetNames<SnapshotField>())}");
        }

        int id;
        lock (_lock)
        {
            id = ++_lastId;
            _entries.Add(new Entry(id, fault));
        }

        Added?.Invoke(fault);
        Changed?.Invoke();
        return id;
    }

    public void Remove(int id)
    {
        lock (_lock)
        {
            _entries.RemoveAll(e => e.Id == id);
        }

        Changed?.Invoke();
    }

    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
        }

        Changed?.Invoke();
    }

    /// <summary>Every fault with the number of requests that it hit.</summary>
    public IReadOnlyList<(int Id, Fault Fault, int Hits)> List()
    {
        lock (_lock)
        {
            return [.. _entries.Select(e => (e.Id, e.Fault, e.Hits))];
        }
    }

    /// <summary>How many requests a source has had since it was started.</summary>
    public int Requests(string source) => _requests.GetValueOrDefault(source);

    /// <summary>Raised for each request, with the id of its source, before it is answered.</summary>
    public event Action<string>? Asked;

    /// <summary>The same with what was asked for: path and query.</summary>
    public event Action<string, string>? AskedFor;

    internal void Count(string source, string what)
    {
        _requests.AddOrUpdate(source, 1, (_, n) => n + 1);
        Asked?.Invoke(source);
        AskedFor?.Invoke(source, what);
    }

    /// <summary>How far off a clock of a source is; nothing is used up by looking.</summary>
    internal TimeSpan Off(string kind, string source)
    {
        lock (_lock)
        {
            return TimeSpan.FromSeconds(_entries.Where(e => e.Fault.Kind == kind && e.Fault.Source == source).Sum(e => e.Fault.Seconds));
        }
    }

    /// <summary>The first fault of this kind that hits this request, if one does; counts the hit.</summary>
    public Fault? Take(string kind, string endpoint, string? unit = null, Func<Fault, bool>? applies = null) =>
        IsEmpty ? null : Hit(kind, endpoint, unit, applies, 1).FirstOrDefault();

    /// <summary>All faults of this kind that hit this request.</summary>
    public IReadOnlyList<Fault> TakeAll(string kind, string endpoint, Func<Fault, bool> applies) =>
        IsEmpty ? [] : Hit(kind, endpoint, null, applies, int.MaxValue);

    private List<Fault> Hit(string kind, string endpoint, string? unit, Func<Fault, bool>? applies, int limit)
    {
        lock (_lock)
        {
            return [.. _entries
                .Where(e => e.Fault.Kind == kind
                    && (e.Fault.Source is null) == (endpoint != FaultEndpoints.Any)
                    && (e.Fault.Endpoint is null || e.Fault.Endpoint == endpoint)
                    && (e.Fault.Unit is null || unit is null || e.Fault.Unit == unit)
                    && (applies is null || applies(e.Fault))
                    && e.Hit())
                .Select(e => e.Fault)
                .Take(limit)];
        }
    }

    private sealed class Entry(int id, Fault fault)
    {
        private int _seen;

        public int Id { get; } = id;

        public Fault Fault { get; } = fault;

        public int Hits { get; private set; }

        public bool Hit()
        {
            if (Hits >= (Fault.Times ?? int.MaxValue) || _seen++ < Fault.After)
            {
                return false;
            }

            Hits++;
            return true;
        }
    }
}
