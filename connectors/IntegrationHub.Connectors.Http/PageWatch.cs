namespace IntegrationHub.Connectors.Http;

/// <summary>Watches over a list that is read page by page: a source that ignores paging, or whose cursor goes round, must not be read for ever.</summary>
public sealed class PageWatch(string source, string what)
{
    private const int MostPages = 100_000;

    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cursors = new(StringComparer.Ordinal);
    private int _pages;

    /// <summary>Distinct records so far.</summary>
    public int Seen => _keys.Count;

    /// <summary>A page was read; its first records may repeat the last ones of the page before, but not all of them.</summary>
    public void Page(IReadOnlyList<Reading> readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        _pages++;
        var fresh = readings.Count(reading => _keys.Add(reading.Key));
        if (readings.Count > 0 && fresh == 0)
        {
            throw Fault($"page {_pages} repeats records that were read before");
        }

        if (_pages > MostPages)
        {
            throw Fault($"there is no end after {MostPages} pages");
        }
    }

    /// <summary>The source named where to go on.</summary>
    public void Next(string cursor)
    {
        if (!_cursors.Add(cursor))
        {
            throw Fault("it gives the same position for the next page a second time");
        }
    }

    public ConnectorException Fault(string found) =>
        new(FailureCategory.Malformed, "E_PAGING", $"{source}: {what}: {found}; lower the page size or tell the source's operator");
}
