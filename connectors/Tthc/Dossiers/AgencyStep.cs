using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.Tthc.Dossiers;

/// <summary>A piece of work on one agency that can be stored by itself; several small ones make a page.</summary>
internal sealed record AgencyStep(string Agency, AgencyPosition Position)
{
    public IReadOnlyList<Reading> Readings { get; init; } = [];

    public IReadOnlyList<Delivery> Delivered { get; init; } = [];

    public IReadOnlyList<OpenRecord> Opened { get; init; } = [];

    public IReadOnlyList<string> Closed { get; init; } = [];

    public bool IsLastOfAgency { get; init; }
}

/// <summary>
/// Puts steps together to pages of at most the wanted size. Steps of an agency arrive in order, so the cursor of a page never promises
/// what only a later page brings.
/// </summary>
internal sealed class PageAssembly(DossierCursor cursor, int agencies, FieldWatch watch)
{
    private readonly List<AgencyStep> _steps = [];
    private int _finished;

    public int Count { get; private set; }

    public bool IsEmpty => _steps.Count == 0;

    public void Add(AgencyStep step)
    {
        _steps.Add(step);
        Count += step.Readings.Count;
    }

    public Page Flush()
    {
        foreach (var step in _steps)
        {
            cursor.Set(step.Agency, step.Position);
            _finished += step.IsLastOfAgency ? 1 : 0;
        }

        var page = new Page
        {
            Readings = [.. _steps.SelectMany(step => step.Readings)],
            Cursor = cursor.Write(),
            Delivered = [.. _steps.SelectMany(step => step.Delivered)],
            Opened = [.. _steps.SelectMany(step => step.Opened)],
            Closed = [.. _steps.SelectMany(step => step.Closed)],
            AddedFields = watch.Added,
            Progress = $"{_finished}/{agencies} agencies",
        };
        _steps.Clear();
        Count = 0;
        return page;
    }
}
