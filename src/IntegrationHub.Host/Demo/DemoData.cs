using IntegrationHub.Host.Hosting;

namespace IntegrationHub.Host.Demo;

/// <summary>Where a demo keeps its data: where the settings say, else in a folder that goes away with it.</summary>
public sealed class DemoData : IDisposable
{
    private readonly string? temporary;

    private DemoData(string? temporary) => this.temporary = temporary;

    public static DemoData Open()
    {
        var isKept = Environment.GetEnvironmentVariable("HUB_DATA") is not null || Environment.GetEnvironmentVariable("HUB_STORE") is not null;
        return new DemoData(isKept ? null : Directory.CreateTempSubdirectory("integration-hub-demo-").FullName);
    }

    public HubSettings Settings(int? port, bool once)
    {
        var settings = HubConfiguration.Read() with { Roles = HubRoles.All };

        // Everything of the demo is on this machine, and so are subscribers that somebody tries it with.
        settings = settings with { AllowedHosts = [.. settings.AllowedHosts, "127.0.0.1"] };

        // With --once nobody looks at the page, and two of them may run side by side.
        if (once || port is not null)
        {
            settings = settings with { Urls = [new Uri($"http://127.0.0.1:{(once ? 0 : port)}")] };
        }

        return temporary is null ? settings : settings with { Data = temporary, Store = "sqlite:" + Path.Combine(temporary, "hub.db") };
    }

    public void Dispose()
    {
        if (temporary is not null)
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(temporary, recursive: true);
        }
    }
}
