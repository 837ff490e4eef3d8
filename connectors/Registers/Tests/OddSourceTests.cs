using System.Net;
using System.Net.Sockets;
using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Simulators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace IntegrationHub.Connectors.Registers.Tests;

/// <summary>A source, and sites, that do what the simulated ones never do, as each test says.</summary>
public sealed class OddSourceTests : IAsyncLifetime
{
    private readonly TestClock _clock = new("2024-12-05T08:00:00+07:00");
    private readonly DemoCredentials _account = new("hub", "geheim");
    private Func<HttpContext, (int Status, string Body)> _rows = _ => (200, """{"success":true,"data":[],"total":0}""");
    private Func<int, (int Status, string Body)> _news = _ => (200, Rss());
    private Func<HttpContext, string, Task> _site = (_, _) => Task.CompletedTask;
    private int _tokens;
    private OddServer _server = null!;

    private string Authority => new Uri(_server.BaseUrl).Authority;

    public async Task InitializeAsync()
    {
        _server = await OddServer.StartAsync(app =>
        {
            app.MapPost("/dm/token", () => Results.Text($$"""{"access_token":"t{{Interlocked.Increment(ref _tokens)}}","expires_in":3600}""", "application/json"));
            app.MapGet("/dm/api/v1/registers/{register}", (HttpContext http) => Answer(http, _rows(http)));
            app.MapGet("/dm/rss/tin-tuc", (HttpContext http, int page) => Answer(http, _news(page)));
            app.MapGet("/xa/{name}", (HttpContext http, string name) => _site(http, name));
        });
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(200, "<!DOCTYPE html><title>Đăng nhập</title>", FailureCategory.Malformed, "E_SOURCE_HTML")]
    [InlineData(200, """{"data":[{"maDinhDanh":"H0""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(200, "{}", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(200, """{"success":true}""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(200, """{"data":[7]}""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(200, """{"success":false,"message":"bận"}""", FailureCategory.Rejected, "E_REJECTED")]
    [InlineData(401, "", FailureCategory.Authentication, "E_SIGN_IN")]
    [InlineData(403, "", FailureCategory.Permission, "E_FORBIDDEN")]
    [InlineData(404, "", FailureCategory.Configuration, "E_SOURCE_PATH")]
    [InlineData(429, "", FailureCategory.Throttled, "E_THROTTLED")]
    public async Task Answer_that_is_none_ends_the_run_with_its_code_and_without_a_reading(int status, string body, FailureCategory category, string code)
    {
        _rows = _ => (status, body);
        foreach (var stream in new[] { RegistersModule.Systems, RegistersModule.Portals, RegistersModule.Inspections })
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
        _rows = _ => ++calls == 2 ? (401, "") : (200, """{"success":true,"data":[],"total":0}""");
        await PullAsync(new Hub(), RegistersModule.Inspections, ("backfillFrom", "2024-10-01"));
        Assert.Equal(2, _tokens);
    }

    [Theory]
    [InlineData(RegistersModule.Cameras)]
    [InlineData(RegistersModule.Inspections)]
    public async Task Paging_that_is_ignored_is_malformed(string stream)
    {
        _rows = _ => (200, """{"data":[{"maDinhDanh":"H02.36","ngay":"2024-12-05","soBoPhan":1,"soBoPhanKetNoi":1,"maCuoc":"K-1","ngayKiemTra":"2024-12-02"}],"total":3}""");
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => PullAsync(new Hub(), stream));
        Assert.Equal((FailureCategory.Malformed, "E_PAGING"), (fault.Category, fault.Code));
    }

    [Fact]
    public async Task Register_that_answers_for_another_day_than_asked_is_no_past()
    {
        _rows = _ => (200, """{"data":[{"maDinhDanh":"H02.36","ngay":"2024-12-05","soBoPhan":1,"soBoPhanKetNoi":1}],"total":1}""");
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => PullAsync(new Hub(), RegistersModule.Cameras, ("backfillFrom", "2024-11-01")));
        Assert.Equal((FailureCategory.Malformed, "E_SOURCE_DAY"), (fault.Category, fault.Code));
    }

    [Fact]
    public async Task Bad_rows_are_refused_beside_the_good_ones_and_an_unknown_agency_passes_through()
    {
        _rows = _ => (200, """
            {"data":[
              {"maDinhDanh":"H02.01","ngay":"2024-12-05","heThong":[{"maHeThong":"A","trangThai":"hoat-dong","ketNoiLgsp":true,"capDo":2,"phuongAn":"day-du"}]},
              {"maDinhDanh":"H02.01","ngay":"2024-12-05","heThong":[{"maHeThong":"A","trangThai":"hoat-dong","ketNoiLgsp":false,"capDo":2,"phuongAn":"day-du"}],"mới":1,"ghiChu":"x"},
              {"maDinhDanh":"H02.99","ngay":"2024-12-05","heThong":[]},
              {"maDinhDanh":"H02.03","ngay":"2024-12-05","heThong":["A01"]},
              {"maDinhDanh":"H02.04","ngay":"2024-12-05","heThong":null},
              {"maDinhDanh":"H02.05","ngay":"2024-12-05","heThong":[{"maHeThong":"A","trangThai":"ban","ketNoiLgsp":true,"phuongAn":"chua"}]},
              {"ngay":"2024-12-05","heThong":[]},
              {"maDinhDanh":"H02.06","heThong":[]}],"total":8}
            """);
        var hub = new Hub();
        await PullAsync(hub, RegistersModule.Systems);
        Assert.Equal(["E_BAD_PERIOD", "E_FIELD_MISSING", "E_NO_AGENCY", "E_NO_COUNTS", "E_UNKNOWN_VALUE"], hub.Refusals.Select(r => r.Code).Order());

        // Of two rows of one agency the last counts.
        Assert.Equal([1m, 0m, 1m], ((Mapped)hub.Records["H02.01|2024-12-05"].Result).Values.Select(v => v.Amount));
        Assert.Equal("H02.99", ((Mapped)hub.Records["H02.99|2024-12-05"].Result).Agency);
        Assert.Equal(["ghiChu"], hub.Pages[0].AddedFields);
    }

    [Fact]
    public async Task Answer_in_Testdata_counts_as_documented_and_names_nobody()
    {
        _rows = _ => (200, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Testdata", "systems-page.json")));
        var hub = new Hub();
        await PullAsync(hub, RegistersModule.Systems);
        Assert.Equal([2m, 1m, 1m], ((Mapped)hub.Records["H02.02|2024-12-05"].Result).Values.Select(v => v.Amount));
        Assert.Equal([0m, 0m, 0m], ((Mapped)hub.Records["H02.16|2024-12-05"].Result).Values.Select(v => v.Amount));
        Assert.DoesNotContain(hub.Records.Values, r => r.Reading.Body.GetRawText() is var text && (text.Contains("Nguy", StringComparison.Ordinal) || text.Contains("0995", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("names", 1)]
    [InlineData("code", 1)]
    [InlineData("decomposed", 1)]
    [InlineData("other", 0)]
    [InlineData("redirect", 0)]
    [InlineData("broken", 0)]
    [InlineData("large", 0)]
    public async Task Site_is_live_when_it_answers_200_and_names_the_commune(string kind, int live)
    {
        _rows = _ => (200, Portals(("H02.36.07", "UBND xã Hương Mai", $"http://{Authority}/xa/{kind}")));
        _site = (http, name) => ServeAsync(http, name);
        var hub = new Hub();
        await PullAsync(hub, RegistersModule.Portals);
        Assert.Equal([1m, live], ((Mapped)Assert.Single(hub.Records.Values).Result).Values.Select(v => v.Amount));

        static async Task ServeAsync(HttpContext http, string name)
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            http.Response.StatusCode = name switch { "redirect" => 302, "broken" => 503, _ => 200 };
            http.Response.Headers.Location = name == "redirect" ? "/xa/names" : default;
            if (name == "large")
            {
                await http.Response.WriteAsync(new string(' ', 3_000_000));
            }

            await http.Response.WriteAsync(name switch
            {
                "code" => "<p>Mã H02.36.07</p>",
                "decomposed" => "<h1>ubnd&nbsp;XA\u0303\n Hu\u031Bo\u031Bng Mai</h1>",
                "other" => "<h1>Tên miền này đang được bán</h1>",
                _ => "<h1>UBND xã Hương Mai</h1>",
            });
        }
    }

    [Fact]
    public async Task Site_that_refuses_is_not_live_and_one_that_does_not_answer_or_may_not_be_asked_is_unknown()
    {
        var closed = FreePort();
        _site = async (http, name) =>
        {
            await Task.Delay(name == "hangs" ? TimeSpan.FromSeconds(30) : TimeSpan.Zero, http.RequestAborted);
            await http.Response.WriteAsync("xã tốt");
        };
        _rows = _ => (200, Portals(
            ("H02.36.01", "xã tốt", $"http://{Authority}/xa/good"), ("H02.36.02", "xã tốt", $"http://127.0.0.1:{closed}/"), ("H02.36.03", "xã tốt", $"http://{Authority}/xa/hangs"),
            ("H02.36.04", "xã tốt", "http://169.254.169.254/latest"), ("H02.36.05", "xã tốt", $"http://u:p@{Authority}/xa/good"), ("H02.36.06", "xã tốt", "file:///etc/passwd"), ("H02.36.07", "xã tốt", "cổng xã")));
        var hub = new Hub();
        await PullAsync(hub, RegistersModule.Portals, ("probeHosts", $"{Authority}, 127.0.0.1:{closed}"), ("probeSeconds", "2"));
        Assert.Equal(1, Live("H02.36.01"));
        Assert.Equal(0, Live("H02.36.02"));
        Assert.Equal(["E_HOST_NOT_ALLOWED", "E_HOST_NOT_ALLOWED", "E_HOST_NOT_ALLOWED", "E_NO_ADDRESS", "E_PROBE_NO_ANSWER"], hub.Refusals.Select(r => r.Code).Order());

        decimal Live(string agency) => ((Mapped)hub.Records[$"{agency}|2024-12-05"].Result).Values.Single(v => v.Metric == "portal.commune.component_live").Amount;
    }

    [Fact]
    public async Task Prober_without_a_network_fails_the_stream_and_calls_nobody_dead()
    {
        _rows = _ => (200, Portals(("H02.36.01", "xã tốt", "http://cong-xa.invalid/"), ("H02.36.02", "xã tốt", "http://cong-xa-2.invalid/")));
        var hub = new Hub();
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => PullAsync(hub, RegistersModule.Portals, ("probeHosts", "*.invalid"), ("probeSeconds", "5")));
        Assert.Equal((FailureCategory.Unavailable, "E_PROBE_NO_NETWORK"), (fault.Category, fault.Code));
        Assert.Equal((0, null), (hub.Records.Count, hub.Cursor));
    }

    [Theory]
    [InlineData(200, "<!DOCTYPE html><html><body>Đăng nhập</body></html>", "E_SOURCE_HTML")]
    [InlineData(200, """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel><item><guid>&b;</guid></item></channel></rss>""", "E_SOURCE_XML")]
    [InlineData(200, """<?xml version="1.0"?><rss><channel><item>""", "E_SOURCE_XML")]
    [InlineData(200, "<opml/>", "E_SOURCE_XML")]
    [InlineData(200, "{}", "E_SOURCE_JSON")]
    [InlineData(200, "plain", "E_SOURCE_XML")]
    [InlineData(404, "", "E_SOURCE_PATH")]
    public async Task Feed_that_is_none_ends_the_run_with_its_code(int status, string body, string code)
    {
        _news = _ => (status, body);
        var hub = new Hub();
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => PullAsync(hub, RegistersModule.News));
        Assert.Equal(code, fault.Code);
        Assert.Equal((0, 0, null), (hub.Records.Count, hub.Delivered.Count(), hub.Cursor));
    }

    [Theory]
    [InlineData("""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id><title>t</title><published>2024-12-03T23:30:00+07:00</published><category term="chuyen-doi-so"/><category scheme="co-quan" term="H02.02"/></entry></feed>""")]
    [InlineData("""{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"t","date_published":"2024-12-03T16:30:00Z","tags":["Chuyen-doi-so"],"_co_quan":"H02.02"}]}""")]
    [InlineData("""<rss version="2.0"><channel><item><link>http://x/tin/nguyen-van-a</link><pubDate>Tue, 03 Dec 2024 16:30:00 GMT</pubDate><category>chuyen-doi-so</category><category domain="co-quan">h02.02</category></item></channel></rss>""")]
    public async Task Rss_Atom_and_json_feed_are_read_alike_and_only_their_days_and_categories(string feed)
    {
        _news = page => (200, page == 1 ? feed : Rss());
        var hub = new Hub();
        await PullAsync(hub, RegistersModule.News);
        var (reading, result) = Assert.Single(hub.Records.Values);
        var mapped = Assert.IsType<Mapped>(result);
        Assert.Equal(("H02.02", new DateOnly(2024, 12, 3)), (mapped.Agency, Assert.Single(mapped.Values).From));
        Assert.Equal(["ma", "maDinhDanh", "publishedOn", "chuyenDoiSo"], reading.Body.EnumerateObject().Select(p => p.Name));
        Assert.Equal(32, reading.Key.Length);
    }

    [Fact]
    public async Task Feed_of_the_last_items_only_delivers_the_days_that_it_shows_as_a_whole()
    {
        // The first item is pinned and older than the rest; the feed takes no page number.
        _news = _ => (200, Rss(("p", "Mon, 14 Oct 2024 08:00:00 +0700"), ("1", "Wed, 04 Dec 2024 08:00:00 +0700"), ("2", "Tue, 03 Dec 2024 08:00:00 +0700"), ("3", "Mon, 02 Dec 2024 08:00:00 +0700")));
        var hub = new Hub();
        await PullAsync(hub, RegistersModule.News, ("newsAgency", "H02.02"), ("backfillFrom", "2024-10-01"));
        Assert.Equal(new Delivery("H02.02", "publishedOn", new DateOnly(2024, 12, 3), new DateOnly(2024, 12, 5)), Assert.Single(hub.Delivered));
        Assert.Equal(4, hub.Records.Count);
    }

    [Fact]
    public async Task Empty_feed_says_nothing_of_any_day()
    {
        var hub = new Hub();
        await PullAsync(hub, RegistersModule.News);
        Assert.Empty(hub.Delivered);
        Assert.NotNull(hub.Cursor);
    }

    private static string Rss(params (string Guid, string Date)[] items) =>
        $"""<?xml version="1.0"?><rss version="2.0"><channel>{string.Concat(items.Select(i => $"<item><guid>{i.Guid}</guid><pubDate>{i.Date}</pubDate><category>chuyen-doi-so</category></item>"))}</channel></rss>""";

    private static string Portals(params (string Code, string Name, string Address)[] rows) =>
        $$"""{"data":[{{string.Join(',', rows.Select(r => $$"""{"maDinhDanh":"{{r.Code}}","tenDonVi":"{{r.Name}}","ngay":"2024-12-05","dangKy":true,"hoatDong":true,"diaChi":"{{r.Address}}"}"""))}}],"total":{{rows.Length}}}""";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static IResult Answer(HttpContext http, (int Status, string Body) answer)
    {
        if (answer.Status == 429)
        {
            http.Response.Headers.RetryAfter = "120";
        }

        return Results.Text(answer.Body, "application/json", statusCode: answer.Status);
    }

    private async Task PullAsync(Hub hub, string stream, params (string Name, string Value)[] options)
    {
        (string, string)[] usual = [("backfillFrom", "2024-12-01"), ("probeHosts", Authority)];
        await using var connector = Hub.Connect($"{_server.BaseUrl}/dm", _account, _clock, [.. usual, .. options]);
        await hub.PullAsync(connector, Hub.Ask(stream, "H02.36"));
    }
}
