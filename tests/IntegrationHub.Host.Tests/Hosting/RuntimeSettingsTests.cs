using System.Text.Json;
using Xunit;

namespace IntegrationHub.Host.Tests.Hosting;

public sealed class RuntimeSettingsTests
{
    // What the kind of project chooses for a web server: a heap for each core, which keeps what it has.
    [Fact]
    public void A_hub_shares_its_machine()
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hub.runtimeconfig.json")));
        var chosen = settings.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties");
        Assert.False(chosen.GetProperty("System.GC.Server").GetBoolean());
        Assert.False(chosen.GetProperty("System.Runtime.TieredPGO").GetBoolean());
    }
}
