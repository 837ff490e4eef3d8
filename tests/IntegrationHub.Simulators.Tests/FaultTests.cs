using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.Simulators.Tests;

public sealed class FaultTests : IAsyncLifetime
{
    private SimulatorServer _server = null!;
    private TthcClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await SimulatorServer.StartAsync(new SimulatorOptions(), new DemoClock(), default);
        _client = new TthcClient(_server);
        await _client.LogInAsync();
        await _client.UseTokenAsync();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Html_comes_instead_of_JSON()
    {
        await SwitchOnAsync(new { kind = "html-instead-of-json", endpoint = "snapshots" });
        using var answer = await SearchAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        await SwitchOffAsync();
        Assert.NotEmpty((await _client.SearchAsync("Tháng", 5, 2024)).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task Truncated_JSON_does_not_parse()
    {
        await SwitchOnAsync(new { kind = "truncated-json", endpoint = "list", unit = "so-tp" });
        await Assert.ThrowsAnyAsync<JsonException>(() => _client.ListAsync("H02.12", "2024-05-01", "2024-05-31"));
        Assert.NotNull(await _client.ListAsync("H02.11", "2024-05-01", "2024-05-31"));
    }

    [Fact]
    public async Task Empty_object_comes_as_often_as_asked()
    {
        await SwitchOnAsync(new { kind = "empty-object", endpoint = "list", times = 1, after = 1 });
        Assert.True((await _client.ListAsync("H02.12", "2024-05-01", "2024-05-31")).RootElement.TryGetProperty("data", out _));
        Assert.Empty((await _client.ListAsync("H02.12", "2024-05-01", "2024-05-31")).RootElement.EnumerateObject());
        Assert.True((await _client.ListAsync("H02.12", "2024-05-01", "2024-05-31")).RootElement.TryGetProperty("data", out _));
        Assert.Equal(1, _server.Faults.List().Single().Hits);
    }

    [Fact]
    public async Task Errors_500_and_429_carry_their_status()
    {
        await SwitchOnAsync(new { kind = "error-500", times = 1 });
        using var broken = await SearchAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, broken.StatusCode);
        await SwitchOnAsync(new { kind = "429", retryAfter = "7", endpoint = "snapshots" });
        using var throttled = await SearchAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, throttled.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), throttled.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Slow_answer_outlasts_the_callers_patience()
    {
        await SwitchOnAsync(new { kind = "slow", seconds = 20, endpoint = "snapshots" });
        using var patience = new CancellationTokenSource(300);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.Http.GetAsync(TthcClient.SearchPath("Tháng", 5, 2024), patience.Token));
    }

    [Fact]
    public async Task Changed_credentials_end_sessions_and_refuse_the_old_password()
    {
        await SwitchOnAsync(new { kind = "wrong-password" });
        using var list = await _client.ListAsync("H02.12", "2024-05-01", "2024-05-31");
        Assert.Equal("-1", list.RootElement.GetProperty("error_code").GetString());
        using var search = await SearchAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, search.StatusCode);
        var old = new { username = _server.Credentials.Username, password = _server.Credentials.Password };
        using var login = await _client.PostAsync("/mapi/login", old);
        Assert.Equal("-1", login.RootElement.GetProperty("error_code").GetString());
        using var token = await _client.Http.PostAsJsonAsync("/api/tokens", old);
        Assert.Equal(HttpStatusCode.Unauthorized, token.StatusCode);
        await SwitchOffAsync();
        await _client.LogInAsync();
        using var again = await _client.ListAsync("H02.12", "2024-05-01", "2024-05-31");
        Assert.True(again.RootElement.TryGetProperty("data", out _));
    }

    [Fact]
    public async Task Session_expires_in_the_middle_of_a_run()
    {
        await SwitchOnAsync(new { kind = "session-expired-mid-run", endpoint = "list", after = 2, times = 1 });
        var errors = new List<string>();
        for (var n = 0; n < 4; n++)
        {
            using var list = await _client.ListAsync("H02.12", "2024-05-01", "2024-05-31");
            errors.Add(list.RootElement.GetProperty("error_code").ToString());
        }

        Assert.Equal([false, false, true, true], errors.Select(e => e == "-1"));
        await _client.LogInAsync();
        using var after = await _client.ListAsync("H02.12", "2024-05-01", "2024-05-31");
        Assert.True(after.RootElement.TryGetProperty("data", out _));
    }

    [Fact]
    public async Task Unknown_status_shows_in_list_and_detail_of_that_dossier_only()
    {
        using var list = await _client.ListAsync("H02.12", "2024-05-01", "2024-05-31");
        var codes = list.RootElement.GetProperty("data").EnumerateArray().Select(TthcClient.CodeOf).Distinct().ToList();
        await SwitchOnAsync(new { kind = "unknown-status", maHoSo = codes[2] });
        using var spoiled = await _client.ListAsync("H02.12", "2024-05-01", "2024-05-31");
        var unknown = spoiled.RootElement.GetProperty("data").EnumerateArray().Where(r => r.GetProperty("TrangThaiHoSo").GetString() == "77");
        Assert.Equal([codes[2]], unknown.Select(TthcClient.CodeOf));
        using var detail = await _client.DetailAsync("H02.12", codes[2]);
        Assert.Equal("77", TthcClient.ResultOf(detail).GetProperty("TrangThaiHoSo").GetString());
    }

    [Fact]
    public async Task Snapshot_faults_spoil_the_named_row_and_no_other()
    {
        var clean = await RowsAsync();
        await SwitchOnAsync(new { kind = "negative-count", unit = "so-tp" });
        await SwitchOnAsync(new { kind = "numerator-above-denominator", unit = "so-xd" });
        await SwitchOnAsync(new { kind = "planted-difference", unit = "so-yt", field = "HoSoDaXuLyXong", amount = 11 });
        await SwitchOnAsync(new { kind = "planted-difference", unit = "xa-huong-mai", field = "TiepNhanTrongKy", amount = -1 });
        await SwitchOnAsync(new { kind = "planted-difference", unit = "so-nnptnt", ky = 6 });
        await SwitchOnAsync(new { kind = "soLieu-not-json", unit = "so-ct" });
        await SwitchOnAsync(new { kind = "missing-agency-row", unit = "so-tc" });
        await SwitchOnAsync(new { kind = "unknown-agency-code" });
        var spoiled = await RowsAsync();

        Assert.True(Figure(spoiled, "so-tp", "TiepNhanTrongKy") < 0);
        Assert.Equal(7, Figure(spoiled, "so-xd", "HoSoDaXuLyXongCoKetQuaDienTu") - Figure(spoiled, "so-xd", "HoSoDaXuLyXong"));
        Assert.Equal(11, Figure(spoiled, "so-yt", "HoSoDaXuLyXong") - Figure(clean, "so-yt", "HoSoDaXuLyXong"));
        Assert.Equal(-1, Figure(spoiled, "xa-huong-mai", "TiepNhanTrongKy") - Figure(clean, "xa-huong-mai", "TiepNhanTrongKy"));
        Assert.ThrowsAny<JsonException>(() => Figure(spoiled, "so-ct", "TiepNhanTrongKy"));
        Assert.False(spoiled.ContainsKey("DonVi H02.04"));
        Assert.True(spoiled.ContainsKey("DonVi H02.99"));
        string[] units = ["so-tp", "so-xd", "so-yt", "so-ct", "so-tc", "xa-huong-mai"];
        var touched = units.Select(u => $"DonVi {DemoUnits.Get(u).Code}").ToList();
        Assert.All(clean.Where(r => !touched.Contains(r.Key)), r => Assert.Equal(r.Value, spoiled[r.Key]));

        await SwitchOffAsync();
        Assert.Equal(clean, await RowsAsync());
    }

    [Fact]
    public async Task Dossier_of_an_unknown_agency_is_listed_and_can_be_read()
    {
        await SwitchOnAsync(new { kind = "unknown-agency-code", endpoint = "list", unit = "so-tp" });
        using var list = await _client.ListAsync("H02.12", "2024-05-01", "2024-05-31");
        var code = TthcClient.CodeOf(list.RootElement.GetProperty("data").EnumerateArray().Last());
        Assert.Equal("H02.99-240501-0001", code);
        using var detail = await _client.DetailAsync("H02.12", code);
        Assert.Equal("20240501080000", TthcClient.ResultOf(detail).GetProperty("NgayTiepNhan").GetString());
    }

    [Fact]
    public async Task Unknown_fault_is_refused_with_the_known_ones()
    {
        using var nowhere = await _client.Http.PostAsJsonAsync("/_faults", new { kind = "negative-count", unit = "so-mo" });
        Assert.Equal(HttpStatusCode.BadRequest, nowhere.StatusCode);
        using var answer = await _client.Http.PostAsJsonAsync("/_faults", new { kind = "gremlins" });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("planted-difference", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(_server.Faults.IsEmpty);
    }

    private async Task SwitchOnAsync(object fault)
    {
        using var answer = await _client.Http.PostAsJsonAsync("/_faults", fault);
        answer.EnsureSuccessStatusCode();
    }

    private async Task SwitchOffAsync() => (await _client.Http.DeleteAsync("/_faults")).EnsureSuccessStatusCode();

    private Task<HttpResponseMessage> SearchAsync() => _client.Http.GetAsync(TthcClient.SearchPath("Tháng", 5, 2024));

    private async Task<Dictionary<string, string>> RowsAsync() =>
        (await _client.SearchAsync("Tháng", 5, 2024)).GetProperty("data").EnumerateArray().ToDictionary(
            r => $"{r.GetProperty("loaiThongKe").GetString()} {r.GetProperty("maDinhDanh").GetString()}", r => r.GetProperty("soLieu").GetString()!);

    private static long Figure(Dictionary<string, string> rows, string unit, string field)
    {
        using var figures = JsonDocument.Parse(rows[$"DonVi {DemoUnits.Get(unit).Code}"]);
        return figures.RootElement.GetProperty(field).GetInt64();
    }
}
