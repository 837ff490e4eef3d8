using IntegrationHub.Host.Hosting;

namespace IntegrationHub.Host.Commands;

/// <summary>What commands take from around them: the settings and the clock. Read when a command needs them, so that --help and lint never fail on them.</summary>
public sealed record HubEnvironment(Func<HubSettings> Settings, Func<HubSettings, TimeProvider> Clock)
{
    /// <summary>A secret that somebody types, or that is piped in; never an argument, which others can see.</summary>
    public Func<string, string?> ReadSecret { get; init; } = SecretInput.Read;

    public static HubEnvironment OfProcess { get; } = new(HubConfiguration.Read, HubConfiguration.Clock);
}
