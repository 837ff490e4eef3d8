namespace IntegrationHub.Store.Figures;

/// <summary>All records of a unit on these days (by the date field) have been read.</summary>
/// <param name="FromDay">Day number, inclusive.</param>
/// <param name="ToDay">Day number, exclusive.</param>
public sealed record UnitDelivery(string Unit, string OnField, int FromDay, int ToDay);
