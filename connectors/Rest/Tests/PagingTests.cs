using System.Text.Json;
using IntegrationHub.Connectors.Described;
using Xunit;

namespace IntegrationHub.Connectors.Rest.Tests;

/// <summary>Every way to go from page to page, and every way in which a source gets it wrong.</summary>
public sealed class PagingTests
{
    private const int Rows = 25;

    private readonly TestClock _clock = new();

    [Theory]
    [InlineData("{ by: page, first: 1, size: 10 }", "trang: \"{page}\"")]
    [InlineData("{ by: page, first: 0, size: 10, end: short }", "trang0: \"{page}\"")]
    [InlineData("{ by: offset, size: 10, total: total }", "tu: \"{offset}\"")]
    [InlineData("{ by: cursor, next: meta.next }", "sau: \"{cursor}\"")]
    [InlineData("{ by: link }", "header: \"1\"")]
    [InlineData("{ by: link, next: meta.link }", "field: \"1\"")]
    public async Task Every_paging_reads_every_row_once_and_goes_on_after_every_page(string paging, string parameter)
    {
        await using var server = await LittleServer.StartAsync((http, _) => Answer(http.Request.Query, http.Response.Headers));
        var whole = Hub(paging, parameter);
        await using var connector = whole.Connect(_clock, ("baseUrl", server.BaseUrl));
        await whole.PullAsync(connector, "things");
        Assert.Equal(Rows, whole.Records.Count);

        var parts = Hub(paging, parameter);
        for (var run = 0; run < 8; run++)
        {
            await using var again = parts.Connect(_clock, ("baseUrl", server.BaseUrl));
            await parts.PullAsync(again, "things", pages: 1);
        }

        Assert.Equal(whole.Cells(), parts.Cells());
    }

    // N* goes from a to b and to a again, with new rows each time.
    [Theory]
    [Trait("Fault", "F12")]
    [InlineData("{ by: page, size: 10 }", "trang: \"{page}\"", """{"rows":[R1]}""")]
    [InlineData("{ by: cursor, next: meta.next }", "sau: \"{cursor}\"", """{"rows":[R*],"meta":{"next":"x"}}""")]
    [InlineData("{ by: cursor, next: meta.next }", "sau: \"{cursor}\"", """{"rows":[R*],"meta":{"next":"N*"}}""")]
    [InlineData("{ by: offset, size: 10, total: total }", "tu: \"{offset}\"", """{"rows":[],"total":7}""")]
    [InlineData("{ by: cursor, next: meta.next, total: total }", "sau: \"{cursor}\"", """{"rows":[R1],"total":7}""")]
    public async Task A_list_that_goes_round_or_ends_early_is_a_fault(string paging, string parameter, string answer)
    {
        var asked = 0;
        await using var server = await LittleServer.StartAsync((_, _) => answer.Replace("R1", Row(1)).Replace("R*", Row(++asked)).Replace("N*", asked % 2 == 1 ? "a" : "b"));
        var hub = Hub(paging, parameter);
        await using var connector = hub.Connect(_clock, ("baseUrl", server.BaseUrl));
        var fault = await hub.FailAsync(connector, "things");
        Assert.Equal((FailureCategory.Malformed, "E_PAGING"), (fault.Category, fault.Code));
        Assert.DoesNotContain("readOn", hub.Cursor ?? "", StringComparison.Ordinal);
        Assert.InRange(server.Asked.Count, 1, 4);
    }

    [Theory]
    [InlineData("{ by: page, size: 10, total: total }", "trang: \"{page}\"")]
    [InlineData("{ by: offset, size: 10, total: total }", "tu: \"{offset}\"")]
    [InlineData("{ by: cursor, next: meta.next, total: total }", "sau: \"{cursor}\"")]
    public async Task A_list_that_moves_between_two_runs_is_read_again_from_its_beginning(string paging, string parameter)
    {
        var gone = 0;
        await using var server = await LittleServer.StartAsync((http, _) => Answer(http.Request.Query, http.Response.Headers, gone));
        var hub = Hub(paging, parameter);
        await using var connector = hub.Connect(_clock, ("baseUrl", server.BaseUrl));
        await hub.PullAsync(connector, "things", pages: 1);
        gone = 1; // S0 is deleted: what stood first on the second page stands last on the first.
        await hub.PullAsync(connector, "things");
        Assert.Equal(Enumerable.Range(0, Rows).Select(n => $"H02.36|2024-11-30|S{n}").Order(StringComparer.Ordinal), hub.Records.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_position_of_an_earlier_version_begins_its_window_again_where_the_source_names_a_total()
    {
        await using var server = await LittleServer.StartAsync((http, _) => Answer(http.Request.Query, http.Response.Headers));
        var hub = Hub("{ by: offset, size: 10, total: total }", "tu: \"{offset}\"");
        hub.Cursor = """{"v":1,"stream":"things","from":"2023-12-01","to":"2024-12-21","window":"2023-12-01","at":"10","seen":10}""";
        await using var connector = hub.Connect(_clock, ("baseUrl", server.BaseUrl));
        await hub.PullAsync(connector, "things");
        Assert.Equal(Rows, hub.Records.Count);
        Assert.Equal(["GET /rows?tu=10", "GET /rows?tu=0", "GET /rows?tu=10", "GET /rows?tu=20"], server.Asked);
    }

    [Theory]
    [InlineData("http://elsewhere.example/rows?p=2")]
    [InlineData("http://user:word@127.0.0.1/rows")]
    [InlineData("//127.0.0.2/rows")]
    public async Task A_link_to_another_host_is_not_followed(string link)
    {
        await using var server = await LittleServer.StartAsync((_, _) => $$"""{"rows":[{{Row(1)}}],"meta":{"link":"{{link}}"} }""");
        var hub = Hub("{ by: link, next: meta.link }", "a: b");
        await using var connector = hub.Connect(_clock, ("baseUrl", server.BaseUrl));
        Assert.Equal("E_HOST_NOT_ALLOWED", (await hub.FailAsync(connector, "things")).Code);
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task Windows_ask_for_each_month_and_agency_and_values_cannot_change_the_request()
    {
        await using var server = await LittleServer.StartAsync((_, _) => """{"rows":[]}""");
        var hub = Things("""
              path: rows/{agency}
              method: POST
              body: '{"thang":"{month}","tu":"{from}","den":"{to}"}'
              rows: rows
              window: [month, agency]
              months: MM/yyyy
              dates: dd/MM/yyyy
            """);
        await using var connector = hub.Connect(_clock, ("baseUrl", server.BaseUrl));
        await hub.PullAsync(connector, "things", from: new(2024, 10, 15), agencies: ["A&b/../c", "H02.36"]);
        Assert.Equal(6, server.Asked.Count);
        Assert.Equal("POST /rows/A&b%2F..%2Fc {\"thang\":\"10/2024\",\"tu\":\"15/10/2024\",\"den\":\"31/10/2024\"}", server.Asked[0]);
        Assert.Equal("POST /rows/H02.36 {\"thang\":\"12/2024\",\"tu\":\"01/12/2024\",\"den\":\"20/12/2024\"}", server.Asked[^1]);
    }

    [Fact]
    public async Task Records_deliver_the_days_that_have_ended_and_none_before_a_window_is_complete()
    {
        await using var server = await LittleServer.StartAsync((http, _) => $$"""{"rows":[{"ma":"H02.36","so":"{{http.Request.Query["d"]}}","ngay":"{{http.Request.Query["d"]}}"}]}""");
        var hub = Hub("""
            stream: things
            version: 1
            kind: records
            key: [so]
            agency: ma
            fields: { ma: agency, so: key, ngay: day }
            values:
              a.b: { on: ngay }
            request:
              path: rows
              query: { d: "{day}" }
              rows: rows
              window: day
              on: ngay
            """);
        await using var connector = hub.Connect(_clock, ("baseUrl", server.BaseUrl));
        await hub.PullAsync(connector, "things", from: new(2024, 12, 18), agencies: ["H02.36"]);
        Assert.Equal([new("H02.36", "ngay", new(2024, 12, 18), new(2024, 12, 19)), new Delivery("H02.36", "ngay", new(2024, 12, 19), new(2024, 12, 20))], hub.Delivered);
        Assert.Equal(3, hub.Cells().Count);
    }

    internal static DescribedHub Things(string request) => Hub($$"""
        stream: things
        version: 1
        kind: snapshots
        key: [ma, ngay, so]
        agency: ma
        period: ngay
        fields: { ma: agency, ngay: day, so: key?, n: count?, m: amount? }
        values:
          a.b: n
          a.c: m
        request:
        {{request}}
        """);

    internal static DescribedHub Hub(string map) => new(new RestModule(), [DescribedHub.Definition("rest", "things", map)]);

    internal static string Row(int number) => $$"""{"ma":"H02.36","ngay":"2024-11-30","so":"S{{number}}","n":{{number}}}""";

    private static DescribedHub Hub(string paging, string parameter) => Things($$"""
          path: rows
          query: { {{parameter}} }
          rows: rows
          paging: {{paging}}
        """);

    private static string Answer(Microsoft.AspNetCore.Http.IQueryCollection query, Microsoft.AspNetCore.Http.IHeaderDictionary headers, int gone = 0)
    {
        static int Number(string? text) => int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;
        var (rows, start) = (Rows - gone, query.ContainsKey("trang") ? (Number(query["trang"]) - 1) * 10
            : query.ContainsKey("trang0") ? Number(query["trang0"]) * 10
            : query.ContainsKey("tu") ? Number(query["tu"])
            : query.ContainsKey("sau") ? Number(query["sau"].ToString().TrimStart('c')) : Number(query["p"]));
        var next = start + 10 < rows ? start + 10 : (int?)null;
        if (query.ContainsKey("header") && next is not null)
        {
            headers["Link"] = $"</rows?p=0>; rel=\"first\", </rows?header=1&p={next}>; title=\"a, b\"; rel=\"next\"";
        }

        return JsonSerializer.Serialize(new
        {
            rows = Enumerable.Range(start, Math.Clamp(rows - start, 0, 10)).Select(n => new { ma = "H02.36", ngay = "2024-11-30", so = $"S{n + gone}", n }),
            total = rows,
            meta = new { next = next is null ? null : $"c{next}", link = next is null ? null : $"rows?field=1&p={next}" },
        });
    }
}
