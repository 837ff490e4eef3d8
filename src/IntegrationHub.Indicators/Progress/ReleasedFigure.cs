using IntegrationHub.Indicators.Display;

namespace IntegrationHub.Indicators.Progress;

/// <summary>A figure as it stands in the newest release of its plan and period. It stays what it is for ever.</summary>
/// <param name="Revisions">How often the computed value has changed since its first release.</param>
/// <param name="Value">Of counts, ranks and milestones.</param>
public sealed record ReleasedFigure(string? Numerator, string? Denominator, string Verdict, int Revisions, string? Value = null)
{
    /// <summary>
    /// The row of now as a reader of the release has to see it: final while nothing differs, restated once a number or the verdict does.
    /// A correction that leaves both as they are is no restatement. An estimate never becomes final.
    /// </summary>
    public ProgressRow Over(ProgressRow row)
    {
        ArgumentNullException.ThrowIfNull(row);

        // That the due date of an open milestone goes by is no correction.
        var isSameVerdict = row.Verdict == Verdict || row is { Kind: "milestone", Value: "open" };
        var isSame = (row.Numerator, row.Denominator, row.Value) == (Numerator, Denominator, Value) && isSameVerdict;
        var axes = new StatusAxes(Availability.Complete)
        {
            Restated = isSame ? 0 : Math.Max(1, Revisions), IsOpen = row.Status == "Open", IsFinal = isSame, IsEstimated = row.Marks.Contains(Marks.Estimated),
        };
        return row with { Revision = Revisions, Status = row.Status is "Open" or "Provisional" ? axes.Word : row.Status };
    }
}
