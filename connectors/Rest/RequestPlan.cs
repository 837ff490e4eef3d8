namespace IntegrationHub.Connectors.Rest;

internal enum PagingKind
{
    None,
    Page,
    Offset,
    Cursor,
    Link,
}

/// <param name="First">Number of the first page.</param>
/// <param name="Size">What {limit} is.</param>
/// <param name="Next">Where the next cursor or link stands in the answer; empty for the Link header.</param>
/// <param name="Total">Where the number of all rows stands; empty when the source does not say.</param>
/// <param name="EndsShort">A page with fewer rows than asked for is the last one; else the first empty one is.</param>
internal sealed record Paging(PagingKind Kind, long First, int Size, IReadOnlyList<string> Next, IReadOnlyList<string> Total, bool EndsShort);

internal enum WindowKind
{
    All,
    Month,
    Day,
}

/// <summary>What a mapping's <c>request</c> says, checked.</summary>
internal sealed record RequestPlan
{
    public required HttpMethod Method { get; init; }

    public required string Path { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Query { get; init; }

    public required string? Body { get; init; }

    /// <summary>Names on the way to the list of rows; empty when the data itself is the list.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    public required bool Envelope { get; init; }

    public required Paging Paging { get; init; }

    public required WindowKind Window { get; init; }

    public required bool PerAgency { get; init; }

    public required string Dates { get; init; }

    public required string Months { get; init; }

    /// <summary>Whether {to} is the last day, not the day after it.</summary>
    public required bool ToIncluded { get; init; }

    /// <summary>How many days before the last run are read again.</summary>
    public required int Overlap { get; init; }

    /// <summary>For records: the date field by which {from} and {to} choose; deliveries are stated on it.</summary>
    public required string? On { get; init; }
}
