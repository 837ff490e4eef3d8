namespace IntegrationHub.Connectors.Tthc;

internal static class CursorFault
{
    // Neither a full read nor "from now" is a safe guess: an operator decides.
    public static ConnectorException Create(string source, string stream, Exception? inner = null) =>
        new(FailureCategory.Configuration, "E_CURSOR",
            $"{source}: the stored position of stream {stream} cannot be read: it is damaged or of a newer version; start the newer version again, or run: hub source reset {source}", inner);
}
