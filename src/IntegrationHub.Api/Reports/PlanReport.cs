namespace IntegrationHub.Api.Reports;

/// <summary>
/// The report of a plan as it is printed. Everything in it is a text already, so that the paper, the sheet and whoever compares them say
/// the same; what is written from it depends on nothing else.
/// </summary>
public sealed record PlanReport
{
    /// <summary>The body above the reporting one; null where the head of the paper has none.</summary>
    public string? Superior { get; init; }

    public required string Agency { get; init; }

    /// <summary>Place and date, as far as they are known.</summary>
    public required string PlaceAndDate { get; init; }

    /// <summary>The title of the plan.</summary>
    public required string Plan { get; init; }

    public required string Period { get; init; }

    /// <summary>What the figures are as of.</summary>
    public required string CutOff { get; init; }

    /// <summary>That it is a draft; null for a release.</summary>
    public string? Draft { get; init; }

    public required string Summary { get; init; }

    public required IReadOnlyList<ReportLine> Lines { get; init; }

    public required IReadOnlyList<ReportDifficulty> Difficulties { get; init; }

    /// <summary>In whose name and in what office it is signed, a line each.</summary>
    public required IReadOnlyList<string> SignedAs { get; init; }

    public string? SignedBy { get; init; }

    /// <summary>Of a release: its id, digest and who signed it, a line each.</summary>
    public IReadOnlyList<string> Certificate { get; init; } = [];
}

public enum ReportLineKind
{
    /// <summary>A heading over the rows of a group.</summary>
    Group,
    Figure,

    /// <summary>A part of the composite above it.</summary>
    Part,
}

/// <summary>A line of the table.</summary>
/// <param name="Note">One thing a line.</param>
public sealed record ReportLine(
    ReportLineKind Kind, string No, string Title, string Monitor, string Lead, string Target, ReportCell Numerator, ReportCell Denominator, ReportCell Result, string Verdict, string Note)
{
    public static ReportLine Heading(string no, string title) =>
        new(ReportLineKind.Group, no, title, "", "", "", ReportCell.Empty, ReportCell.Empty, ReportCell.Empty, "", "");
}

/// <param name="Unit">The unit's name.</param>
public sealed record ReportDifficulty(string Unit, string Text);
