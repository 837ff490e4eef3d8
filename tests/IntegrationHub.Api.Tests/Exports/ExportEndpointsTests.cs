using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace IntegrationHub.Api.Tests.Exports;

public sealed class ExportEndpointsTests(SeededServer server) : IClassFixture<SeededServer>
{
    private const string Export = "/api/v1/plans/plan-2024/export";

    private readonly ApiServer _api = server.Api;

    [Fact]
    public async Task A_table_is_a_file_that_a_spreadsheet_opens_and_has_the_rows_of_the_plan()
    {
        using var response = await _api.Client.GetAsync(new Uri(Export + "?period=2024-M01", UriKind.Relative));
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("plan-2024.csv", response.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);

        var lines = Table(Encoding.UTF8.GetString(bytes[3..]));
        var rows = await RowsAsync("/api/v1/plans/plan-2024/progress?period=2024-M01");
        Assert.Equal(rows.Count, lines.Count);
        foreach (var (row, line) in rows.Zip(lines))
        {
            foreach (var name in new[] { "indicator", "part", "title", "unit", "value", "numerator", "denominator", "percent", "display", "verdict", "status" })
            {
                Assert.Equal(row.GetProperty(name).GetString() ?? "", line[name]);
            }
        }
    }

    [Fact]
    public async Task Json_lines_are_the_rows_of_the_plan_for_every_month_and_unit()
    {
        var text = await TextAsync("application/jsonl", Export + "?format=jsonl&from=2024-01-01&to=2024-04-01&below=true");
        var lines = text.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToList();

        foreach (var month in new[] { "2024-M01", "2024-M02", "2024-M03" })
        {
            foreach (var unit in new[] { "province", "district", "commune-a", "commune-b" })
            {
                var rows = await RowsAsync($"/api/v1/plans/plan-2024/progress?period={month}&unit={unit}");
                var mine = lines.Where(l => l.GetProperty("period").GetProperty("id").GetString() == month && l.GetProperty("unit").GetString() == unit).ToList();
                Assert.Equal(rows.Select(r => r.GetRawText()), mine.Select(WithoutQuestion));
                Assert.All(mine, l => Assert.Equal(("plan-2024", "as-was", "subtree"), (l.GetProperty("plan").GetString(), l.GetProperty("view").GetString(), l.GetProperty("scope").GetString())));
            }
        }

        Assert.Equal(3 * 4 * 5, lines.Count);
    }

    [Fact]
    public async Task Sdmx_has_an_observation_for_each_figure_and_what_is_missing_is_not_zero()
    {
        var text = await TextAsync("application/vnd.sdmx.data+csv", Export + "?format=sdmx-csv&from=2024-01-01&to=2025-01-01&by=cumulative");
        Assert.StartsWith("STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,PLAN,INDICATOR,SCOPE,VIEW,TIME_PERIOD,OBS_VALUE,OBS_STATUS,CONF_STATUS,", text, StringComparison.Ordinal);
        var rows = Table(text);

        Assert.All(rows, r => Assert.Equal(("dataflow", "INTEGRATION_HUB:PLAN_PROGRESS(1.0.0)", "R"), (r["STRUCTURE"], r["STRUCTURE_ID"], r["ACTION"])));
        string[] dimensions = ["FREQ", "REF_AREA", "PLAN", "INDICATOR", "SCOPE", "VIEW", "TIME_PERIOD"];
        Assert.All(rows, r => Assert.All(dimensions, d => Assert.Matches(@"^[A-Za-z0-9_@$\-]+(/P\d+D)?$", r[d])));
        Assert.Equal(rows.Count, rows.Select(r => string.Join('|', dimensions.Select(d => r[d]))).Distinct().Count());

        // The composite and the milestone are no observations; quarter, half, nine months and year are four of each of the three others.
        Assert.Equal(3 * 4, rows.Count);
        Assert.Equal(["Q:2024-Q1", "S:2024-S1", "_O:2024-01-01/P274D", "A:2024"], rows.Where(r => r["INDICATOR"] == "online-rate").Select(r => r["FREQ"] + ":" + r["TIME_PERIOD"]));
        foreach (var row in rows)
        {
            var figure = (await RowsAsync($"/api/v1/plans/plan-2024/progress?period={PeriodOf(row)}")).Single(r => (r.GetProperty("part").GetString() ?? r.GetProperty("indicator").GetString()) == row["INDICATOR"]);
            Assert.Equal(figure.GetProperty("percent").GetString() ?? "", row["OBS_VALUE"]);
            Assert.Equal(figure.GetProperty("status").GetString(), row["STATUS"]);
        }
    }

    [Fact]
    public async Task The_status_of_an_observation_says_what_a_reader_must_know()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Seed.PullAsync("period-snapshots",
        [
            Seed.Snapshot("commune-a", Seed.January, 10, 8), Seed.Snapshot("commune-b", Seed.January, 0, 0),
            Seed.Snapshot("commune-a", Seed.February, 20, 15),
        ]);
        var text = await (await api.Client.GetAsync(new Uri(Export + "?format=sdmx-csv&from=2024-01-01&to=2024-03-01&below=true", UriKind.Relative))).Content.ReadAsStringAsync();
        var rows = Table(text).Where(r => r["INDICATOR"] == "online-rate").ToDictionary(r => r["REF_AREA"] + " " + r["TIME_PERIOD"]);

        Assert.Equal(("80.000000000000", "P", "10"), (rows["commune-a 2024-01"]["OBS_VALUE"], rows["commune-a 2024-01"]["OBS_STATUS"], rows["commune-a 2024-01"]["DENOMINATOR"]));
        Assert.Equal(("", "M", "NotApplicable"), (rows["commune-b 2024-01"]["OBS_VALUE"], rows["commune-b 2024-01"]["OBS_STATUS"], rows["commune-b 2024-01"]["STATUS"]));
        Assert.Equal(("", "O", "NoData", ""), (rows["commune-b 2024-02"]["OBS_VALUE"], rows["commune-b 2024-02"]["OBS_STATUS"], rows["commune-b 2024-02"]["STATUS"], rows["commune-b 2024-02"]["NUMERATOR"]));
        Assert.Equal("Partial", rows["district 2024-02"]["STATUS"]);
        Assert.Contains(rows["district 2024-02"]["OBS_STATUS"], new[] { "E", "U", "P" });
        Assert.NotEqual("", rows["district 2024-02"]["OBS_VALUE"]);
    }

    [Fact]
    public async Task A_text_that_a_spreadsheet_would_run_is_none()
    {
        await using var api = await ApiServer.StartAsync();
        await api.ApplyAsync("plans/hostile.yaml", """
            id: hostile
            title: Kế hoạch
            owner: province
            year: 2024
            rows:
              - { row: "1", indicator: online-rate, origin: table, title: '=HYPERLINK("http://x","y")', clause: x, target: { op: ">", value: 70, asWritten: x } }
              - { row: "2", indicator: online-share, origin: table, title: "@SUM(1+1)", clause: x, target: { op: ">", value: 70, asWritten: x } }
              - { row: "3", indicator: verified-rate, origin: table, title: "-2+3", clause: x, target: { op: ">", value: 70, asWritten: x } }

            """);
        var text = await (await api.Client.GetAsync(new Uri("/api/v1/plans/hostile/export?period=2024-M01", UriKind.Relative))).Content.ReadAsStringAsync();
        Assert.Equal(["'=HYPERLINK(\"http://x\",\"y\")", "'@SUM(1+1)", "'-2+3"], Table(text.TrimStart('\uFEFF')).Select(l => l["title"]));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, "bad-parameter", "?format=pdf")]
    [InlineData(HttpStatusCode.BadRequest, "bad-parameter", "?from=1.1.2024&to=2024-02-01")]
    [InlineData(HttpStatusCode.BadRequest, "bad-period", "?from=2024-01-01")]
    [InlineData(HttpStatusCode.BadRequest, "bad-period", "?from=2024-02-01&to=2024-01-01")]
    [InlineData(HttpStatusCode.BadRequest, "bad-period", "?from=2024-01-02&to=2024-01-20")]
    [InlineData(HttpStatusCode.BadRequest, "bad-period", "?from=2024-01-01&to=2024-02-01&by=week")]
    [InlineData(HttpStatusCode.BadRequest, "bad-period", "?from=2024-01-01&to=2024-02-01&period=2024")]
    [InlineData(HttpStatusCode.BadRequest, "bad-period", "?by=month")]
    [InlineData(HttpStatusCode.BadRequest, "too-many-tables", "?from=1900-01-01&to=2199-01-01&below=true")]
    [InlineData(HttpStatusCode.BadRequest, "bad-scope", "?scope=nobody")]
    [InlineData(HttpStatusCode.NotFound, "unknown-unit", "?unit=nobody&from=2024-01-01&to=2024-02-01")]
    [InlineData(HttpStatusCode.BadRequest, "out-of-validity", "?unit=commune-gone&from=2024-01-01&to=2024-03-01")]
    public async Task A_question_without_an_answer_is_refused_before_a_file_begins(HttpStatusCode status, string type, string query) =>
        Assert.NotEqual("", await _api.RefusedAsync(status, type, Export + query));

    [Fact]
    public async Task An_unknown_plan_has_no_file() => await _api.RefusedAsync(HttpStatusCode.NotFound, "unknown-plan", "/api/v1/plans/nobody/export?from=2024-01-01&to=2024-02-01");

    [Fact]
    public async Task A_file_is_compressed_and_not_sent_again_when_nothing_changed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Export, UriKind.Relative));
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var first = await _api.Client.SendAsync(request);
        Assert.Equal(["gzip"], first.Content.Headers.ContentEncoding);
        using var again = new HttpRequestMessage(HttpMethod.Get, new Uri(Export, UriKind.Relative));
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await _api.Client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    private static string PeriodOf(Dictionary<string, string> row) => row["TIME_PERIOD"] switch
    {
        "2024-S1" => "2024-H1",
        "2024-01-01/P274D" => "2024-9M",
        var other => other,
    };

    private static string WithoutQuestion(JsonElement line)
    {
        var row = System.Text.Json.Nodes.JsonObject.Create(line)!;
        foreach (var name in new[] { "plan", "view", "scope", "asOf" })
        {
            Assert.True(row.Remove(name), name);
        }

        return row.ToJsonString(IntegrationHub.Store.Plans.ProgressJson.Options);
    }

    private async Task<List<JsonElement>> RowsAsync(string path) => [.. (await _api.GetAsync(path)).GetProperty("rows").EnumerateArray()];

    private async Task<string> TextAsync(string mediaType, string path)
    {
        using var response = await _api.Client.GetAsync(new Uri(path, UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        Assert.Equal(mediaType, response.Content.Headers.ContentType?.MediaType);
        return text;
    }

    /// <summary>RFC 4180 by hand: what the product writes is not read by the product.</summary>
    private static List<Dictionary<string, string>> Table(string text)
    {
        var (lines, line, cell, isQuoted) = (new List<List<string>>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            if (isQuoted && text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && (text[i] == ',' || text[i] == '\n'))
            {
                line.Add(cell.ToString());
                cell.Clear();
                if (text[i] == '\n')
                {
                    lines.Add(line);
                    line = [];
                }
            }
            else if (isQuoted || text[i] != '\r')
            {
                cell.Append(text[i]);
            }
        }

        Assert.True(!isQuoted && cell.Length == 0 && line.Count == 0, "the last line does not end");
        Assert.All(lines, l => Assert.Equal(lines[0].Count, l.Count));
        return [.. lines.Skip(1).Select(l => lines[0].Zip(l).ToDictionary(c => c.First, c => c.Second))];
    }
}
