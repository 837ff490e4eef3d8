using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store.Plans;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>From the source's HTTP to the plan's rows.</summary>
public sealed class FiguresTests
{
    [Fact]
    public Task Every_figure_of_every_unit_equals_the_truth_of_the_source_also_when_pulled_again() => CheckFiguresAsync(Stack.SqliteAndInMemoryBus);

    [Fact]
    [Trait("Category", "Full")]
    public Task Every_figure_of_every_unit_equals_the_truth_on_servers_too() => CheckFiguresAsync(Stack.PostgreSqlAndRabbitMq, again: false);

    private static async Task CheckFiguresAsync(Stack stack, bool again = true)
    {
        await using var hub = await RehearsedHub.StartAsync(stack);
        var published = new PublishedMessages();
        hub.Services.GetRequiredService<IBus>().ConnectPublishObserver(published);
        await hub.SynchronizeAsync();

        await AssertEqualTruthAsync(hub);

        // Rows whose source has no connector yet have no data, and that is not zero.
        var payment = await hub.RowAsync("dvcqg-online-payment-transaction-rate", DemoUnits.Province);
        Assert.Equal(("NoData", "—", null, null), (payment.Status, payment.Display, payment.Numerator, payment.Percent));
        Assert.DoesNotContain(await hub.RowsAsync(DemoUnits.Province), r => r.Status == "NoData" && (r.Numerator is not null || r.Display is "0" or "0.0"));

        if (again)
        {
            var ledger = await hub.QueryAsync(db => Task.FromResult(db.Ledger.Count()));
            await hub.SynchronizeAsync();

            Assert.Equal(ledger, await hub.QueryAsync(db => Task.FromResult(db.Ledger.Count())));
            await AssertEqualTruthAsync(hub);
        }

        Assert.NotEmpty(published.Texts);
        Assert.All(published.Texts, t => Assert.Null(PlantedPersonalData.FirstLeakIn(t)));
        await AssertNothingPersonalAsync(hub);
    }

    [Fact]
    [Trait("Category", "Full")]
    public Task Two_hubs_on_one_store_come_to_the_same_truth() => TwoHubsAsync(Stack.PostgreSqlAndRabbitMq);

    [Fact]
    [Trait("Category", "Full")]
    public Task Two_hubs_on_one_embedded_store_come_to_the_same_truth() => TwoHubsAsync(Stack.SqliteAndInMemoryBus);

    private static async Task TwoHubsAsync(Stack stack)
    {
        await using var hub = await RehearsedHub.StartAsync(stack, 0.001m);
        await using var other = await hub.JoinAsync();

        await Task.WhenAll(hub.SynchronizeAsync(), other.SynchronizeAsync());

        await AssertEqualTruthAsync(hub);
    }

    internal static async Task AssertNothingPersonalAsync(RehearsedHub hub)
    {
        var texts = await hub.QueryAsync(async db =>
        {
            var found = new List<string>();
            found.AddRange((await db.Archive.Select(a => a.Page).ToListAsync()).Select(Unzip));
            found.AddRange(await db.Outbox.Select(o => o.Body).ToListAsync());
            found.AddRange(await db.MeasurementsCurrent.Select(m => m.Record).ToListAsync());
            found.AddRange((await db.OpenRecords.ToListAsync()).Select(o => $"{o.Record} {o.Agency} {o.Stamp}"));
            found.AddRange((await db.Rejections.ToListAsync()).Select(r => $"{r.Record} {r.Message} {r.Sample} {r.Place}"));
            found.AddRange((await db.Runs.ToListAsync()).Select(r => $"{r.Error} {r.Progress}"));
            found.AddRange(await db.ComputedValues.Select(c => c.Row).ToListAsync());
            return found;
        });

        Assert.True(texts.Sum(t => t.Length) > 100_000, "there is too little to search in");
        Assert.All(texts, t => Assert.Null(PlantedPersonalData.FirstLeakIn(t)));
    }

    private static string Unzip(byte[] page)
    {
        using var gzip = new GZipStream(new MemoryStream(page), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return reader.ReadToEnd();
    }

    internal static async Task AssertEqualTruthAsync(RehearsedHub hub)
    {
        var expected = new ExpectedFigures(hub.Source);
        var wrong = new List<string>();
        var all = await hub.RowsAsync([.. DemoUnits.All.Select(u => u.Id), DemoUnits.Province]);
        Assert.Equal(DemoUnits.All.Count + 1, all.Count);
        foreach (var unit in all.Keys)
        {
            var rows = all[unit].Where(r => r.Kind != "composite").ToDictionary(r => r.Part ?? r.Indicator);
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

    /// <summary>What goes over the bus, as text.</summary>
    private sealed class PublishedMessages : IPublishObserver
    {
        public ConcurrentQueue<string> Texts { get; } = new();

        public Task PrePublish<T>(PublishContext<T> context)
            where T : class
        {
            Texts.Enqueue(JsonSerializer.Serialize(context.Message, ProgressJson.Options));
            return Task.CompletedTask;
        }

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
