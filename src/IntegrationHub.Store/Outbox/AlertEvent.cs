namespace IntegrationHub.Store.Outbox;

/// <summary>The event that tells of alerts.</summary>
public static class AlertEvent
{
    public const string Type = "vn.integrationhub.alert.changed.v1";

    /// <summary>Its routing key is this and the cause.</summary>
    public const string Key = "alert.";
}
