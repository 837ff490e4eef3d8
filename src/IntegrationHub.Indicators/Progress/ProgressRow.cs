using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Progress;

/// <summary>A line of the progress table as it is answered; with camel-case names it is the JSON of the interface. Exact numbers are decimal strings; a mean that no decimal is equal to is a fraction, such as 340/3.</summary>
public sealed record ProgressRow
{
    /// <summary>The indicator; for a part of a composite the composite's.</summary>
    public required string Indicator { get; init; }

    public string? Part { get; init; }

    /// <summary>ratio, composite, count, rank, milestone or narrative.</summary>
    public required string Kind { get; init; }

    public required string Title { get; init; }

    /// <summary>Of counts, ranks and milestones.</summary>
    public string? Value { get; init; }

    /// <summary>Of what a person entered: the document that proves it.</summary>
    public RowEvidence? Evidence { get; init; }

    public IReadOnlyList<string> Marks { get; init; } = [];

    public IReadOnlyList<string> Reasons { get; init; } = [];

    public int Rejected { get; init; }

    public required string Unit { get; init; }

    public string? Level { get; init; }

    public required RowPeriod Period { get; init; }

    public string? Numerator { get; init; }

    public string? Denominator { get; init; }

    /// <summary>Twelve digits after the point, truncated toward zero.</summary>
    public string? Percent { get; init; }

    public required string Display { get; init; }

    /// <summary>Where a metric was redefined within the period: the figure on each side, as it was defined then.</summary>
    public IReadOnlyList<RowSegment> Segments { get; init; } = [];

    public RowTarget? Target { get; init; }

    public required string Verdict { get; init; }

    /// <summary>By the nearest plan above the one whose target gave the verdict.</summary>
    public string? MandateVerdict { get; init; }

    public required string Status { get; init; }

    public RowCoverage Coverage { get; init; } = new(0, 0, null, null, null);

    public IReadOnlyList<string> MissingUnits { get; init; } = [];

    public int Revision { get; init; }

    public DateTimeOffset? RecordedAt { get; init; }

    public IReadOnlyList<string> Sources { get; init; } = [];

    public string? Lineage { get; init; }
}

/// <param name="To">Exclusive.</param>
public sealed record RowPeriod(string Id, string Calendar, DateOnly From, DateOnly To)
{
    public static RowPeriod Of(Period period) => new(period.Id, period.Calendar is Catalogue.CalendarKind.Admin ? "admin" : "gregorian", period.From, period.To);
}

public sealed record RowEvidence(string? Document, DateOnly? Date, string? EnteredBy);

public sealed record RowSegment(RowPeriod Period, string? Numerator, string? Denominator, string? Percent, string Display);

/// <param name="Selector">all, unit:ID, class:NAME or level:NAME.</param>
/// <param name="Plan">The plan that the target is from: the asked one or one above it.</param>
public sealed record RowTarget(string Operator, string? Threshold, string Selector, string Plan);

/// <param name="Weighted">Percent of the denominator that is there; Low and High are the bounds of the percentage.</param>
public sealed record RowCoverage(int Expected, int Received, string? Weighted, string? Low, string? High);

public static class Marks
{
    public const string Break = "Break";

    /// <summary>With Break: the days before the redefinition were recomputed, so that there is a value.</summary>
    public const string Bridged = "Bridged";
    public const string Estimated = "Estimated";
    public const string Reconcile = "Reconcile";
    public const string Rejected = "Rejected";

    /// <summary>The source no longer keeps to the stream's contract: the last good figure is shown.</summary>
    public const string Frozen = "Frozen";

    /// <summary>A count changed beyond what its metric allows and waits for a person.</summary>
    public const string Held = "Held";

    /// <summary>A person entered the number or state.</summary>
    public const string Typed = "typed";

    /// <summary>Less of the denominator is there than the indicator asks for: shown greyed, not ranked.</summary>
    public const string Greyed = "Greyed";

    /// <summary>The verdict is on another basis than the row's default.</summary>
    public const string Informative = "informative";
}
