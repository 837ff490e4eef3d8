using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>From the source's HTTP to the plan's rows.</summary>
public sealed class FiguresTests
{
    [Theory]
    [InlineData(Stack.SqliteAndInMemoryBus)]
    [InlineData(Stack.PostgreSqlAndRabbitMq)]
    public async Task Every_figure_of_every_unit_equals_the_truth_of_the_source(Stack stack)
    {
        await using var hub = await RehearsedHub.StartAsync(stack);
        await hub.SynchronizeAsync();

        await AssertEqualTruthAsync(hub);

        // Rows whose source has no connector yet have no data, and that is not zero.
        var payment = await hub.RowAsync("dvcqg-online-payment-transaction-rate", DemoUnits.Province);
        Assert.Equal(("NoData", "—", null, null), (payment.Status, payment.Display, payment.Numerator, payment.Percent));
        Assert.DoesNotContain(await hub.RowsAsync(DemoUnits.Province), r => r.Status == "NoData" && (r.Numerator is not null || r.Display is "0" or "0.0"));
    }

    [Theory]
    [InlineData(Stack.SqliteAndInMemoryBus)]
    [InlineData(Stack.PostgreSqlAndRabbitMq)]
    public async Task Pulling_again_changes_no_figure_and_adds_no_ledger_entry(Stack stack)
    {
        await using var hub = await RehearsedHub.StartAsync(stack, 0.002m);
        await hub.SynchronizeAsync();
        var before = await hub.FiguresAsync();
        var ledger = await hub.QueryAsync(db => Task.FromResult(db.Ledger.Count()));

        await hub.SynchronizeAsync();

        Assert.Equal(before, await hub.FiguresAsync());
        Assert.Equal(ledger, await hub.QueryAsync(db => Task.FromResult(db.Ledger.Count())));
        await AssertEqualTruthAsync(hub);
    }

    [Theory]
    [InlineData(Stack.SqliteAndInMemoryBus)]
    [InlineData(Stack.PostgreSqlAndRabbitMq)]
    public async Task Two_hubs_on_one_store_come_to_the_same_truth(Stack stack)
    {
        await using var hub = await RehearsedHub.StartAsync(stack, 0.002m);
        await using var other = await hub.JoinAsync();

        await Task.WhenAll(hub.SynchronizeAsync(), other.SynchronizeAsync());

        await AssertEqualTruthAsync(hub);
        await AssertEqualTruthAsync(other);
    }

    internal static async Task AssertEqualTruthAsync(RehearsedHub hub)
    {
        var expected = new ExpectedFigures(hub.Source);
        var wrong = new List<string>();
        foreach (var unit in DemoUnits.All.Select(u => u.Id).Append(DemoUnits.Province))
        {
            var rows = (await hub.RowsAsync(unit)).Where(r => r.Kind != "composite").ToDictionary(r => r.Part ?? r.Indicator);
            foreach (var (indicator, (n, d)) in expected.Of(unit))
            {
                var row = rows[indicator];
                if (row.Numerator != $"{n}" || row.Denominator != $"{d}" || row.Status == "Partial")
                {
                    wrong.Add($"{unit} {indicator}: {row.Numerator}/{row.Denominator} ({row.Status}, {row.Coverage}) instead of {n}/{d}");
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} figures are wrong:\n{string.Join('\n', wrong.Take(20))}");
    }
}
