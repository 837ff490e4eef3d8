namespace IntegrationHub.Host.Hosting;

/// <summary>Where settings are read: appsettings.json beside the program or in the working folder, then the environment.</summary>
public static class HubConfiguration
{
    public static HubSettings Read() => HubSettings.Read(new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .Build());

    public static TimeProvider Clock(HubSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.ClockStart is { } start ? new ShiftedClock(start) : TimeProvider.System;
    }
}
