using System.Net;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Sources;
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

    [Theory]
    [InlineData("/api/v1/runs/00000000-0000-0000-0000-000000000001")]
    [InlineData("/api/v1/runs/latest")]
    public async Task An_unknown_run_is_refused(string path)
    {
        await using var api = await ApiServer.StartAsync();

        Assert.Contains("/api/v1/sources", await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-run", path), StringComparison.Ordinal);
    }
}
