using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Store.Alerts;

/// <summary>What a look at the store has found to be wrong now.</summary>
/// <param name="Owner">The unit that has to see to it; null: who operates the hub.</param>
/// <param name="Hits">What suffers from it: figures, streams, subscribers, or alerts that would not be there without it.</param>
public sealed record AlertFinding(string Cause, string Subject, Text Text, string? Owner, IReadOnlyList<string> Hits);
