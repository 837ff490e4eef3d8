using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Simulators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace IntegrationHub.Connectors.NationalPortalPayments.Tests;

/// <summary>A source that does what the simulated one never does, as each test says.</summary>
public sealed class OddSourceTests : IAsyncLifetime
{
    private const string Statistics = NationalPortalPaymentsModule.StatisticsStreamName;
    private const string Transactions = NationalPortalPaymentsModule.TransactionsStreamName;
    private const string Good = """{"MaThamChieu":"T-1","MaDonVi":"H02.36","TrangThaiGD":"1","ThoiGianGD":"20241201083000","MaKenhThanhToan":"1"}""";

    private readonly TestClock _clock = new("2024-12-05T08:00:00+07:00");
    private readonly DemoCredentials _account = new("hub", "geheim");
    private Func<HttpContext, (int Status, string Body)> _counts = _ => (200, """{"data":[]}""");
    private Func<int, (int Status, string Body)> _list = _ => (200, """{"data":[],"totalCount":0}""");
    private int _logins;
    private OddServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await OddServer.StartAsync(app =>
        {
            app.MapPost("/pay/api/tokens", () => Results.Text($$"""{"Token":"t{{Interlocked.Increment(ref _logins)}}"}""", "application/json"));
            app.MapPost("/pay/api/v1/QuyetDinh766s/TTTT", (HttpContext http) => Answer(http, _counts(http)));
            app.MapGet("/pay/api/v1/GiaoDichThanhToans", (HttpContext http, int pageNumber) => Answer(http, _list(pageNumber)));
        });
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(200, "<!DOCTYPE html><title>Đăng nhập</title>", FailureCategory.Malformed, "E_SOURCE_HTML")]
    [InlineData(200, """{"data":[{"MaThamChieu":"T-1","MaDonVi":"H0""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(200, "{}", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(200, """{"data":null}""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(200, """{"data":["T-1"]}""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(200, """{"error_code":"0","message":"{\"result\":[{]}"}""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(200, """{"error_code":"7","message":"dịch vụ bận"}""", FailureCategory.Rejected, "E_REJECTED")]
    [InlineData(400, "Object reference not set", FailureCategory.Rejected, "E_REJECTED")]
    [InlineData(401, "", FailureCategory.Authentication, "E_SIGN_IN")]
    [InlineData(403, "", FailureCategory.Permission, "E_FORBIDDEN")]
    [InlineData(404, "", FailureCategory.Configuration, "E_SOURCE_PATH")]
    [InlineData(429, "", FailureCategory.Throttled, "E_THROTTLED")]
    public async Task Answer_that_is_none_ends_the_run_with_its_code_and_without_a_reading(int status, string body, FailureCategory category, string code)
    {
        _counts = _ => (status, body);
        _list = _ => (status, body);
        foreach (var stream in new[] { Statistics, Transactions })
        {
            var hub = new Hub();
            var fault = await Assert.ThrowsAsync<ConnectorException>(() => PullAsync(hub, stream));
            Assert.Equal((category, code), (fault.Category, fault.Code));
            Assert.DoesNotContain(_account.Password, fault.ToString(), StringComparison.Ordinal);
            Assert.Equal((0, 0, null), (hub.Records.Count, hub.Delivered.Count(), hub.Cursor));
        }
    }

    [Fact]
    public async Task Token_that_ends_in_the_middle_is_renewed_once()
    {
        var calls = 0;
        _counts = _ => ++calls == 2 ? (401, "") : (200, """{"data":[]}""");
        await PullAsync(new Hub(), Statistics);
        Assert.Equal(2, _logins);

        // The same said with status 200.
        calls = 0;
        _counts = _ => ++calls == 2 ? (200, """{"error_code":"-1","message":"phiên hết hạn"}""") : (200, """{"data":[]}""");
        await PullAsync(new Hub(), Statistics);
        Assert.Equal(4, _logins);
    }

    [Theory]
    [InlineData(3, 3)] // The same page for ever.
    [InlineData(1, 3)] // Fewer rows than promised.
    public async Task Paging_that_does_not_lead_on_is_malformed(int pagesWithRows, int total)
    {
        _list = page => (200, page <= pagesWithRows ? $$"""{"data":[{{Good}}],"totalCount":{{total}}}""" : $$"""{"data":[],"totalCount":{{total}}}""");
        var hub = new Hub();
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => PullAsync(hub, Transactions));
        Assert.Equal((FailureCategory.Malformed, "E_PAGING"), (fault.Category, fault.Code));
        Assert.Empty(hub.Delivered);
    }

    [Fact]
    public async Task Source_that_lowers_the_page_size_and_names_no_total_is_read_to_its_end()
    {
        _list = page => (200, page <= 4 ? $$"""{"data":[{{Good.Replace("T-1", $"T-{page}", StringComparison.Ordinal)}}]}""" : """{"data":[]}""");
        var hub = new Hub();
        await PullAsync(hub, Transactions);
        Assert.Equal(4, hub.Records.Count);
    }

    [Fact]
    public async Task Transaction_twice_in_a_page_and_across_pages_is_one_and_the_last_state_holds()
    {
        var pending = Good.Replace("\"TrangThaiGD\":\"1\"", "\"TrangThaiGD\":\"3\"", StringComparison.Ordinal);
        var other = Good.Replace("T-1", "T-2", StringComparison.Ordinal);
        _list = page => (200, page == 1 ? $$"""{"data":[{{pending}},{{pending}}],"totalCount":4}""" : $$"""{"data":[{{Good}},{{other}}],"totalCount":4}""");
        var hub = new Hub();
        await PullAsync(hub, Transactions);
        Assert.Equal(2, hub.Records.Count);
        Assert.All(hub.Records.Values, record => Assert.Equal(2, ((Mapped)record.Result).Values.Count));
        Assert.Empty(hub.Open);
    }

    [Fact]
    public async Task Bad_rows_are_refused_beside_the_good_one_and_an_unknown_agency_passes_through()
    {
        _list = _ => (200, $$"""
            {"data":[{{Good}},
              {"MaThamChieu":"T-2","MaDonVi":"H02.36","TrangThaiGD":"9","ThoiGianGD":"20241201083000"},
              {"MaThamChieu":"T-3","MaDonVi":"H02.36","TrangThaiGD":"1","ThoiGianGD":"hôm qua"},
              {"MaThamChieu":"T-4","TrangThaiGD":"1","ThoiGianGD":"20241201083000"},
              {"MaThamChieu":"T-5","MaDonVi":"Nguyễn Văn A","TrangThaiGD":"1","ThoiGianGD":"20241201083000"},
              {"MaThamChieu":"T-6","MaDonVi":"H02.99","TrangThaiGD":"1","ThoiGianGD":"20241201083000"},
              {"MaThamChieu":"T-7","MaDonVi":"H02.36","TrangThaiGD":"1","ThoiGianGD":"20241201083000","HinhThucThanhToan":"vang"},
              {"MaThamChieu":"T-8","MaDonVi":"H02.36","TrangThaiGD":"1","ThoiGianGD":"20241201083000","lạ":1,"moi":2}],"totalCount":8}
            """);
        var hub = new Hub();
        await PullAsync(hub, Transactions);
        Assert.Equal(["E_BAD_DATE", "E_NO_AGENCY", "E_NO_AGENCY", "E_UNKNOWN_STATUS", "E_UNKNOWN_VALUE"], hub.Refusals.Select(r => r.Code).Order());
        Assert.Equal("H02.99", ((Mapped)hub.Records["T-6"].Result).Agency);
        Assert.IsType<Mapped>(hub.Records["T-1"].Result);
        Assert.Equal(["moi"], hub.Pages[0].AddedFields);
        Assert.DoesNotContain(hub.Records.Values, record => record.Reading.Body.GetRawText().Contains("Nguy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Row_of_a_day_that_was_not_asked_for_is_passed_over()
    {
        _list = _ => (200, $$"""{"data":[{{Good}},{{Good.Replace("T-1", "T-2", StringComparison.Ordinal).Replace("20241201", "20241101", StringComparison.Ordinal)}}],"totalCount":2}""");
        var hub = new Hub();
        await PullAsync(hub, Transactions);
        Assert.Equal(["T-1"], hub.Records.Keys);
    }

    [Fact]
    public async Task Sums_and_agencies_that_only_begin_alike_are_no_counts_of_anybody()
    {
        var answers = 0;
        _counts = http => http.Request.Headers.Authorization.Count == 0 ? (401, "") : (200, answers++ > 0 ? """{"data":[]}""" : """
            {"data":[
              {"maThongKe":"1","maThongKeCha":null,"maDinhDanh":"H02.1","tongCoNghiaVuTaiChinh":1.0E+3,"daTTTTQuaDvcqg":9.0E+2},
              {"maThongKe":"2","maThongKeCha":"1","maDinhDanh":"H02.10","tongCoNghiaVuTaiChinh":500,"daTTTTQuaDvcqg":400},
              {"maThongKe":"3","maThongKeCha":"1","maDinhDanh":"H02.1.05","tongCoNghiaVuTaiChinh":10,"daTTTTQuaDvcqg":9},
              {"maThongKe":"4","maThongKeCha":"1","maDinhDanh":"H02.1.06","tongCoNghiaVuTaiChinh":1000.0,"daTTTTQuaDvcqg":9},
              {"maThongKe":"5","maThongKeCha":"1","maDinhDanh":"H02.1.07","tongCoNghiaVuTaiChinh":3,"daTTTTQuaDvcqg":4},
              {"maThongKe":"6","maThongKeCha":"1","maDinhDanh":"H02.1.08","tongCoNghiaVuTaiChinh":1.234,"daTTTTQuaDvcqg":0},
              {"maThongKe":"7","maThongKeCha":"1","maDinhDanh":"H02.1.09","tongCoNghiaVuTaiChinh":"NaN","daTTTTQuaDvcqg":0},
              {"maThongKe":"8","maThongKeCha":"1","maDinhDanh":"H02.1.10","tongCoNghiaVuTaiChinh":-1,"daTTTTQuaDvcqg":0}]}
            """);
        var hub = new Hub();
        await using var connector = Connect(("roots", "H02.1"));
        await hub.PullAsync(connector, Hub.Ask(Statistics, "H02.1.05"));

        var own = hub.Records.Values.Select(record => record.Result).OfType<Mapped>().Where(m => m.Values.All(v => v.Scope == "own")).ToList();
        Assert.Equal(["H02.1.05", "H02.1.06"], own.Select(m => m.Agency).Distinct().Order());
        Assert.Equal([9m, 10m, 1000m], own.SelectMany(m => m.Values).Select(v => v.Amount).Distinct().Order());
        Assert.DoesNotContain(hub.Records.Keys, key => key.Contains("H02.10|", StringComparison.Ordinal));
        Assert.Equal(["E_NEGATIVE", "E_NOT_A_NUMBER", "E_NUMERATOR_ABOVE_DENOMINATOR"], hub.Refusals.Select(r => r.Code).Distinct().Order());
        Assert.Contains(hub.Refusals, r => r.Agency == "H02.1.08" && r.Code == "E_NOT_A_NUMBER");
    }

    [Fact]
    public async Task Answers_in_Testdata_count_as_documented_and_name_nobody()
    {
        _counts = _ => (200, Sample("statistics-page.json"));
        _list = page => (200, page == 1 ? Sample("transactions-page.json") : """{"data":[]}""");
        var (months, days) = (new Hub(), new Hub());
        await PullAsync(months, Statistics);
        await PullAsync(days, Transactions);
        var own = months.Records.Values.Select(r => r.Result).OfType<Mapped>().Where(m => m.Values[0].Scope == "own").ToDictionary(m => m.Agency, m => (m.Values[0].Amount, m.Values[1].Amount));
        Assert.Equal(new() { ["H02.36"] = (1000, 900), ["000.00.37.H02"] = (350, 200) }, own);
        Assert.Equal([0, 2], days.Records.Values.Select(r => ((Mapped)r.Result).Values.Count).Order());
        Assert.Empty(days.Refusals);
        Assert.DoesNotContain(days.Records.Values.Concat(months.Records.Values), r => r.Reading.Body.GetRawText() is var text
            && (text.Contains("Nguy", StringComparison.Ordinal) || text.Contains("0992", StringComparison.Ordinal) || text.Contains("UBND", StringComparison.Ordinal)));

        static string Sample(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Testdata", name));
    }

    private IResult Answer(HttpContext http, (int Status, string Body) answer)
    {
        if (answer.Status == 429)
        {
            http.Response.Headers.RetryAfter = "120";
        }

        return Results.Text(answer.Body, "application/json", statusCode: answer.Status);
    }

    private IConnector Connect(params (string, string)[] options) => Hub.Connect($"{_server.BaseUrl}/pay", _account, _clock, [("backfillFrom", "2024-12-01"), .. options]);

    private async Task PullAsync(Hub hub, string stream)
    {
        await using var connector = Connect();
        await hub.PullAsync(connector, Hub.Ask(stream, "H02.36"));
    }
}
