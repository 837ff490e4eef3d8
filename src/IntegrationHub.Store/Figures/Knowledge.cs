namespace IntegrationHub.Store.Figures;

/// <summary>From where stored figures are looked at.</summary>
/// <param name="At">What had been recorded by then; null is now.</param>
/// <param name="Summed">The figures whose stored sums may be used: those of the active catalogue. Null is all.</param>
public readonly record struct Knowledge(DateTimeOffset? At, IReadOnlySet<int>? Summed)
{
    /// <summary>
    /// Tuples that counted at this earlier instant are as known <see cref="At"/>, all others as they were then: what was corrected, without
    /// what has arrived. Null: all are as known At.
    /// </summary>
    public DateTimeOffset? CorrectedSince { get; init; }

    public bool IsNow => At is null && Summed is null && CorrectedSince is null;

    /// <summary>Sums are kept for the newest data only.</summary>
    public bool Has(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return At is null && CorrectedSince is null && Summed?.Contains(figure.Id) is not false;
    }
}
