using System.Net;
using System.Text.Json;
using Xunit;

namespace IntegrationHub.Api.Tests.Plans;

public sealed class MatrixTests
{
    private const string Matrix = "/api/v1/plans/plan-2024/matrix";

    [Fact]
    public async Task Every_cell_says_what_the_table_of_its_unit_says()
    {
        await using var api = await ApiServer.StartAsync();

        // In one unit two feeds differ, and it has a target of its own.
        await api.Seed.AllAsync(februaryOfB: 12);
        await api.ApplyAsync("plans/plan-b.yaml", """
            id: plan-b
            parent: plan-2024
            title: Kế hoạch xã
            owner: commune-b
            year: 2024
            rows: [{ row: "1", indicator: online-rate, origin: table, title: Trên 40%, clause: x, target: { op: ">", value: 40, asWritten: x } }]

            """);
        var marks = new List<string?>();
        foreach (var question in new[] { "", "?period=2024-M02", "?period=2024&scope=own", "?period=2024-M01&view=as-now", "?period=2024-Q1&asKnownAt=2024-03-20", "?period=2024-M02&calendar=admin" })
        {
            var matrix = await api.GetAsync(Matrix + question);
            var columns = matrix.GetProperty("columns").EnumerateArray().Select(c => (Text(c, "indicator"), Text(c, "part"))).ToList();
            Assert.Equal([("online-rate", null), ("both", null), ("both", "online-share"), ("both", "verified-rate"), ("rule-issued", null)], columns);
            foreach (var row in matrix.GetProperty("rows").EnumerateArray())
            {
                var table = (await api.GetAsync($"/api/v1/plans/plan-2024/progress?unit={Text(row, "unit")}{question.Replace('?', '&')}")).GetProperty("rows").EnumerateArray().ToDictionary(r => (Text(r, "indicator"), Text(r, "part")));
                Assert.Equal(columns.Count, row.GetProperty("cells").GetArrayLength());
                foreach (var (column, cell) in columns.Zip(row.GetProperty("cells").EnumerateArray()))
                {
                    Assert.Equal(table.TryGetValue(column, out var figure) ? Said(figure, Text(figure.GetProperty("period"), "id")) : null, cell.ValueKind is JsonValueKind.Null ? null : Said(cell, Text(cell, "period")));
                    marks.AddRange(cell.ValueKind is JsonValueKind.Null ? [] : cell.GetProperty("marks").EnumerateArray().Select(m => m.GetString()));
                }
            }
        }

        Assert.Contains("Reconcile", marks);

        static string Said(JsonElement figure, string? period) =>
            string.Join('|', Text(figure, "display"), Text(figure, "value"), Text(figure, "percent"), Text(figure, "verdict"), Text(figure, "status"), period, figure.GetProperty("marks").GetRawText());
    }

    [Fact]
    public async Task Units_stand_below_the_one_above_them()
    {
        await using var api = await ApiServer.StartAsync();

        Assert.Equal(["province|province|0", "district|district|1", "commune-a|commune|2", "commune-b|commune|2"], await UnitsAsync(api, ""));
        Assert.Equal(["district|district|0", "commune-a|commune|1", "commune-b|commune|1"], await UnitsAsync(api, "?unit=district&period=2024-M01"));
        Assert.Equal(["commune-b|commune|0"], await UnitsAsync(api, "?unit=commune-b"));
        Assert.Equal(["province|province|0", "district|district|1", "commune-a|commune|2", "commune-b|commune|2", "commune-gone|commune|2"], await UnitsAsync(api, "?period=2023"));

        static async Task<IEnumerable<string>> UnitsAsync(ApiServer api, string question) =>
            (await api.GetAsync(Matrix + question)).GetProperty("rows").EnumerateArray().Select(r => $"{Text(r, "unit")}|{Text(r, "level")}|{r.GetProperty("depth").GetInt32()}");
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "unknown-plan", "/api/v1/plans/nobody/matrix")]
    [InlineData(HttpStatusCode.NotFound, "unknown-unit", Matrix + "?unit=nobody")]
    [InlineData(HttpStatusCode.BadRequest, "bad-period", Matrix + "?period=soon")]
    [InlineData(HttpStatusCode.BadRequest, "bad-scope", Matrix + "?scope=nobody")]
    [InlineData(HttpStatusCode.BadRequest, "bad-parameter", Matrix + "?calendar=lunar")]
    [InlineData(HttpStatusCode.BadRequest, "out-of-validity", Matrix + "?unit=commune-gone&period=2024-M01")]
    public async Task A_question_without_an_answer_is_refused(HttpStatusCode status, string type, string path)
    {
        await using var api = await ApiServer.StartAsync();
        Assert.NotEqual("", await api.RefusedAsync(status, type, path));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
