using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Tthc;

/// <summary>Keeps the tables that were counted last: most questions are about one instant.</summary>
internal sealed class SnapshotTables(DemoWorld world)
{
    // The running one and those of frozen periods; a table is a few megabytes.
    private const int Most = 4;

    private readonly Lock _lock = new();
    private readonly List<SnapshotTable> _tables = [];

    public SnapshotTable At(int asOf)
    {
        lock (_lock)
        {
            _tables.RemoveAll(t => t.Version != world.Version);
            var table = _tables.Find(t => t.ValidFrom <= asOf && asOf < t.ValidUntil);
            if (table is null)
            {
                table = new SnapshotTable(world, asOf);
                if (_tables.Count == Most)
                {
                    _tables.RemoveAt(0);
                }

                _tables.Add(table);
            }

            return table;
        }
    }
}
