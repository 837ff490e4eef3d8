using IntegrationHub.Connectors.Described;
using Xunit;

namespace IntegrationHub.Connectors.Rest.Tests;

/// <summary>What is no answer, and rows that are no figures.</summary>
public sealed class OddAnswerTests
{
    private const string Plain = """
          path: rows
          rows: data.items
        """;

    private readonly TestClock _clock = new();

    [Theory]
    [InlineData("<html>login</html>", "false", "E_SOURCE_HTML", FailureCategory.Malformed)]
    [InlineData("""{"data":{"items":[{"ma":"H02""", "false", "E_SOURCE_JSON", FailureCategory.Malformed)]
    [InlineData("{}", "false", "E_SOURCE_JSON", FailureCategory.Malformed)]
    [InlineData("""{"data":{}}""", "false", "E_SOURCE_JSON", FailureCategory.Malformed)]
    [InlineData("""{"data":{"items":null}}""", "false", "E_SOURCE_JSON", FailureCategory.Malformed)]
    [InlineData("""{"data":{"items":["a"]}}""", "false", "E_SOURCE_JSON", FailureCategory.Malformed)]
    [InlineData("""{"success":false,"message":"khong duoc"}""", "true", "E_REJECTED", FailureCategory.Rejected)]
    [InlineData("""{"error_code":"500"}""", "true", "E_SOURCE_ERROR", FailureCategory.Unavailable)]
    public async Task What_is_no_answer_is_typed_and_never_an_empty_page(string answer, string envelope, string code, FailureCategory category)
    {
        await using var server = await LittleServer.StartAsync((_, _) => answer);
        var hub = PagingTests.Things(Plain + $"\n  envelope: {envelope}");
        await using var connector = hub.Connect(_clock, ("baseUrl", server.BaseUrl));
        var fault = await hub.FailAsync(connector, "things");
        Assert.Equal((code, category), (fault.Code, fault.Category));
        Assert.Empty(hub.Records);
        Assert.Null(hub.Cursor);
    }

    [Fact]
    public async Task Empty_list_is_an_answer()
    {
        await using var server = await LittleServer.StartAsync((_, _) => """{"data":{"items":[]}}""");
        var hub = PagingTests.Things(Plain);
        await using var connector = hub.Connect(_clock, ("baseUrl", server.BaseUrl));
        await hub.PullAsync(connector, "things");
        Assert.Contains("readOn", hub.Cursor, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_that_ends_within_a_run_is_renewed_once_and_a_refused_account_ends_it()
    {
        var (signIns, calls, isRefused) = (0, 0, false);
        await using var server = await LittleServer.StartAsync((http, _) =>
        {
            if (http.Request.Path == "/login")
            {
                http.Response.StatusCode = isRefused ? 401 : 200;
                return $$"""{"token":"t{{++signIns}}"}""";
            }

            // The first token is good for one call.
            var isGood = http.Request.Headers.Authorization == $"Bearer t{signIns}" && !(signIns == 1 && ++calls > 1);
            http.Response.StatusCode = isGood ? 200 : 401;
            var page = http.Request.Query["p"].ToString();
            return isGood ? $$"""{"data":{"items":[{{(page is "3" ? "" : PagingTests.Row(int.Parse(page, System.Globalization.CultureInfo.InvariantCulture)))}}]}""" + "}" : "{}";
        });
        var hub = PagingTests.Things(Plain + "\n  query: { p: \"{page}\" }\n  paging: { by: page }");
        (string, string)[] options = [("baseUrl", server.BaseUrl), ("access", "login"), ("username", "hub"), ("password", "w"), ("signInPath", "login")];
        await using var connector = hub.Connect(_clock, options);
        await hub.PullAsync(connector, "things");
        Assert.Equal((2, 2), (hub.Records.Count, signIns));

        isRefused = true;
        await using var refused = hub.Connect(_clock, options);
        Assert.Equal("E_SIGN_IN", (await hub.FailAsync(refused, "things")).Code);
    }

    [Fact]
    public async Task Throttled_source_names_the_wait()
    {
        await using var server = await LittleServer.StartAsync((http, _) =>
        {
            (http.Response.StatusCode, http.Response.Headers.RetryAfter) = (429, "120");
            return "{}";
        });
        var hub = PagingTests.Things(Plain);
        await using var connector = hub.Connect(_clock, ("baseUrl", server.BaseUrl));
        var fault = await hub.FailAsync(connector, "things");
        Assert.Equal((FailureCategory.Throttled, TimeSpan.FromSeconds(120)), (fault.Category, fault.RetryAfter));
    }

    [Theory]
    [InlineData("\"n\":-1", "E_NEGATIVE")]
    [InlineData("\"n\":\"12%\"", "E_NOT_A_NUMBER")]
    [InlineData("\"n\":1.234", "E_NOT_A_NUMBER")]
    [InlineData("\"x\":1", "E_NO_COUNTS")]
    public async Task Bad_row_is_refused_beside_the_good_ones(string member, string code)
    {
        await using var server = await LittleServer.StartAsync((_, _) => $$"""{"data":{"items":[{{PagingTests.Row(1)}},{"ma":"XA.LA","ngay":"2024-11-30","so":"S2",{{member}} },{{PagingTests.Row(1)}}]}""" + "}");
        var hub = PagingTests.Things(Plain);
        await using var connector = hub.Connect(_clock, ("baseUrl", server.BaseUrl));
        await hub.PullAsync(connector, "things");
        Assert.Equal((code, "XA.LA"), Assert.Single(hub.Refusals) is var refused ? (refused.Code, refused.Agency) : default);
        Assert.Equal(1m, Assert.Single(hub.Cells()).Value);
    }

    [Theory]
    [InlineData("1.234", "1.234")]
    [InlineData("1.000", "1")]
    [InlineData("12345678901234567890.5", "12345678901234567890.5")]
    [InlineData("1.5E+3", "1500")]
    [InlineData("\"1.234.567\"", "1234567")]
    public async Task Number_stays_the_number_that_it_was(string written, string amount)
    {
        await using var server = await LittleServer.StartAsync((_, _) => $$"""{"data":{"items":[{"ma":"H02.36","ngay":"2024-11-30","so":"S2","m":{{written}} }]}""" + "}");
        var hub = PagingTests.Things(Plain);
        await using var connector = hub.Connect(_clock, ("baseUrl", server.BaseUrl));
        await hub.PullAsync(connector, "things");
        Assert.Equal(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), Assert.Single(hub.Cells()).Value);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"v":2,"stream":"things"}""")]
    [InlineData("""{"v":1,"stream":"others"}""")]
    [InlineData("""{"v":1,"stream":"things","readOn":"yesterday"}""")]
    public async Task Position_that_cannot_be_read_stops_the_run(string cursor)
    {
        await using var server = await LittleServer.StartAsync((_, _) => "{}");
        var hub = PagingTests.Things(Plain);
        hub.Cursor = cursor;
        await using var connector = hub.Connect(_clock, ("baseUrl", server.BaseUrl));
        Assert.Equal((FailureCategory.Configuration, "E_CURSOR"), await hub.FailAsync(connector, "things") is var fault ? (fault.Category, fault.Code) : default);
        Assert.Empty(server.Asked);
    }
}
