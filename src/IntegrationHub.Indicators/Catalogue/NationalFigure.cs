namespace IntegrationHub.Indicators.Catalogue;

/// <summary>A published figure to compare with: never part of any sum. Its metrics are non-additive.</summary>
/// <param name="Percent">Metric of the percentage as it is published.</param>
/// <param name="Numerator">Metric of the count above, where it is published.</param>
/// <param name="Denominator">Metric of the count below, where it is published.</param>
/// <param name="Definition">What is counted there, for people who wonder about the difference.</param>
public sealed record NationalFigure(string Percent, string? Numerator, string? Denominator, string Definition);
