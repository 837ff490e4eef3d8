using IntegrationHub.Contracts;
using IntegrationHub.Store;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sqlite;
using IntegrationHub.Testing;
using MassTransit;
using MassTransit.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Record.Tests;

/// <summary>The stage behind a real bus (in memory) and a real store; the recorder's own rules are in the store's suites.</summary>
public sealed class MeasurementsReportedConsumerTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private ServiceProvider services = null!;

    [Fact]
    [Trait("Fault", "F27")]
    public async Task A_batch_that_is_delivered_twice_is_recorded_once()
    {
        var message = await ArchiveAsync();
        var harness = services.GetRequiredService<ITestHarness>();
        await harness.Bus.Publish(message);
        await harness.Bus.Publish(message);

        Assert.True(await harness.Consumed.Any<MeasurementsReported>());
        await harness.InactivityTask;
        Assert.False(await harness.Published.Any<Fault<MeasurementsReported>>());
        await using var db = await OpenAsync();
        Assert.Equal(BatchState.Recorded, (await db.Batches.SingleAsync()).State);
        Assert.Equal(1, await db.MeasurementsCurrent.CountAsync());
        var cell = await db.DayCells.SingleAsync();
        Assert.Equal(1, Enumerable.Range(0, DayCell.Slots).Sum(slot => cell[slot]));
    }

    [Fact]
    public async Task A_batch_that_the_store_does_not_know_changes_nothing()
    {
        var message = await ArchiveAsync();

        Assert.Equal(RecordOutcome.UnknownBatch, await services.GetRequiredService<BatchRecorder>().RecordAsync(message with { Batch = Guid.NewGuid() }, CancellationToken.None));
        await using var db = await OpenAsync();
        Assert.Equal(0, await db.MeasurementsCurrent.CountAsync());
    }

    [Fact]
    public async Task A_batch_that_can_never_be_recorded_is_parked_with_the_reason_and_holds_up_nobody()
    {
        var poison = await ArchiveAsync() with { UnitOf = [7] };
        var good = await ArchiveAsync("H02.01-240305-0002");
        var harness = services.GetRequiredService<ITestHarness>();
        await harness.Bus.Publish(poison);
        await harness.Bus.Publish(good);

        Assert.True(await harness.Published.Any<BatchRecorded>(m => m.Context.Message.Batch == good.Batch));
        await harness.InactivityTask;
        await using var db = await OpenAsync();
        var parked = await db.Batches.SingleAsync(b => b.Id == poison.Batch);
        Assert.Equal(BatchState.Parked, parked.State);
        Assert.StartsWith("IndexOutOfRangeException: ", parked.Problem, StringComparison.Ordinal);
        Assert.Equal(BatchState.Recorded, (await db.Batches.SingleAsync(b => b.Id == good.Batch)).State);
        Assert.Equal(1, await db.MeasurementsCurrent.CountAsync());
    }

    [Fact]
    public async Task A_store_without_a_catalogue_is_no_fault_of_the_batch()
    {
        var message = await ArchiveAsync();
        await using var db = await OpenAsync();
        await db.CatalogueVersions.ExecuteDeleteAsync();
        await using var empty = Services(folder.File("hub.db"));
        var harness = empty.GetRequiredService<ITestHarness>();
        await harness.Start();
        await harness.Bus.Publish(message);

        Assert.True(await harness.Published.Any<Fault<MeasurementsReported>>());
        Assert.Equal(BatchState.Pending, (await db.Batches.AsNoTracking().SingleAsync()).State);
    }

    public async Task InitializeAsync()
    {
        services = Services(folder.File("hub.db"));
        await using var db = await OpenAsync();
        await db.Database.MigrateAsync();
        await services.GetRequiredService<CatalogueStore>().ApplyAsync(CatalogueFiles.Load(Repository.File("contracts/catalogue")), "test", CancellationToken.None);
        await services.GetRequiredService<ITestHarness>().Start();
    }

    public async Task DisposeAsync()
    {
        await services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    private static ServiceProvider Services(string store) => new ServiceCollection().AddLogging()
        .AddSingleton<TimeProvider>(new FakeClock())
        .AddStore().AddRecording().AddSqliteStore(store)
        .AddMassTransitTestHarness(bus =>
        {
            bus.AddConsumer<MeasurementsReportedConsumer>();
            bus.AddConfigureEndpointsCallback((_, endpoint) => endpoint.UseMessageRetry(retry => retry.Immediate(MeasurementsReportedConsumer.Retries)));
        })
        .BuildServiceProvider(validateScopes: true);

    private async Task<MeasurementsReported> ArchiveAsync(string record = "H02.01-240305-0001")
    {
        var day = new DateOnly(2024, 3, 5).DayNumber;
        var message = new MeasurementsReported
        {
            Batch = Guid.NewGuid(), Run = Guid.NewGuid(), Source = "tthc-test", Stream = "dossiers", Feed = "tthc/dossiers", Mapping = 1,
            Records = [record], SourceSeq = [0], ObservedAt = [1], ValuesFrom = [0, 1],
            Units = ["so-tttt"], UnitOf = [0], Metrics = ["tthc.dossier.received"], MetricOf = [0], From = [day], To = [day + 1], Amounts = [1],
        };
        await using var db = await OpenAsync();
        db.Add(new Batch
        {
            Id = message.Batch, Run = message.Run, Seq = 0, Source = message.Source, Stream = message.Stream, Connector = "tthc",
            CreatedAt = DateTimeOffset.UnixEpoch, Readings = 1,
        });
        await db.SaveChangesAsync();
        return message;
    }

    private Task<HubDbContext> OpenAsync() => services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
}
