using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Simulators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace IntegrationHub.Connectors.DocumentManagement.Tests;

/// <summary>A source that does what the simulated one never does, as each test says.</summary>
public sealed class OddSourceTests : IAsyncLifetime
{
    private const string Statistics = DocumentManagementModule.StatisticsStreamName;
    private const string Documents = DocumentManagementModule.DocumentStreamName;
    private const string Empty = """{"success":true,"message":"OK","count":0,"data":[]}""";

    private readonly TestClock _clock = new();
    private readonly Dictionary<string, Func<HttpRequest, IResult>> _answers = [];
    private int _logins;
    private OddServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await OddServer.StartAsync(app =>
        {
            _answers["/v1/auth/login"] = _ => Json($$$"""{"success":true,"data":{"token":"t{{{Interlocked.Increment(ref _logins)}}}"}}""");
            _answers["/v1/thongke/van-ban"] = _ => Json(Empty);
            _answers["/v1/syncReceivedEdocList"] = _ => Json(Empty);
            _answers["/v1/getEdoc"] = http => Edoc(http.Query["docId"]!);
            app.Map("/{**path}", http => _answers[http.Request.Path](http.Request).ExecuteAsync(http));
        });
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("<!DOCTYPE html><html><body>502</body></html>", FailureCategory.Malformed, "E_SOURCE_HTML")]
    [InlineData("""{"success":true,"data":[{"docId":"a""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData("{}", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData("", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData("""{"success":true,"data":null}""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData("""{"success":true,"data":{"a":1}}""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData("""{"success":true,"data":[1]}""", FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData("""{"success":true,"count":3,"data":[]}""", FailureCategory.Malformed, "E_PAGING")]
    [InlineData("""{"success":false,"message":"Loi","data":{"docId":null,"status":"error","errorCode":"15","errorDesc":"x"}}""", FailureCategory.Authentication, "E_AXIS_ACCOUNT")]
    [InlineData("""{"success":false,"data":{"errorCode":18}}""", FailureCategory.Configuration, "E_AXIS_AGENCY")]
    [InlineData("""{"success":false,"data":{"errorCode":"19"}}""", FailureCategory.Configuration, "E_AXIS_AGENCY")]
    [InlineData("""{"success":false,"data":{"errorCode":"20"}}""", FailureCategory.Unavailable, "E_SOURCE_ERROR")]
    [InlineData("""{"success":false,"data":{"errorCode":"22"}}""", FailureCategory.Rejected, "E_REJECTED")]
    [InlineData("""{"success":false,"data":{"errorCode":"23"}}""", FailureCategory.Permission, "E_FORBIDDEN")]
    [InlineData("""{"success":false,"message":"Loi"}""", FailureCategory.Rejected, "E_REJECTED")]
    public async Task Answer_that_is_none_is_typed_and_never_empty(string body, FailureCategory category, string code)
    {
        foreach (var (stream, path) in new[] { (Statistics, "/v1/thongke/van-ban"), (Documents, "/v1/syncReceivedEdocList") })
        {
            _answers[path] = _ => Json(body);
            var hub = new Hub();
            var fault = await FaultAsync(hub, Hub.Ask(stream, "2024-12-01"));
            Assert.Equal((category, code), (fault.Category, fault.Code));
            Assert.Empty(hub.Pages);
        }
    }

    [Theory]
    [InlineData(429, "600", FailureCategory.Throttled, "E_THROTTLED")]
    [InlineData(403, "600", FailureCategory.Throttled, "E_THROTTLED")]
    [InlineData(403, null, FailureCategory.Permission, "E_FORBIDDEN")]
    [InlineData(404, "600", FailureCategory.Configuration, "E_SOURCE_PATH")]
    [InlineData(302, "600", FailureCategory.Configuration, "E_SOURCE_REDIRECT")]
    [InlineData(401, "600", FailureCategory.Authentication, "E_SIGN_IN")]
    public async Task Status_of_a_refusal_is_typed(int status, string? retryAfter, FailureCategory category, string code)
    {
        _answers["/v1/thongke/van-ban"] = http =>
        {
            http.HttpContext.Response.Headers.RetryAfter = retryAfter;
            return Results.StatusCode(status);
        };
        var fault = await FaultAsync(new Hub(), Hub.Ask(Statistics, "2024-12-01"));
        Assert.Equal((category, code), (fault.Category, fault.Code));
        Assert.Equal(category is FailureCategory.Throttled ? TimeSpan.FromMinutes(10) : null, fault.RetryAfter);
    }

    [Fact]
    public async Task Session_that_ends_in_the_middle_is_opened_again_once_and_the_token_may_stand_at_the_root()
    {
        _answers["/v1/auth/login"] = _ => Json($$"""{"token":"t{{Interlocked.Increment(ref _logins)}}"}""");
        var asked = 0;
        _answers["/v1/thongke/van-ban"] = http => ++asked > 1 && http.Headers.Authorization == "Bearer t1" ? Results.StatusCode(401) : Json(Month(http, 5));
        var hub = new Hub();
        await PullAsync(hub, Hub.Ask(Statistics, "2024-10-01"));
        Assert.Equal((2, 3), (_logins, hub.Records.Count));
    }

    [Fact]
    public async Task Source_that_gives_the_same_rows_for_every_month_is_at_fault()
    {
        _answers["/v1/thongke/van-ban"] = _ => Json("""{"success":true,"count":1,"data":[{"maDinhDanh":"H02.12","kyBaoCao":"2024-12","guiQuaTruc":5}]}""");
        Assert.Equal("E_PAGING", (await FaultAsync(new Hub(), Hub.Ask(Statistics, "2024-10-01"))).Code);
    }

    [Fact]
    public async Task Bad_rows_are_refused_beside_the_good_ones_and_new_fields_are_named()
    {
        _answers["/v1/thongke/van-ban"] = _ => Json("""
            {"success":true,"count":7,"data":[{"maDinhDanh":"H02.12","kyBaoCao":"2024-12","guiQuaTruc":5,"truongMoi":1},{"maDinhDanh":"H02.12","kyBaoCao":"2024-12","guiQuaTruc":6},
             {"maDinhDanh":"H02.13","kyBaoCao":"2024-12","guiQuaTruc":-1},{"maDinhDanh":"H02.14","kyBaoCao":"2024-12","guiQuaTruc":"1,234"},{"maDinhDanh":"H02.15","guiQuaTruc":1},
             {"maDinhDanh":"H99.99","kyBaoCao":"2024-12","guiQuaTruc":1},{"kyBaoCao":"2024-12","guiQuaTruc":1}]}
            """);
        var hub = new Hub();
        await PullAsync(hub, Hub.Ask(Statistics, "2024-12-01"));
        Assert.Equal(["E_BAD_PERIOD", "E_NEGATIVE", "E_NOT_A_NUMBER", "E_NO_AGENCY"], hub.Refusals.Select(refusal => refusal.Code).Order(StringComparer.Ordinal));
        var good = hub.Records.Values.Select(record => record.Result).OfType<Mapped>().ToList();
        Assert.Equal([("H02.12", 6m), ("H99.99", 1m)], good.Select(mapped => (mapped.Agency, Assert.Single(mapped.Values).Amount)).Order());
        Assert.Equal(["truongMoi"], hub.Pages[0].AddedFields);
    }

    [Fact]
    public async Task Message_that_cannot_be_read_is_refused_beside_the_good_one_and_is_good_once_it_can_be_read()
    {
        _answers["/v1/syncReceivedEdocList"] = http => Json(http.Query["messageType"] == "edoc" ? List(Row("a"), Row("b")) : Empty);
        _answers["/v1/getEdoc"] = http => http.Query["docId"] == "b" ? Json("""{"success":true,"data":{"edXML":"<khong"}}""") : Edoc("a");
        var hub = new Hub();
        await PullAsync(hub, Hub.Ask(Documents, "2024-12-01"));
        Assert.Equal(("E_EDXML", "H02.12", new DateOnly(2024, 12, 2)), (Assert.Single(hub.Refusals).Code, hub.Refusals.Single().Agency, hub.Refusals.Single().Day!.Value));
        Assert.Equal("b", Assert.Single(hub.Open).Key);

        // Weeks later, when its day is not listed any more.
        _clock.Now = _clock.Now.AddDays(9);
        _answers["/v1/syncReceivedEdocList"] = _ => Json(Empty);
        _answers["/v1/getEdoc"] = http => Edoc(http.Query["docId"]!);
        await PullAsync(hub, Hub.Ask(Documents, "2024-12-01"));
        Assert.Empty(hub.Refusals);
        Assert.Empty(hub.Open);
        Assert.Equal(2, hub.Records.Values.Select(record => record.Result).OfType<Mapped>().Sum(mapped => mapped.Values.Count));
    }

    [Fact]
    public async Task Source_whose_messages_cannot_be_read_at_all_ends_the_run()
    {
        _answers["/v1/syncReceivedEdocList"] = http => Json(http.Query["messageType"] == "edoc" ? List([.. Enumerable.Range(1, 40).Select(n => Row($"a{n}"))]) : Empty);
        _answers["/v1/getEdoc"] = _ => Json("""{"success":true,"data":{"edXML":""}}""");
        Assert.Equal("E_EDXML", (await FaultAsync(new Hub(), Hub.Ask(Documents, "2024-12-01"))).Code);
    }

    [Fact]
    public async Task Document_in_two_lines_counts_once_and_a_secret_one_not_at_all()
    {
        _answers["/v1/syncReceivedEdocList"] = http => Json(http.Query["messageType"] == "edoc"
            ? List(Row("a"), Row("a"), Row("a2"), Row("c", ",\"doMat\":\"Mật\""), Row("d", ",\"doMat\":1")) : Empty);
        _answers["/v1/getEdoc"] = http => http.Query["docId"].ToString() is ['a', ..] ? Edoc("a") : throw new InvalidOperationException("a secret document was asked for");
        var hub = new Hub();
        await PullAsync(hub, Hub.Ask(Documents, "2024-12-01"));
        Assert.Equal(["docId-a"], hub.Records.Keys);
        Assert.Single(hub.Pages.SelectMany(page => page.Readings));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("""{"v":2,"stream":"documents","readTo":"2024-12-01","backfill":null}""")]
    [InlineData("""{"v":1,"stream":"statistics","readTo":"2024-12-01","backfill":null}""")]
    [InlineData("""{"v":1,"stream":"documents","readTo":"2024-13-01","backfill":null}""")]
    public async Task Damaged_or_newer_cursor_stops_with_a_remedy(string cursor)
    {
        var hub = new Hub { Cursor = cursor };
        var fault = await FaultAsync(hub, Hub.Ask(Documents));
        Assert.Equal((FailureCategory.Configuration, "E_CURSOR"), (fault.Category, fault.Code));
        Assert.Contains("hub source reset docs-test", fault.Message, StringComparison.Ordinal);
        Assert.Empty(hub.Pages);
    }

    [Fact]
    public async Task Stream_that_is_not_there_is_named() => Assert.Equal("E_STREAM_UNKNOWN", (await Assert.ThrowsAsync<ConnectorException>(async () =>
    {
        await using var connector = Connect();
        connector.PullAsync(Hub.Ask("khac"), CancellationToken.None);
    })).Code);

    private static IResult Json(string text) => Results.Text(text, "application/json");

    private static IResult Edoc(string docId) => Results.Json(new
    {
        success = true, data = new { edXML = $"<e:edXMLEnvelope xmlns:e=\"u\"><e:edXMLHeader><e:MessageHeader><e:From><e:OrganId>H02.12</e:OrganId></e:From><e:DocumentId>docId-{docId}</e:DocumentId></e:MessageHeader></e:edXMLHeader></e:edXMLEnvelope>" },
    });

    private static string Row(string docId, string more = "") => $$"""{"docId":"{{docId}}","from":"H02.12","to":"H02.36","createdTime":"2024/12/02 09:00:00","status":"01"{{more}}}""";

    private static string List(params string[] rows) => $$"""{"success":true,"message":"OK","count":{{rows.Length}},"data":[{{string.Join(',', rows)}}]}""";

    private static string Month(HttpRequest http, int sent) => $$"""{"success":true,"count":1,"data":[{"maDinhDanh":"H02.12","kyBaoCao":"{{http.Query["tuNgay"].ToString()[..7].Replace('/', '-')}}","guiQuaTruc":{{sent}}}]}""";

    private IConnector Connect() => Hub.Connect(_server.BaseUrl, new DemoCredentials("hub", "p"), _clock);

    private async Task PullAsync(Hub hub, PullRequest request)
    {
        await using var connector = Connect();
        await hub.PullAsync(connector, request);
    }

    private async Task<ConnectorException> FaultAsync(Hub hub, PullRequest request) => await Assert.ThrowsAsync<ConnectorException>(() => PullAsync(hub, request));
}
