using System.Globalization;
using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Simulators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace IntegrationHub.Connectors.Reporting.Tests;

/// <summary>A source that does what the simulated one never does, as each test says.</summary>
public sealed class OddSourceTests : IAsyncLifetime
{
    private const string Empty = """{"success":true,"total":0,"data":[]}""";

    private readonly TestClock _clock = new();
    private readonly Dictionary<string, Func<HttpRequest, IResult>> _answers = [];
    private readonly List<string> _asked = [];
    private int _logins;
    private OddServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await OddServer.StartAsync(app =>
        {
            _answers["/api/v1/dang-nhap"] = _ => Json($$"""{"token":"t{{Interlocked.Increment(ref _logins)}}"}""");
            _answers["/api/v1/che-do-bao-cao"] = _ => Json("""{"success":true,"total":1,"data":[{"maCheDo":"CD1","tanSuat":"THANG","mat":false}]}""");
            _answers["/api/v1/bao-cao"] = _ => Json(Empty);
            app.Map("/{**path}", http =>
            {
                lock (_asked)
                {
                    _asked.Add($"{http.Request.Query["maDinhDanh"]} {http.Request.Query["nam"]} {http.Request.Query["pageIndex"]}");
                }

                return _answers[http.Request.Path](http.Request).ExecuteAsync(http);
            });
        });
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("<html><body>502</body></html>", FailureCategory.Malformed, "E_SOURCE_HTML")]
    [InlineData("""{"success":true,"total":1,"data":[{"maBaoCao":"a""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData("{}", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData("""{"success":true,"data":null}""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData("""{"success":true,"data":[1]}""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData("""{"success":true,"total":3,"data":[]}""", FailureCategory.Malformed, "E_PAGING")]
    [InlineData("""{"success":false,"message":"Loi"}""", FailureCategory.Rejected, "E_REJECTED")]
    public async Task Answer_that_is_none_is_typed_and_delivers_nothing(string body, FailureCategory category, string code)
    {
        foreach (var path in new[] { "/api/v1/che-do-bao-cao", "/api/v1/bao-cao" }.Reverse())
        {
            _answers[path] = _ => Json(body);
            var hub = new Hub();
            var fault = await FaultAsync(hub, Ask("H02.12"));
            Assert.Equal((category, code), (fault.Category, fault.Code));
            Assert.Empty(hub.Delivered);
            Assert.Empty(hub.Records);
        }
    }

    [Theory]
    [InlineData(423, FailureCategory.Rejected, "E_LOCKED")]
    [InlineData(403, FailureCategory.Permission, "E_FORBIDDEN")]
    public async Task Locked_period_of_one_agency_leaves_the_others_read_and_that_one_undelivered_until_it_is_unlocked(int status, FailureCategory category, string code)
    {
        _answers["/api/v1/bao-cao"] = http => http.Query["maDinhDanh"] == "H02.13" && http.Query["nam"] == "2023" ? Results.StatusCode(status) : Json(Rows(http, 1));
        var hub = new Hub();
        var fault = await FaultAsync(hub, Ask("H02.12", "H02.13", "H02.14"));
        Assert.Equal((category, code), (fault.Category, fault.Code));
        Assert.Contains("1 of 3 agencies", fault.Message, StringComparison.Ordinal);
        Assert.Equal(["H02.12", "H02.14"], hub.Delivered.Select(d => d.Agency));
        Assert.DoesNotContain(hub.Records.Keys, key => key.StartsWith("H02.13", StringComparison.Ordinal));

        _answers["/api/v1/bao-cao"] = http => Json(Rows(http, 1));
        await PullAsync(hub, Ask("H02.12", "H02.13", "H02.14"));
        var late = hub.Delivered.Single(d => d.Agency == "H02.13");
        Assert.Equal((Hub.Day("2024-12-01"), Hub.Day("2024-12-20")), (late.From, late.To));
    }

    [Fact]
    public async Task Trouble_everywhere_ends_the_run()
    {
        _answers["/api/v1/bao-cao"] = _ => Results.StatusCode(403);
        await FaultAsync(new Hub(), Ask([.. Enumerable.Range(11, 20).Select(n => $"H02.{n}")]));
        Assert.True(_asked.Count < 12, "it has stopped after a few");
    }

    [Theory]
    [InlineData(429, FailureCategory.Throttled, "E_THROTTLED")]
    [InlineData(401, FailureCategory.Authentication, "E_SIGN_IN")]
    [InlineData(404, FailureCategory.Configuration, "E_SOURCE_PATH")]
    public async Task Status_of_a_refusal_is_typed(int status, FailureCategory category, string code)
    {
        _answers["/api/v1/bao-cao"] = http =>
        {
            http.HttpContext.Response.Headers.RetryAfter = "600";
            return Results.StatusCode(status);
        };
        var fault = await FaultAsync(new Hub(), Ask("H02.12"));
        Assert.Equal((category, code), (fault.Category, fault.Code));
    }

    [Fact]
    public async Task Session_that_ends_in_the_middle_is_opened_again_once()
    {
        var asked = 0;
        _answers["/api/v1/bao-cao"] = http => Interlocked.Increment(ref asked) == 2 ? Results.StatusCode(401) : Json(Rows(http, 1));
        var hub = new Hub();
        await PullAsync(hub, Ask("H02.12"));
        Assert.Equal((2, 2), (_logins, hub.Records.Count));
    }

    [Fact]
    public async Task Last_page_that_repeats_the_first_one_delivers_nothing_of_the_agency()
    {
        _answers["/api/v1/bao-cao"] = http => Json(Page(http, 3, _ => 1));
        var hub = new Hub();
        Assert.Equal("E_PAGING", (await FaultAsync(hub, Ask("H02.12"), ("pageSize", "2"))).Code);
        Assert.Empty(hub.Delivered);
    }

    [Fact]
    public async Task Rows_that_come_while_paging_are_found_by_reading_again_and_a_list_that_never_stands_still_is_a_fault()
    {
        // Between the first page and the second of 2024 a row is put in front, which pushes one over the border.
        var asked = 0;
        _answers["/api/v1/bao-cao"] = http => Json(Page(http, http.Query["nam"] == "2024" && Interlocked.Increment(ref asked) == 1 ? 3 : 4, index => index));
        var hub = new Hub();
        await PullAsync(hub, Ask("H02.12"), ("pageSize", "2"));
        Assert.Equal(8, hub.Records.Count);
        Assert.Single(hub.Delivered);

        _answers["/api/v1/bao-cao"] = http => Json(Page(http, 6 + (Interlocked.Increment(ref asked) % 2), index => index));
        Assert.Equal("E_PAGING", (await FaultAsync(new Hub(), Ask("H02.12"), ("pageSize", "2"))).Code);
    }

    [Fact]
    public async Task Source_without_a_total_is_read_until_a_page_is_not_full_and_rows_that_stand_twice_count_once()
    {
        _answers["/api/v1/bao-cao"] = http => Json(Page(http, 3, index => index).Replace("\"total\":3,", "", StringComparison.Ordinal));
        var hub = new Hub();
        await PullAsync(hub, Ask("H02.12"), ("pageSize", "2"));
        Assert.Equal(6, hub.Records.Count);

        _answers["/api/v1/bao-cao"] = _ => Json("""{"total":2,"data":[{"maBaoCao":"x","maCheDo":"CD1","maDinhDanh":"H02.12","hanGui":"2024-12-02","trangThai":0},{"maBaoCao":"x","maCheDo":"CD1","maDinhDanh":"H02.12","hanGui":"2024-12-02","trangThai":1,"guiTrenHeThong":true}]}""");
        hub = new Hub();
        await PullAsync(hub, Ask("H02.12"));
        Assert.Equal(2, Assert.IsType<Mapped>(Assert.Single(hub.Records).Value.Result).Values.Count);
    }

    [Fact]
    public async Task Bad_rows_are_refused_beside_the_good_ones_and_the_source_cannot_say_what_the_hub_derives()
    {
        _answers["/api/v1/bao-cao"] = http => Json(http.Query["nam"] == "2023" ? Empty : """
            {"total":7,"data":[
             {"maBaoCao":"1","maCheDo":"CD1","maDinhDanh":"H02.12","hanGui":"2024-12-02","trangThai":2,"ngayGui":"2024-12-01","guiTrenHeThong":1,"ky":0,"nam":2024,"truongMoi":"x"},
             {"maBaoCao":"2","maCheDo":"CD9","maDinhDanh":"H02.12","hanGui":"2024-12-02","trangThai":1,"HieuLuc":1,"loaiTru":1},
             {"maBaoCao":"3","maCheDo":"CD1","maDinhDanh":"H02.12","hanGui":"2024-12-02","trangThai":7},
             {"maBaoCao":"4","maCheDo":"CD1","maDinhDanh":"H02.12","hanGui":"12/25/2024","trangThai":1},
             {"maBaoCao":"5","maCheDo":"CD1","maDinhDanh":"H99.99","hanGui":"2024-12-02","trangThai":0},
             {"maBaoCao":"6","maCheDo":"CD1","hanGui":"2024-12-02","trangThai":0},
             {"maBaoCao":"7","maCheDo":"CD1","maDinhDanh":"H02.12","hanGui":"2024-12-02"}]}
            """);
        var hub = new Hub();
        await PullAsync(hub, Ask("H02.12"));
        Assert.Equal([("2", "E_UNKNOWN_REGIME"), ("3", "E_UNKNOWN_STATUS"), ("4", "E_BAD_DATE"), ("6", "E_NO_AGENCY"), ("7", "E_UNKNOWN_STATUS")],
            hub.Records.Where(record => record.Value.Result is Refused).Select(record => (record.Key, ((Refused)record.Value.Result).Code)).Order());
        Assert.Equal([("H02.12", 2), ("H99.99", 1)], hub.Records.Values.Select(record => record.Result).OfType<Mapped>().Select(mapped => (mapped.Agency, mapped.Values.Count)).Order());
        Assert.Equal(["truongMoi"], hub.Pages[0].AddedFields);
    }

    [Fact]
    public async Task Regime_that_becomes_secret_or_ends_takes_its_reports_back()
    {
        _answers["/api/v1/bao-cao"] = http => Json(Rows(http, 1));
        var hub = new Hub();
        await PullAsync(hub, Ask("H02.12"));
        Assert.Equal(2, hub.Cells().Sum(cell => cell.Value));
        foreach (var change in new[] { "\"mat\":true", "\"thongKe\":1", "\"hieuLucDen\":\"2023-06-30\"" })
        {
            _answers["/api/v1/che-do-bao-cao"] = _ => Json($$"""{"total":1,"data":[{"maCheDo":"CD1",{{change}}}]}""");
            await PullAsync(hub, Ask("H02.12"));
            Assert.Empty(hub.Cells());
        }
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("""{"v":2,"stream":"reports","next":null,"backfill":null,"agencies":{}}""")]
    [InlineData("""{"v":1,"stream":"statistics","next":null,"backfill":null,"agencies":{}}""")]
    [InlineData("""{"v":1,"stream":"reports","next":null,"backfill":null,"agencies":{"H02.12":20241332}}""")]
    public async Task Damaged_or_newer_cursor_stops_with_a_remedy(string cursor)
    {
        var hub = new Hub { Cursor = cursor };
        var fault = await FaultAsync(hub, Ask("H02.12"));
        Assert.Equal((FailureCategory.Configuration, "E_CURSOR"), (fault.Category, fault.Code));
        Assert.Contains("hub source reset reports-test", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Agency_that_was_added_later_is_read_from_the_beginning()
    {
        var hub = new Hub();
        await PullAsync(hub, Ask("H02.12"));
        await PullAsync(hub, Ask("H02.12", "H02.13"));
        Assert.Equal(Hub.Day("2024-12-01"), hub.Delivered.Single(d => d.Agency == "H02.13").From);
        Assert.Equal("E_NO_AGENCY", (await FaultAsync(new Hub(), Ask())).Code);
    }

    private static IResult Json(string text) => Results.Text(text, "application/json");

    private static PullRequest Ask(params string[] agencies) => Hub.Ask("2024-12-01") with { Agencies = agencies };

    private static string Rows(HttpRequest http, int count) =>
        $$"""{"success":true,"total":{{count}},"data":[{{string.Join(',', Enumerable.Range(1, count).Select(n => Report(http, n)))}}]}""";

    private static string Page(HttpRequest http, int total, Func<int, int> given)
    {
        var (index, size) = (Number("pageIndex"), Number("pageSize"));
        var rows = Enumerable.Range(1, total).Skip((given(index) - 1) * size).Take(size).Select(n => Report(http, n));
        return $$"""{"success":true,"total":{{total}},"data":[{{string.Join(',', rows)}}]}""";

        int Number(string name) => int.Parse(http.Query[name]!, CultureInfo.InvariantCulture);
    }

    private static string Report(HttpRequest http, int number) =>
        $$"""{"maBaoCao":"{{http.Query["maDinhDanh"]}}.{{http.Query["nam"]}}.{{number}}","maCheDo":"CD1","maDinhDanh":"{{http.Query["maDinhDanh"]}}","hanGui":"2024-12-02","trangThai":0,"lanDieuChinh":0}""";

    private async Task PullAsync(Hub hub, PullRequest request, params (string, string)[] options)
    {
        await using var connector = Hub.Connect(_server.BaseUrl, new DemoCredentials("hub", "p"), _clock, options);
        await hub.PullAsync(connector, request);
    }

    private async Task<ConnectorException> FaultAsync(Hub hub, PullRequest request, params (string, string)[] options) =>
        await Assert.ThrowsAsync<ConnectorException>(() => PullAsync(hub, request, options));
}
