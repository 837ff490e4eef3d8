using System.Globalization;
using IntegrationHub.Connectors.Described;
using Xunit;

namespace IntegrationHub.Connectors.Ckan.Tests;

public sealed class OddPortalTests
{
    private readonly TestClock _clock = new();

    [Theory]
    [InlineData("<html></html>", "E_SOURCE_HTML", FailureCategory.Malformed)]
    [InlineData("{}", "E_SOURCE_JSON", FailureCategory.Malformed)]
    [InlineData("""{"success":true,"result":{"count":1,"resul""", "E_SOURCE_JSON", FailureCategory.Malformed)]
    [InlineData("""{"success":true,"result":{"count":1}}""", "E_SOURCE_JSON", FailureCategory.Malformed)]
    [InlineData("""{"success":false,"error":{"message":"x"}}""", "E_REJECTED", FailureCategory.Rejected)]
    [InlineData("""{"success":true,"result":{"count":2,"results":[]}}""", "E_PAGING", FailureCategory.Malformed)]
    [InlineData("""{"success":true,"result":{"count":3,"results":[{"id":"a","private":false,"organization":{"name":"so-x"},"metadata_modified":"2024-01-01T00:00:00"}]}}""", "E_PAGING", FailureCategory.Malformed)]
    [InlineData("""{"success":true,"result":{"count":1,"results":[{"id":"a","private":false,"organization":{"name":"so-x"},"metadata_modified":"yesterday"}]}}""", "E_SOURCE_JSON", FailureCategory.Malformed)]
    [InlineData("""{"success":true,"result":{"count":1,"results":[{"id":"a","private":false,"state":"77","organization":{"name":"so-x"}}]}}""", "E_SOURCE_JSON", FailureCategory.Malformed)]
    [InlineData("""{"success":true,"result":{"count":1,"results":[{"id":"a"}]}}""", "E_SOURCE_JSON", FailureCategory.Malformed)]
    [InlineData("""{"success":true,"result":{"count":1,"results":[{"private":false}]}}""", "E_SOURCE_JSON", FailureCategory.Malformed)]
    public async Task What_is_no_answer_is_typed_and_counts_nothing(string answer, string code, FailureCategory category)
    {
        await using var server = await LittleServer.StartAsync((http, _) => http.Request.Path.Value!.EndsWith("organization_list", StringComparison.Ordinal) ? """{"success":true,"result":["so-x"]}""" : answer);
        var hub = new DescribedHub(new CkanModule(), []);
        await using var connector = hub.Connect(_clock, ("baseUrl", server.BaseUrl));
        Assert.Equal((code, category), await hub.FailAsync(connector, CkanModule.StreamName) is var fault ? (fault.Code, fault.Category) : default);
        Assert.Empty(hub.Pages);
    }

    [Fact]
    public async Task Private_deleted_and_ownerless_datasets_do_not_count_and_the_year_ends_in_viet_nam()
    {
        string[] datasets =
        [
            """{"id":"1","private":false,"state":"active","organization":{"name":"so-x"},"metadata_modified":"2023-12-31T17:00:00.000001","author":"Nguyễn Văn A"}""",
            """{"id":"2","private":false,"organization":{"name":"so-x"},"metadata_modified":"2023-12-31T16:59:59.9"}""",
            """{"id":"3","private":true,"organization":{"name":"so-x"},"metadata_modified":"2024-06-01T00:00:00"}""",
            """{"id":"4","private":false,"state":"deleted","organization":{"name":"so-x"},"metadata_modified":"2024-06-01T00:00:00"}""",
            """{"id":"5","private":false,"organization":null}""",
            """{"id":"6","private":"False","organization":{"name":"la-lam"},"metadata_modified":"2022-06-01T00:00:00"}""",
        ];
        await using var server = await LittleServer.StartAsync((http, _) =>
        {
            if (http.Request.Path.Value!.EndsWith("organization_list", StringComparison.Ordinal))
            {
                return """{"success":true,"result":["so-x","so-y"]}""";
            }

            var start = int.Parse(http.Request.Query["start"]!, CultureInfo.InvariantCulture);
            return $$"""{"success":true,"result":{"count":6,"results":[{{string.Join(',', datasets.Skip(start).Take(2))}}]} }""";
        });
        var hub = new DescribedHub(new CkanModule(), []);
        await using var connector = hub.Connect(_clock, ("baseUrl", server.BaseUrl));
        await hub.PullAsync(connector, CkanModule.StreamName);
        Assert.Equal("LA-LAM 1 0, SO-X 2 1, SO-Y 0 0", string.Join(", ", hub.Records.Values.Select(r => r.Result).Cast<Mapped>().Select(m => $"{m.Agency} {m.Values[0].Amount} {m.Values[1].Amount}")));
        Assert.Equal(4, server.Asked.Count);
    }

    [Fact]
    public async Task List_that_moves_while_it_is_read_is_not_taken_for_a_whole_one()
    {
        await using var server = await LittleServer.StartAsync((http, _) =>
        {
            var start = http.Request.Query["start"].ToString();
            return http.Request.Path.Value!.EndsWith("organization_list", StringComparison.Ordinal) ? """{"success":true,"result":["so-x"]}"""
                : $$"""{"success":true,"result":{"count":4,"results":[{{(start == "0" ? Row("a") + "," + Row("b") : Row("b") + "," + Row("c"))}}]} }""";
        });
        var hub = new DescribedHub(new CkanModule(), []);
        await using var connector = hub.Connect(_clock, ("baseUrl", server.BaseUrl));
        Assert.Equal("E_PAGING", (await hub.FailAsync(connector, CkanModule.StreamName)).Code);
    }

    [Fact]
    public async Task Throttling_and_a_damaged_position_stop_the_run()
    {
        await using var server = await LittleServer.StartAsync((http, _) =>
        {
            (http.Response.StatusCode, http.Response.Headers.RetryAfter) = (429, "60");
            return "{}";
        });
        var hub = new DescribedHub(new CkanModule(), []);
        await using var connector = hub.Connect(_clock, ("baseUrl", server.BaseUrl));
        Assert.Equal(TimeSpan.FromSeconds(60), (await hub.FailAsync(connector, CkanModule.StreamName)).RetryAfter);
        hub.Cursor = """{"v":3,"stream":"datasets"}""";
        Assert.Equal("E_CURSOR", (await hub.FailAsync(connector, CkanModule.StreamName)).Code);
    }

    private static string Row(string id) => $$"""{"id":"{{id}}","private":false,"organization":{"name":"so-x"},"metadata_modified":"2024-01-01T00:00:00"}""";
}
