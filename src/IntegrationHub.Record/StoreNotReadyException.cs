namespace IntegrationHub.Record;

/// <summary>The store lacks what every batch needs; nothing is wrong with this one.</summary>
public sealed class StoreNotReadyException(string message) : Exception(message);
