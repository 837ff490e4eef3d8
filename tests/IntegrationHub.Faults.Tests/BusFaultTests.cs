using IntegrationHub.Collect.Publishing;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Contracts;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Sources;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Faults.Tests;

/// <summary>F27: the bus is down, slow, full, says everything twice and in another order. What was read waits in the store, and the source is left alone meanwhile.</summary>
[Trait("Fault", "F27")]
public sealed class BusFaultTests
{
    private const string Source = "national-portal-payments-bac-giang";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task F27_a_bus_that_takes_nothing_lets_pages_wait_stops_the_pull_and_loses_nothing()
    {
        await using var bench = await StartAsync();
        var bus = new OddBus { IsDown = true };
        using var connected = bench.Services.GetRequiredService<IBus>().ConnectPublishObserver(bus);
        await FillAsync(bench, bus);
    }

    /// <summary>A recorder that is slower than the source is the same from here: what is not recorded waits.</summary>
    internal static async Task FillAsync(SourceBench bench, OddBus bus)
    {
        var pulling = Task.Run(() => bench.FailuresOfPullAsync());
        await UntilAsync(async () => await PendingAsync(bench) >= BackPressure.MostPending);
        await UntilAsync(() => bench.QueryAsync(db => db.Runs.AnyAsync(r => r.Progress == "waiting for the recorder")));
        var requests = bench.Faults.Requests(Source);
        await Task.Delay(300);
        Assert.False(pulling.IsCompleted);
        Assert.Equal((BackPressure.MostPending, requests), (await PendingAsync(bench), bench.Faults.Requests(Source)));

        bus.IsDown = false;
        await bench.Services.GetRequiredService<PendingBatches>().PublishAgainAsync(TimeSpan.Zero, CancellationToken.None);
        Assert.Empty(await pulling);
        Assert.Empty(await bench.DifferencesAsync());
        Assert.Equal(0, await PendingAsync(bench));
    }

    [Fact]
    public async Task F27_a_bus_that_gives_everything_twice_and_late_ones_last_counts_once()
    {
        await using var bench = await StartAsync();
        var bus = new OddBus { Repeats = bench.Services.GetRequiredService<IBus>() };
        using var connected = bus.Repeats!.ConnectPublishObserver(bus);
        Assert.Empty(await bench.FailuresOfPullAsync());
        await bus.RepeatAsync();
        await new Host.Hosting.DirectPull(bench.Services).WaitUntilRecordedAsync(null, CancellationToken.None);
        Assert.True(bus.Count > 20, $"only {bus.Count} messages");
        Assert.Empty(await bench.DifferencesAsync());
        Assert.All(await bench.QueryAsync(db => db.Runs.ToListAsync()), r => Assert.Equal((RunState.Succeeded, r.Fetched), (r.State, r.Accepted + r.Unchanged + r.Rejected)));
    }

    internal static Task<SourceBench> StartAsync(string? bus = null) => SourceBench.StartAsync(Source, new BenchOptions
    {
        Bus = bus,
        Change = files => new CatalogueFiles(files.All.Select(f => f.Path == $"sources/{Source}.yaml" ? f with { Text = f.Text + "  pageSize: 20\n" } : f)),
    });

    internal static Task<int> PendingAsync(SourceBench bench) => bench.QueryAsync(db => db.Batches.CountAsync(b => b.State == BatchState.Pending));

    internal static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !await isSo(); await Task.Delay(20))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "it did not come to that");
        }
    }
}

/// <summary>Stands where messages leave: refuses them, or remembers them and sends them once more, the last ones first.</summary>
internal sealed class OddBus : IPublishObserver
{
    private readonly List<MeasurementsReported> seen = [];

    public bool IsDown { get; set; }

    public IBus? Repeats { get; init; }

    public int Count => seen.Count;

    public async Task RepeatAsync()
    {
        foreach (var message in Enumerable.Reverse([.. seen]))
        {
            await Repeats!.Publish(message);
        }
    }

    public Task PrePublish<T>(PublishContext<T> context)
        where T : class
    {
        lock (seen)
        {
            if (context.Message is MeasurementsReported message)
            {
                seen.Add(message);
                return IsDown ? throw new TransportException(new Uri("loopback://localhost/down"), "the bus is down") : Task.CompletedTask;
            }
        }

        return Task.CompletedTask;
    }

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
