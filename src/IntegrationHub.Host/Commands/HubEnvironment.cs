using IntegrationHub.Host.Hosting;

namespace IntegrationHub.Host.Commands;

/// <summary>What commands take from around them: the settings and the clock. Read when a command needs them, so that --help and lint never fail on them.</summary>
public sealed record HubEnvironment(Func<HubSettings> Settings, Func<HubSettings, TimeProvider> Clock)
{
    public static HubEnvironment OfProcess { get; } = new(HubConfiguration.Read, HubConfiguration.Clock);
}
