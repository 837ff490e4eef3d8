using System.Net;
using System.Text.Json;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.Api.Tests.Health;

public sealed class HealthEndpointsTests
{
    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task A_hub_with_store_and_catalogue_is_ready(string store)
    {
        await using var api = await ApiServer.StartAsync(store);

        Assert.Equal("healthy", (await api.GetAsync("/healthz")).GetProperty("status").GetString());
        var ready = await api.GetAsync("/readyz");
        Assert.Equal("healthy", ready.GetProperty("status").GetString());
        Assert.Equal(["store", "catalogue"], ready.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_hub_without_tables_or_catalogue_lives_and_is_not_ready()
    {
        await using var api = await ApiServer.StartAsync(isEmpty: true);

        Assert.Equal("healthy", (await api.GetAsync("/healthz")).GetProperty("status").GetString());
        Assert.Contains("hub db migrate", await NotReadyAsync(api), StringComparison.Ordinal);

        await api.MigrateAsync();
        Assert.Contains("hub apply", await NotReadyAsync(api), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task Health_of_the_sources_says_what_waits_and_whose_pull_was_broken_off(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        var well = await api.GetAsync("/health/sources");
        Assert.Equal(("healthy", 0), (well.GetProperty("status").GetString(), well.GetProperty("pending").GetInt32()));
        var id = well.GetProperty("sources")[0].GetProperty("id").GetString()!;
        Assert.Equal("never", well.GetProperty("sources")[0].GetProperty("state").GetString());

        await using var db = await api.Seed.ContextAsync();
        var run = new Run { Id = Guid.NewGuid(), Source = id, Stream = "dossiers", Kind = "pull", StartedAt = api.Clock.GetUtcNow() };
        var stored = api.Clock.GetUtcNow().AddMinutes(-4);
        db.AddRange(
            run, new SourceState { Source = id, LeaseOwner = "elsewhere/1/1", LeaseUntil = DateTimeOffset.UtcNow.AddMinutes(1) },
            new Batch { Id = Guid.NewGuid(), Run = run.Id, Seq = 0, Source = id, Stream = "dossiers", Connector = "tthc", CreatedAt = stored, Readings = 0 });
        await db.SaveChangesAsync();
        var pulled = await api.GetAsync("/health/sources");
        Assert.Equal(("degraded", 1, stored), (pulled.GetProperty("status").GetString(), pulled.GetProperty("pending").GetInt32(), pulled.GetProperty("oldestPendingAt").GetDateTimeOffset()));
        Assert.Equal(("running", 1), (pulled.GetProperty("sources")[0].GetProperty("state").GetString(), pulled.GetProperty("sources")[0].GetProperty("pending").GetInt32()));

        // Its owner has ended without a word, and nobody has gone on.
        await db.SourceStates.ExecuteUpdateAsync(set => set.SetProperty(s => s.LeaseUntil, DateTimeOffset.UtcNow.AddSeconds(-1)));
        Assert.Equal("broken-off", (await api.GetAsync("/health/sources")).GetProperty("sources")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_clock_is_the_hubs_own_and_says_that_it_plays()
    {
        await using var api = await ApiServer.StartAsync();

        var clock = await api.GetAsync("/api/v1/clock");

        Assert.Equal(("2024-03-20T01:00:00Z", true), (clock.GetProperty("now").GetString(), clock.GetProperty("demo").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, clock.GetProperty("traceUrl").ValueKind);
    }

    [Fact]
    public async Task An_address_that_does_not_exist_is_a_problem_too()
    {
        await using var api = await ApiServer.StartAsync();

        Assert.Contains("/openapi/v1.json", await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-route", "/api/v1/nothing"), StringComparison.Ordinal);
        using var response = await api.Client.DeleteAsync(new Uri("/api/v1/plans", UriKind.Relative));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task A_fault_says_nothing_of_its_inside()
    {
        await using var api = await ApiServer.StartAsync(isEmpty: true);

        var detail = await api.RefusedAsync(HttpStatusCode.InternalServerError, "internal-error", "/api/v1/quarantine");

        Assert.DoesNotContain("table", detail, StringComparison.OrdinalIgnoreCase);
        using var response = await api.Client.GetAsync(new Uri("/api/v1/quarantine", UriKind.Relative));
        Assert.Contains("\"title\":\"The hub could not answer\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<string> NotReadyAsync(ApiServer api)
    {
        using var response = await api.Client.GetAsync(new Uri("/readyz", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }
}
