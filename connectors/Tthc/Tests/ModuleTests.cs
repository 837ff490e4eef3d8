using IntegrationHub.Connectors.Conformance;
using Xunit;

namespace IntegrationHub.Connectors.Tthc.Tests;

public sealed class ModuleTests() : ModuleSuite(new TthcModule())
{
    protected override IReadOnlyList<(string Name, string? Value)> Wrong =>
    [
        ("baseUrl", "tthc.example.gov.vn"), ("baseUrl", "ftp://tthc.example.gov.vn"), ("username", " "), ("concurrency", "0"), ("concurrency", "viele"), ("windowDays", "400"), ("variant", "vnpt"),
    ];

    protected override IReadOnlyList<(string Name, string Value)> Needed(string? stream) =>
        stream == TthcModule.OpenCpsStreamName ? [("variant", "opencps"), ("groupId", "35166")] : [];

    [Fact]
    public async Task Pull_without_any_agency_of_the_new_form_is_a_matter_of_configuration()
    {
        await using var connector = Hub.Connect("http://127.0.0.1:1", new("hub", "p"), TimeProvider.System);
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => new Hub().PullAsync(connector, Hub.Ask(TthcModule.DossierStreamName, ["000.07.36.H02"])));
        Assert.Equal((FailureCategory.Configuration, "E_NO_AGENCY"), (fault.Category, fault.Code));
    }

    [Fact]
    public async Task Stream_of_another_variant_is_a_matter_of_configuration()
    {
        foreach (var (variant, stream) in new[] { ("opencps", TthcModule.DossierStreamName), ("qd766", TthcModule.SnapshotStreamName), ("provincial", TthcModule.OpenCpsStreamName), ("opencps", "qd766-fees") })
        {
            await using var connector = Hub.Connect("http://127.0.0.1:1", new("hub", "p"), TimeProvider.System, ("variant", variant), ("groupId", "1"));
            var fault = Assert.Throws<ConnectorException>(() => { connector.PullAsync(Hub.Ask(stream), CancellationToken.None); });
            Assert.Equal((FailureCategory.Configuration, "E_STREAM_UNKNOWN"), (fault.Category, fault.Code));
        }
    }

    [Theory]
    [InlineData(null, "period-snapshots dossiers")]
    [InlineData("provincial", "period-snapshots dossiers")]
    [InlineData("qd766", "qd766-progress qd766-online-services qd766-digitisation qd766-payments qd766-fees")]
    [InlineData("opencps", "opencps-statistics")]
    public void Variant_says_what_is_read_of_a_source_that_names_no_streams(string? variant, string streams) =>
        Assert.Equal(streams.Split(' '), new TthcModule().StreamsOf(variant is null ? new Dictionary<string, string>() : new() { ["variant"] = variant }).Select(s => s.Name));

    [Fact]
    public void OpenCps_needs_its_group()
    {
        var options = new Dictionary<string, string> { ["baseUrl"] = "https://tthc.example.gov.vn/o/rest", ["username"] = "hub", ["password"] = "p", ["variant"] = "opencps" };
        var fault = Assert.Throws<ConnectorException>(() => new TthcModule().Create(new ConnectorContext("tthc-test", options, TimeProvider.System)));
        Assert.Contains("option groupId ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_and_streams_of_the_counts_are_the_same() =>
        Assert.Equal(TthcModule.Qd766Calls.Select(call => call.Stream), new TthcModule().Streams.Select(stream => stream.Name).Where(name => name.StartsWith("qd766-", StringComparison.Ordinal)));
}
