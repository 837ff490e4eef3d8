namespace IntegrationHub.Connectors.Tthc.Tests;

/// <summary>The mappings as they travel in the connector.</summary>
internal static class Maps
{
    private static readonly TthcModule Module = new();

    public static IStreamMapping Dossiers { get; } = Module.Mappings.Single(m => m.Stream == TthcModule.DossierStreamName);

    public static IStreamMapping Snapshots { get; } = Module.Mappings.Single(m => m.Stream == TthcModule.SnapshotStreamName);
}
