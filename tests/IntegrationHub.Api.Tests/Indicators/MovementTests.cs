using System.Net;
using System.Text.Json;
using Xunit;

namespace IntegrationHub.Api.Tests.Indicators;

public sealed class MovementTests(SeededServer server) : IClassFixture<SeededServer>
{
    private const string OfProvince = "/api/v1/indicators/online-rate/values/province";

    private readonly ApiServer _api = server.Api;

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task A_correction_since_an_instant_is_told_exactly(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        await api.Seed.AllAsync();
        var then = (await api.GetAsync($"{OfProvince}/2024-01-01..2024-03-01/lineage")).GetProperty("asOf").GetString();
        api.Clock.Advance(TimeSpan.FromHours(1));
        await api.Seed.PullAsync("period-snapshots", [Seed.Snapshot("commune-a", Seed.February, 22, 16)]);

        var moved = await api.GetAsync($"{OfProvince}/2024-01-01..2024-03-01/movement?against={then}");

        Assert.Equal(("30/45", "31/47"), (Figure(moved, "from"), Figure(moved, "to")));
        Assert.Equal(("-100/141", "-0.7", "0"), (Text(moved, "points"), Text(moved, "display"), Text(moved, "residual")));
        Assert.Equal(["corrections -100/141", "lateArrivals 0", "newActivity 0", "geography 0", "definition 0"], Parts(moved));
        Assert.Equal(then, Text(moved.GetProperty("from"), "asOf"));
    }

    [Fact]
    public async Task Between_two_months_it_is_new_activity()
    {
        var moved = await _api.GetAsync($"{OfProvince}/2024-M02/movement?against=2024-M01");

        Assert.Equal(("10/15", "20/30"), (Figure(moved, "from"), Figure(moved, "to")));
        Assert.Equal(["corrections 0", "lateArrivals 0", "newActivity 0", "geography 0", "definition 0"], Parts(moved));
        var ofA = await _api.GetAsync("/api/v1/indicators/online-rate/values/commune-a/2024-M02/movement?against=2024-M01");
        Assert.Equal(["corrections 0", "lateArrivals 0", "newActivity -5", "geography 0", "definition 0"], Parts(ofA));
    }

    [Theory]
    [InlineData("online-rate/values/province/2024-M02/movement?against=soon", HttpStatusCode.BadRequest, "bad-against", "another period")]
    [InlineData("online-rate/values/province/2024-M02/movement", HttpStatusCode.BadRequest, "bad-parameter", "against")]
    [InlineData("both/values/province/2024-M02/movement?against=2024-M01", HttpStatusCode.BadRequest, "no-percentage", "parts")]
    [InlineData("online-rate/values/commune-gone/2024-M02/movement?against=2024-M01", HttpStatusCode.BadRequest, "out-of-validity", "successor")]
    [InlineData("online-rat/values/province/2024-M02/movement?against=2024-M01", HttpStatusCode.NotFound, "unknown-indicator", "Did you mean 'online-rate'?")]
    [InlineData("online-rate/values/province/2024-M02/movement?against=2020-01-01", HttpStatusCode.NotFound, "no-catalogue-then", "later instant")]
    public async Task A_question_without_an_answer_is_refused_with_what_to_do(string question, HttpStatusCode status, string type, string remedy) =>
        Assert.Contains(remedy, await _api.RefusedAsync(status, type, $"/api/v1/indicators/{question}"), StringComparison.Ordinal);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static string Figure(JsonElement moved, string end) => $"{Text(moved.GetProperty(end), "numerator")}/{Text(moved.GetProperty(end), "denominator")}";

    private static IEnumerable<string> Parts(JsonElement moved) => moved.GetProperty("parts").EnumerateArray().Select(p => $"{Text(p, "cause")} {Text(p, "points")}");
}
