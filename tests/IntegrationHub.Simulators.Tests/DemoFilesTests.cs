using IntegrationHub.Simulators.World;
using Xunit;
using YamlDotNet.Serialization;

namespace IntegrationHub.Simulators.Tests;

public sealed class DemoFilesTests
{
    [Fact]
    public void Aliases_name_every_unit_in_both_forms_and_the_province()
    {
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(DemoAliases.Yaml());
        Assert.Equal("tthc-bac-giang", file["source"]);
        Assert.All((List<object>)file["aliases"], a => Assert.Equal("true", ((Dictionary<object, object>)a)["synthetic"]));
        var aliases = ((List<object>)file["aliases"]).Cast<Dictionary<object, object>>().ToDictionary(a => (string)a["code"], a => (string)a["unit"]);
        Assert.Equal(2 * (DemoUnits.All.Count + 1), aliases.Count);
        Assert.Equal("ubnd-tinh-bac-giang", aliases["H02"]);
        Assert.Equal("ubnd-tp-bac-giang", aliases["000.00.31.H02"]);
        Assert.Equal("xa-huong-mai", aliases["H02.39.05"]);
    }

    [Fact]
    public void Source_file_carries_no_password()
    {
        var credentials = DemoCredentials.Generate();
        var text = DemoSources.Yaml("http://127.0.0.1:4711");
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(text);
        Assert.Equal("tthc", file["connector"]);
        Assert.Equal(["period-snapshots", "dossiers"], (List<object>)file["streams"]);
        var options = (Dictionary<object, object>)file["options"];
        Assert.Equal("http://127.0.0.1:4711", options["baseUrl"]);
        Assert.Equal(credentials.Username, options["username"]);
        Assert.Equal("env:HUB_DEMO_TTHC_PASSWORD", ((Dictionary<object, object>)options["password"])["secret"]);
        Assert.NotEqual(credentials.Password, DemoCredentials.Generate().Password);
    }
}
