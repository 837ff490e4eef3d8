using System.Net;
using Xunit;

namespace IntegrationHub.Api.Tests.Audit;

public sealed class AuditEndpointsTests
{
    [Fact]
    public async Task Acts_are_listed_newest_first_page_by_page()
    {
        await using var api = await ApiServer.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await api.PostAsync(HttpStatusCode.Accepted, "/api/v1/sources/tthc-test/pull?now=true");
        }

        var first = await api.GetAsync("/api/v1/audit?action=source.pull&limit=2");
        Assert.Equal([4, 3], first.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("seq").GetInt64()));
        var rest = await api.GetAsync($"/api/v1/audit?action=source.pull&limit=2&cursor={first.GetProperty("next").GetString()}");
        var last = Assert.Single(rest.GetProperty("items").EnumerateArray());
        Assert.Equal("source/tthc-test", last.GetProperty("subject").GetString());
        Assert.Equal(64, last.GetProperty("hash").GetString()!.Length);
        var applied = Assert.Single((await api.GetAsync("/api/v1/audit?subject=catalogue")).GetProperty("items").EnumerateArray());
        Assert.Equal(("test", "catalogue.apply"), (applied.GetProperty("who").GetString(), applied.GetProperty("action").GetString()));
        Assert.True(applied.GetProperty("after").GetProperty("files").GetArrayLength() > 3);
    }
}
