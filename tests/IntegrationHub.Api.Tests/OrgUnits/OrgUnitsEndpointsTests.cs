using System.Net;
using System.Text.Json;
using IntegrationHub.Api.Tests.Access;
using Xunit;

namespace IntegrationHub.Api.Tests.OrgUnits;

public sealed class OrgUnitsEndpointsTests
{
    [Fact]
    public async Task Units_come_with_their_tree_of_a_day_and_their_history()
    {
        await using var api = await ApiServer.StartAsync();
        await api.ApplyAsync("succession.yaml", """
            events:
              - { effective: 2023-07-01, kind: merge, from: [commune-gone], to: [commune-a], legalRef: "Nghị quyết 1" }

            """);
        Assert.Equal(["province", "district", "commune-a", "commune-b"], Ids(await api.GetAsync("/api/v1/org-units")));
        Assert.Contains("commune-gone", Ids(await api.GetAsync("/api/v1/org-units?at=2023-01-01")));
        var gone = (await api.GetAsync("/api/v1/org-units?ended=true")).GetProperty("units").EnumerateArray().Single(u => u.GetProperty("id").GetString() == "commune-gone");
        Assert.Equal((true, "2023-07-01", "merge", "commune-a"), (
            gone.GetProperty("ended").GetBoolean(), gone.GetProperty("versions")[0].GetProperty("to").GetString(), gone.GetProperty("events")[0].GetProperty("kind").GetString(), gone.GetProperty("events")[0].GetProperty("to")[0].GetString()));
        var one = await api.GetAsync("/api/v1/org-units/commune-a");
        Assert.Equal(("H02.01.01", "district", "commune"), (one.GetProperty("codes")[0].GetProperty("code").GetString(), one.GetProperty("unit").GetProperty("parent").GetString(), one.GetProperty("unit").GetProperty("level").GetString()));
        Assert.Equal(["commune-a", "commune-b"], (await api.GetAsync("/api/v1/org-units/district")).GetProperty("children").EnumerateArray().Select(c => c.GetString()));
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-unit", "/api/v1/org-units/moon");
        await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-parameter", "/api/v1/org-units?at=1.1.2024");
    }

    [Fact]
    public async Task Whoever_is_confined_to_a_unit_sees_what_is_below_it()
    {
        await using var api = await People.StartAsync();
        var key = await api.KeyAsync("viewer", "commune-a");
        using var answer = await key.GetAsync(new Uri("/api/v1/org-units", UriKind.Relative));
        Assert.Equal(["commune-a"], Ids(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement));
        Assert.Equal((403, "outside-unit"), await key.AskAsync("/api/v1/org-units/commune-b"));
    }

    private static IEnumerable<string> Ids(JsonElement list) => list.GetProperty("units").EnumerateArray().Select(u => u.GetProperty("id").GetString()!);
}
