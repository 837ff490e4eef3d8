using System.Text;
using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Simulators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace IntegrationHub.Connectors.Tthc.Tests;

/// <summary>Statistics that do what the simulated ones never do, as each test says.</summary>
public sealed class OddStatisticsTests : IAsyncLifetime
{
    private static readonly DemoCredentials Account = new("hub", "geheim");

    private readonly TestClock _clock = new("2024-12-05T08:00:00+07:00");
    private Func<HttpRequest, (int Status, string Body)> _answer = _ => (200, """{"total":0,"data":[]}""");
    private OddServer _server = null!;

    public async Task InitializeAsync() => _server = await OddServer.StartAsync(app =>
    {
        app.MapPost("/api/tokens", () => Results.Text("""{"Token":"t"}""", "application/json"));
        app.Map("/{**path}", (HttpContext http) =>
        {
            var (status, body) = _answer(http.Request);
            return Results.Text(body, body.StartsWith('{') ? "application/json" : "text/plain", statusCode: status);
        });
    });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(200, "<!DOCTYPE html><title>Đăng nhập</title>", FailureCategory.Malformed, "E_SOURCE_HTML")]
    [InlineData(200, """{"total":1,"data":[{"govAgencyCode":"H0""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(200, "{}", FailureCategory.Malformed, "E_SOURCE_JSON")] // An outage looks like this.
    [InlineData(200, """{"total":0}""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(200, """{"data":[7]}""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(200, """{"data":{"a":1}}""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(200, """{"faultCode":"500","faultMessage":"java.lang.NullPointerException"}""", FailureCategory.Unavailable, "E_SOURCE_ERROR")]
    [InlineData(200, """{"faultCode":"INTERNAL_SERVER_ERROR","faultMessage":"x"}""", FailureCategory.Unavailable, "E_SOURCE_ERROR")]
    [InlineData(200, """{"success":false,"message":"x"}""", FailureCategory.Rejected, "E_REJECTED")]
    [InlineData(400, "Object reference not set to an instance of an object.", FailureCategory.Rejected, "E_REJECTED")]
    [InlineData(403, "", FailureCategory.Permission, "E_FORBIDDEN")]
    [InlineData(404, "", FailureCategory.Configuration, "E_SOURCE_PATH")]
    [InlineData(429, "", FailureCategory.Throttled, "E_THROTTLED")]
    public async Task Answer_that_is_none_ends_the_run_with_its_code_and_without_a_reading(int status, string body, FailureCategory category, string code)
    {
        _answer = _ => (status, body);
        foreach (var stream in new[] { "qd766-progress", TthcModule.OpenCpsStreamName })
        {
            var hub = new Hub();
            var fault = await Assert.ThrowsAsync<ConnectorException>(() => PullAsync(hub, stream));
            Assert.Equal((category, code), (fault.Category, fault.Code));
            Assert.DoesNotContain(Account.Password, fault.ToString(), StringComparison.Ordinal);
            Assert.Equal((0, null), (hub.Records.Count, hub.Cursor));
        }
    }

    [Fact]
    public async Task Money_is_read_digit_by_digit_and_never_as_a_float()
    {
        // 9007199254740993 is no double; 1.2345679E+08 is what a float makes of 123456789.
        var answers = 0;
        _answer = _ => (200, answers++ > 0 ? """{"data":[]}""" : """
            {"data":[
              {"maDinhDanh":"H02.31","tongSoTien":9007199254740993,"tongSoTienTrucTuyen":9007199254740992.0},
              {"maDinhDanh":"H02.32","tongSoTien":1.2345679E+08,"tongSoTienTrucTuyen":0.10E+3},
              {"maDinhDanh":"H02.33","tongSoTien":1250000.125,"tongSoTienTrucTuyen":1.234},
              {"maDinhDanh":"H02.34","tongSoTien":"NaN","tongSoTienTrucTuyen":5},
              {"maDinhDanh":"H02.35","tongSoTien":-1,"tongSoTienTrucTuyen":null},
              {"maDinhDanh":"H02.36","tongSoTien":null,"tongSoTienTrucTuyen":5},
              {"maDinhDanh":"H02.37","tongSoTien":4,"tongSoTienTrucTuyen":5}]}
            """);
        var hub = new Hub();
        await PullAsync(hub, "qd766-fees");
        var amounts = hub.Count().Where(c => c.Key.Agency is not ("H02.34" or "H02.35" or "H02.37")).ToDictionary(c => $"{c.Key.Agency} {c.Key.Metric}", c => c.Value);
        Assert.Equal(
            new()
            {
                ["H02.31 payment.fee.collected"] = 9007199254740993m, ["H02.31 payment.fee.collected_online"] = 9007199254740992m,
                ["H02.32 payment.fee.collected"] = 123456790m, ["H02.32 payment.fee.collected_online"] = 100m,
                ["H02.33 payment.fee.collected"] = 1250000.125m, ["H02.33 payment.fee.collected_online"] = 1.234m,
                ["H02.36 payment.fee.collected_online"] = 5m,
            },
            amounts);
        Assert.Equal(["E_NEGATIVE", "E_NOT_A_NUMBER", "E_NUMERATOR_ABOVE_DENOMINATOR"], hub.Refusals.Select(r => r.Code).Distinct().Order());
    }

    [Fact]
    public async Task Source_that_ignores_what_kind_of_agencies_is_asked_for_is_not_counted_three_times()
    {
        _answer = _ => (200, """{"data":[{"maDinhDanh":"H02.31","tongDaXuLy":7}]}""");
        var hub = new Hub();
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => PullAsync(hub, "qd766-progress"));
        Assert.Equal((FailureCategory.Malformed, "E_CATALOG"), (fault.Category, fault.Code));
        Assert.Empty(hub.Records);

        // One that says of each row what it is may say it three times.
        _answer = _ => (200, """{"data":[{"maDinhDanh":"H02.31","catalog":"quan-huyen","tongDaXuLy":7}]}""");
        await PullAsync(hub, "qd766-progress");
        Assert.Equal([7m], hub.Count().Values);
    }

    [Fact]
    public async Task An_agency_that_also_stands_among_the_branches_of_the_land_registry_is_counted_once()
    {
        _answer = _ => (200, """{"data":[{"maDinhDanh":"H02.36","catalog":"quan-huyen","tongDaXuLy":7},{"maDinhDanh":"H02.36","catalog":"cnvpdk","tongDaXuLy":5}]}""");
        var hub = new Hub();
        await PullAsync(hub, "qd766-progress");
        Assert.Equal([7m], hub.Count().Values);
        Assert.Empty(hub.Refusals);

        _answer = _ => (200, """{"data":[{"maDinhDanh":"H02.36","catalog":"cnvpdk","tongDaXuLy":5},{"maDinhDanh":"H02.36","catalog":"quan-huyen","tongDaXuLy":7},{"maDinhDanh":"H02.36","catalog":"xa-phuong","tongDaXuLy":7}]}""");
        Assert.Equal("E_CATALOG", (await Assert.ThrowsAsync<ConnectorException>(() => PullAsync(new Hub(), "qd766-progress"))).Code);
    }

    [Fact]
    public async Task Sums_other_months_and_the_whole_year_are_no_counts_of_an_agency()
    {
        const string counts = "\"receivedCount\":9,\"onlineCount\":5";
        _answer = _ => (200, $$"""
            {"total":10,"data":[
              {"month":12,"year":2024,"govAgencyCode":"","domainCode":"","receivedCount":900,"onlineCount":500},
              {"month":0,"year":2024,"govAgencyCode":"000.00.36.H02","domainCode":"","receivedCount":90,"onlineCount":50},
              {"month":11,"year":2024,"govAgencyCode":"000.00.36.H02","domainCode":"","receivedCount":8,"onlineCount":5},
              {"month":12,"year":2023,"govAgencyCode":"000.00.36.H02","domainCode":"","receivedCount":7,"onlineCount":5},
              {"month":12,"year":2024,"govAgencyCode":"000.00.36.H02","domainCode":"G01","receivedCount":4,"onlineCount":2},
              {"month":12,"year":2024,"govAgencyCode":"000.00.36.H02","domainCode":"","system":"DVCQG","receivedCount":3,"onlineCount":2},
              {"month":12,"year":2024,"govAgencyCode":"000.00.36.H02","domainCode":"",{{counts}}},
              {"govAgencyCode":"000.00.37.H02","domainCode":null,{{counts}}},
              {"month":"tháng chạp","year":2024,"govAgencyCode":"000.00.38.H02",{{counts}}},
              {"month":12,"year":2024,"govAgencyCode":"H02.99","govAgencyName":"Nguyễn Văn A","moi":1,"receivedCount":4,"onlineCount":5}]}
            """);
        var hub = new Hub();
        await PullAsync(hub, TthcModule.OpenCpsStreamName);
        Assert.Equal(
            [("000.00.36.H02", 9m), ("000.00.37.H02", 9m)],
            hub.Count().Where(c => c.Key.Metric == "tthc.dossier.received").Select(c => (c.Key.Agency, c.Value)).Order());
        Assert.Equal([("000.00.38.H02", "E_BAD_PERIOD"), ("H02.99", "E_NUMERATOR_ABOVE_DENOMINATOR")], hub.Refusals.Select(r => (r.Agency!, r.Code)).Order());
        Assert.Equal(["moi"], hub.Pages[0].AddedFields);
        Assert.DoesNotContain(hub.Records.Values, record => record.Reading.Body.GetRawText().Contains("Nguy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Offsets_go_on_until_the_total_and_a_source_that_ignores_them_is_read_once()
    {
        var asked = new List<string>();
        _answer = http =>
        {
            asked.Add(http.QueryString.Value!);
            Assert.Equal("35166", http.Headers["groupId"]);
            Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("hub:geheim")), http.Headers.Authorization);
            var start = int.Parse(http.Query["start"]!, System.Globalization.CultureInfo.InvariantCulture);
            return (200, $$"""{"total":3,"data":[{{string.Join(',', new[] { "H02.31", "H02.32", "H02.33" }.Skip(start).Take(2).Select(code => $$"""{"govAgencyCode":"{{code}}","receivedCount":1}"""))}}]}""");
        };
        var hub = new Hub();
        await PullAsync(hub, TthcModule.OpenCpsStreamName, ("pageSize", "2"));
        Assert.Equal(["?year=2024&month=12&start=0&end=2", "?year=2024&month=12&start=2&end=4"], asked);
        Assert.Equal(3, hub.Records.Count);

        // It lowers the number of rows of a page by itself.
        asked.Clear();
        _answer = http =>
        {
            asked.Add(http.QueryString.Value!);
            return (200, $$"""{"total":3,"data":[{"govAgencyCode":"H02.3{{http.Query["start"]}}","receivedCount":1}]}""");
        };
        var few = new Hub();
        await PullAsync(few, TthcModule.OpenCpsStreamName, ("pageSize", "2"));
        Assert.Equal(["?year=2024&month=12&start=0&end=2", "?year=2024&month=12&start=1&end=3", "?year=2024&month=12&start=2&end=4"], asked);
        Assert.Equal(["H02.30", "H02.31", "H02.32"], few.Count().Keys.Select(c => c.Agency).Order());

        asked.Clear();
        _answer = http =>
        {
            asked.Add("");
            return (200, """{"total":3,"data":[{"govAgencyCode":"H02.31","receivedCount":1},{"govAgencyCode":"H02.32","receivedCount":1},{"govAgencyCode":"H02.32","receivedCount":2}]}""");
        };
        var again = new Hub();
        await PullAsync(again, TthcModule.OpenCpsStreamName, ("pageSize", "2"));
        Assert.Single(asked);
        Assert.Equal([1m, 2m], again.Count().Values.Order());
    }

    [Theory]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"total":null,"data":[{"govAgencyCode":"H02.31","receivedCount":1}]}""")]
    [InlineData("""{"total":"nhiều","data":[{"govAgencyCode":"H02.31","receivedCount":1}]}""")]
    public async Task Statistics_without_their_total_are_malformed(string answer)
    {
        _answer = http => (200, http.Query["start"] == "0" ? answer : """{"data":[]}""");
        var hub = new Hub();
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => PullAsync(hub, TthcModule.OpenCpsStreamName));
        Assert.Equal((FailureCategory.Malformed, "E_SOURCE_JSON", 0), (fault.Category, fault.Code, hub.Records.Count));
    }

    [Fact]
    public async Task Page_that_comes_for_ever_is_malformed()
    {
        _answer = _ => (200, """{"total":9,"data":[{"govAgencyCode":"H02.31","receivedCount":1}]}""");
        Assert.Equal("E_PAGING", (await Assert.ThrowsAsync<ConnectorException>(() => PullAsync(new Hub(), TthcModule.OpenCpsStreamName))).Code);
    }

    private async Task PullAsync(Hub hub, string stream, params (string, string)[] options)
    {
        var isOpenCps = stream == TthcModule.OpenCpsStreamName;
        await using var connector = Hub.Connect(
            _server.BaseUrl, Account, _clock, [("backfillFrom", "2024-12-01"), ("variant", isOpenCps ? "opencps" : "qd766"), ("groupId", "35166"), .. options]);
        await hub.PullAsync(connector, Hub.Ask(stream, ["H02.36"]));
    }
}
