using System.Data.Common;
using System.Net;
using IntegrationHub.Api.Tests.Access;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Api.Tests.Indicators;

public sealed class ValueHistoryTests
{
    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task Every_month_is_what_the_plan_says_of_it(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        await api.Seed.AllAsync();
        foreach (var (code, part) in new[] { ("online-rate", null), ("verified-rate", "verified-rate"), ("both", null), ("rule-issued", (string?)null) })
        {
            var history = await api.GetAsync($"/api/v1/indicators/{code}/values?unit=province&from=2024-01-01");
            Assert.Equal(["2024-M01", "2024-M02", "2024-M03"], history.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("period").GetProperty("id").GetString()));
            foreach (var row in history.GetProperty("rows").EnumerateArray())
            {
                var period = row.GetProperty("period").GetProperty("id").GetString();
                var plan = (await api.GetAsync($"/api/v1/plans/plan-2024/progress?unit=province&period={period}")).GetProperty("rows").EnumerateArray()
                    .First(r => part is null ? r.GetProperty("indicator").GetString() == code : r.GetProperty("part").GetString() == part);
                Assert.All(["numerator", "denominator", "percent", "status"], name => Assert.Equal((code, period, plan.GetProperty(name).ToString()), (code, period, row.GetProperty(name).ToString())));
            }
        }

        var quarter = (await api.GetAsync("/api/v1/indicators/online-rate/values?unit=province&grain=quarter&from=2024-01-01")).GetProperty("rows").EnumerateArray().Single();
        Assert.Equal(("2024-Q1", "30", "45"), (quarter.GetProperty("period").GetProperty("id").GetString(), quarter.GetProperty("numerator").GetString(), quarter.GetProperty("denominator").GetString()));
        Assert.Equal("2/3", string.Join('/', (await api.GetAsync("/api/v1/indicators/online-rate/values?unit=commune-b&from=2024-01-01&to=2024-02-01&asKnownAt=2024-03-20T08:00")).GetProperty("rows").EnumerateArray().Select(r => $"{r.GetProperty("numerator").GetString()}/3")));
    }

    [Fact]
    public async Task Two_years_cost_no_more_questions_to_the_store_than_one_month()
    {
        await using var api = await ApiServer.StartAsync(configure: services => services.AddSingleton(new Counted())
            .AddSingleton<IDbContextOptionsConfiguration<HubDbContext>>(p => new Counting(p.GetRequiredService<Counted>())));
        await api.Seed.AllAsync();
        var counted = api.Services.GetRequiredService<Counted>();
        await api.GetAsync("/api/v1/indicators/online-rate/values?unit=province&from=2024-01-01&to=2024-02-01");
        var before = counted.Commands;
        await api.GetAsync("/api/v1/indicators/online-rate/values?unit=province&from=2024-02-01&to=2024-03-01");
        var one = counted.Commands - before;
        Assert.InRange(one, 1, 40);
        await api.GetAsync("/api/v1/indicators/online-rate/values?unit=province&from=2022-04-01&to=2024-04-01");
        Assert.InRange(counted.Commands - before - one, 1, one);
    }

    [Fact]
    public async Task A_question_that_has_no_answer_says_what_to_ask()
    {
        await using var api = await ApiServer.StartAsync();
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-indicator", "/api/v1/indicators/nothing/values?unit=province");
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-unit", "/api/v1/indicators/online-rate/values?unit=moon");
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-plan", "/api/v1/indicators/online-rate/values?unit=province&plan=x");
        await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-period", "/api/v1/indicators/online-rate/values?unit=province&from=2024-02-01&to=2024-02-01");
        await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-period", "/api/v1/indicators/online-rate/values?unit=province&from=0001-01-01&to=9999-12-31");
        await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-period", "/api/v1/indicators/online-rate/values?unit=province&from=2025-01-01&to=2026-01-01");
        Assert.Contains("month, quarter, year", await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-parameter", "/api/v1/indicators/online-rate/values?unit=province&grain=day"), StringComparison.Ordinal);
    }

    private sealed class Counted : DbCommandInterceptor
    {
        private int commands;

        public int Commands => commands;

        public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
        {
            Interlocked.Increment(ref commands);
            return result;
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref commands);
            return ValueTask.FromResult(result);
        }
    }

    private sealed class Counting(Counted counted) : IDbContextOptionsConfiguration<HubDbContext>
    {
        public void Configure(IServiceProvider serviceProvider, DbContextOptionsBuilder optionsBuilder) => optionsBuilder.AddInterceptors(counted);
    }
}
