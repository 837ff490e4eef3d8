using System.Net;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Sources;
using IntegrationHub.Store.Timeline;
using Xunit;

namespace IntegrationHub.Api.Tests.Runs;

public sealed class RunsEndpointsTests
{
    [Fact]
    public async Task A_run_shows_counts_and_what_was_refused_with_a_remedy()
    {
        await using var api = await ApiServer.StartAsync();
        var id = await api.Seed.PullAsync("dossiers", [Seed.Day("A-1", "commune-a", Seed.January, 1, 1, 1)], rejections:
        [
            .. Enumerable.Range(1, 7).Select(i => new RejectedRecord
            {
                Record = $"X-{i}", Code = "E_UNKNOWN_AGENCY", Place = "agency code", Message = "agency code 'H99' is in no alias table", Day = Seed.January.DayNumber, Sample = "H99",
            }),
            new RejectedRecord { Record = "Y-1", Code = "E_BAD_DATE", Place = "NgayTra", Message = "'31/02/2024' is no date" },
        ]);

        var run = await api.GetAsync($"/api/v1/runs/{id}");

        Assert.Equal((9, 1, 0, 8), (run.GetProperty("fetched").GetInt32(), run.GetProperty("accepted").GetInt32(), run.GetProperty("unchanged").GetInt32(), run.GetProperty("rejected").GetInt32()));
        Assert.Equal(1, run.GetProperty("batches").GetProperty("recorded").GetInt32());
        var codes = run.GetProperty("rejectionsByCode").EnumerateArray().ToList();
        Assert.Equal(["E_UNKNOWN_AGENCY|7|7", "E_BAD_DATE|1|1"], codes.Select(c => $"{c.GetProperty("code").GetString()}|{c.GetProperty("count").GetInt32()}|{c.GetProperty("open").GetInt32()}"));
        Assert.Contains("aliases/", codes[0].GetProperty("remedy").GetString(), StringComparison.Ordinal);
        var samples = codes[0].GetProperty("samples");
        Assert.Equal(5, samples.GetArrayLength());
        Assert.Equal(("X-1", "H99", "2024-01-01"), (samples[0].GetProperty("record").GetString(), samples[0].GetProperty("sample").GetString(), samples[0].GetProperty("day").GetString()));
    }

    [Fact]
    public async Task A_failed_run_names_the_error_and_what_to_do()
    {
        await using var api = await ApiServer.StartAsync();
        var id = Guid.NewGuid();
        await api.Seed.AddRunAsync(id, "tthc-test", "dossiers", RunState.Failed, errorCode: "E_SOURCE_HTML", error: "an HTML page came");

        var run = await api.GetAsync($"/api/v1/runs/{id}");

        Assert.Equal(("failed", "E_SOURCE_HTML", Seed.TraceId), (run.GetProperty("state").GetString(), run.GetProperty("errorCode").GetString(), run.GetProperty("traceId").GetString()));
        Assert.Contains("login page", run.GetProperty("remedy").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timeline_joins_what_processes_told_and_its_counts_add_up()
    {
        await using var api = await ApiServer.StartAsync();
        var id = await api.Seed.PullAsync("dossiers", [Seed.Day("A-1", "commune-a", Seed.January, 1, 1, 1)], rejections: [new RejectedRecord { Record = "Y-1", Code = "E_BAD_DATE", Place = "NgayTra", Message = "'31/02/2024' is no date" }]);
        var at = api.Clock.GetUtcNow();
        await using (var db = await api.Seed.ContextAsync())
        {
            db.AddRange(
                Span("b7ad6b7169203331", null, "run", "run tthc/dossiers", 0), Span("02", "b7ad6b7169203331", "source", "GET", 1, "E_SOURCE_TIMEOUT"), Span("03", "b7ad6b7169203331", "source", "GET", 2),
                Span("04", "b7ad6b7169203331", "record", "record tthc/dossiers", 3), Span("05", "lost", "notify", "deliver webhook", 4, attributes: """{"hub.outcome":"acknowledged"}"""));
            await db.SaveChangesAsync();
        }

        var timeline = await api.GetAsync($"/api/v1/runs/{id}/timeline");

        Assert.True(timeline.GetProperty("addsUp").GetBoolean());
        Assert.True(timeline.GetProperty("isKept").GetBoolean());
        Assert.Equal(
            ["source 2 1", "collect 0 0", "publish 0 0", "record 1 0", "notify 1 0"],
            timeline.GetProperty("steps").EnumerateArray().Select(s => $"{s.GetProperty("stage").GetString()} {s.GetProperty("count").GetInt32()} {s.GetProperty("problems").GetInt32()}"));
        var steps = timeline.GetProperty("steps");
        Assert.Equal((2, 1, 0, 1, 0), (steps[1].GetProperty("counts").GetProperty("fetched").GetInt32(), Recorded("accepted"), Recorded("unchanged"), Recorded("rejected"), Recorded("waiting")));
        Assert.Equal(1, steps[4].GetProperty("counts").GetProperty("acknowledged").GetInt32());
        var spans = timeline.GetProperty("spans").EnumerateArray().ToList();
        Assert.Equal([null, "b7ad6b7169203331", "b7ad6b7169203331", "b7ad6b7169203331", null], spans.Select(s => s.GetProperty("parent").GetString()));
        Assert.Equal("error E_SOURCE_TIMEOUT", $"{spans[1].GetProperty("status").GetString()} {spans[1].GetProperty("problem").GetString()}");

        var log = (await api.GetAsync($"/api/v1/runs/{id}/log")).EnumerateArray().ToList();
        Assert.Equal(["E_BAD_DATE 1", "E_SOURCE_TIMEOUT 1"], log.Select(l => $"{l.GetProperty("code").GetString()} {l.GetProperty("count").GetInt32()}").Order(StringComparer.Ordinal));
        Assert.All(log, l => Assert.NotEqual("", l.GetProperty("remedy").GetString()));

        int Recorded(string name) => steps[3].GetProperty("counts").GetProperty(name).GetInt32();
        RunSpan Span(string span, string? parent, string stage, string name, int second, string? problem = null, string attributes = "{}") => new()
        {
            Trace = Seed.TraceId, Span = span, Parent = parent, Stage = stage, Name = name, StartedAt = at.AddSeconds(second), EndedAt = at.AddSeconds(second), Problem = problem, Attributes = attributes, Process = "p",
        };
    }

    [Theory]
    [InlineData("/api/v1/runs/00000000-0000-0000-0000-000000000001")]
    [InlineData("/api/v1/runs/00000000-0000-0000-0000-000000000001/timeline")]
    [InlineData("/api/v1/runs/00000000-0000-0000-0000-000000000001/log")]
    [InlineData("/api/v1/runs/latest")]
    public async Task An_unknown_run_is_refused(string path)
    {
        await using var api = await ApiServer.StartAsync();

        Assert.Contains("/api/v1/sources", await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-run", path), StringComparison.Ordinal);
    }
}
