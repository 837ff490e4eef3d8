namespace IntegrationHub.Simulators.Faults;

/// <summary>The faults that are switched on. Safe for use by several requests at once.</summary>
public sealed class FaultBoard
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private int _lastId;

    /// <summary>Raised after a fault was added, outside the lock.</summary>
    public event Action<Fault>? Added;

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

        int id;
        lock (_lock)
        {
            id = ++_lastId;
            _entries.Add(new Entry(id, fault));
        }

        Added?.Invoke(fault);
        return id;
    }

    public void Remove(int id)
    {
        lock (_lock)
        {
            _entries.RemoveAll(e => e.Id == id);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
        }
    }

    /// <summary>Every fault with the number of requests that it hit.</summary>
    public IReadOnlyList<(int Id, Fault Fault, int Hits)> List()
    {
        lock (_lock)
        {
            return [.. _entries.Select(e => (e.Id, e.Fault, e.Hits))];
        }
    }

    /// <summary>The fault of this kind that hits this request, if one does; counts the hit.</summary>
    public Fault? Take(string kind, string endpoint, string? unit = null, Func<Fault, bool>? applies = null)
    {
        if (IsEmpty)
        {
            return null;
        }

        lock (_lock)
        {
            foreach (var entry in _entries)
            {
                var fault = entry.Fault;
                if (fault.Kind == kind && (fault.Endpoint is null || fault.Endpoint == endpoint)
                    && (fault.Unit is null || unit is null || fault.Unit == unit)
                    && (applies is null || applies(fault)) && entry.Hit())
                {
                    return fault;
                }
            }
        }

        return null;
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
