namespace IntegrationHub.Host.Hosting;

internal static partial class HubLog
{
    [LoggerMessage(1, LogLevel.Warning,
        "hub.host.kept {Path} was changed in the hub by {By} (version {Version}) and stays so; the folder has it otherwise. 'hub export --out FOLDER' writes out what the hub has, 'hub apply --overwrite' undoes it")]
    public static partial void KeptAsChangedInHub(ILogger logger, string path, string by, long version);
}
