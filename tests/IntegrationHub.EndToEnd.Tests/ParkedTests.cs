using System.Text;
using IntegrationHub.Collect.Publishing;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Record;
using IntegrationHub.Store.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>What cannot be read, or made into a message, is kept with the reason and holds up nothing.</summary>
public sealed class ParkedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Messages_that_nobody_can_read_are_moved_aside_kept_with_the_reason_and_hold_up_nothing()
    {
        await using var hub = await SurveyHub.StartAsync(Stack.PostgreSqlAndRabbitMq);
        await using (var connection = await new ConnectionFactory { Uri = new Uri(hub.Servers.Bus) }.CreateConnectionAsync())
        await using (var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)))
        {
            foreach (var body in (string[])["\u0000 no JSON at all", """{"message":{"batch":"7"},"messageType":["urn:message:IntegrationHub.Contracts:MeasurementsReported"]}""", """{"hello":"world"}"""])
            {
                await channel.BasicPublishAsync(HubServices.MeasurementsExchange, "", mandatory: false, new BasicProperties { ContentType = "application/vnd.masstransit+json" }, Encoding.UTF8.GetBytes(body));
            }
        }

        await hub.PullAsync();
        using var reader = ActivatorUtilities.CreateInstance<DeadLetterReader>(hub.Services, new Uri(hub.Servers.Bus));
        for (var began = TimeProvider.System.GetTimestamp(); await hub.QueryAsync(db => db.DeadLetters.CountAsync()) < 3; await Task.Delay(100))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "the broker did not move them aside");
            await reader.ReadAsync(CancellationToken.None);
        }

        var letters = await hub.QueryAsync(db => db.DeadLetters.OrderBy(d => d.Start).ToListAsync());
        Assert.Equal(3, letters.Count);
        Assert.All(letters, letter => Assert.StartsWith("it ", letter.Reason, StringComparison.Ordinal));
        Assert.Contains(letters, letter => letter.Start.StartsWith("\uFFFD no JSON", StringComparison.Ordinal));
        Assert.Equal(0, await DepthAsync(hub, HubServices.RecordQueue));
        Assert.Equal(0, await DepthAsync(hub, DeadLetterReader.Queue));
        Assert.NotNull((await hub.RowAsync()).Percent);
    }

    [Fact]
    public async Task A_pending_page_of_which_nothing_can_be_made_is_parked_and_the_others_go_on()
    {
        await using var hub = await SurveyHub.StartAsync();
        await hub.PullAsync();
        var batches = await hub.QueryAsync(db => db.Batches.AsNoTracking().OrderBy(b => b.No).Select(b => b.Id).ToListAsync());
        await hub.QueryAsync(async db =>
        {
            // As after a crash before publishing: the first page is gone, of the second the catalogue no longer knows the stream.
            await db.Batches.ExecuteUpdateAsync(set => set.SetProperty(b => b.State, BatchState.Pending));
            await db.Archive.Where(a => a.Batch == batches[0]).ExecuteDeleteAsync();
            return await db.Batches.Where(b => b.Id == batches[1]).ExecuteUpdateAsync(set => set.SetProperty(b => b.Stream, "gone"));
        });

        Assert.Equal(batches.Count - 2, await hub.Services.GetRequiredService<PendingBatches>().PublishAgainAsync(TimeSpan.Zero, CancellationToken.None));
        var parked = await hub.QueryAsync(db => db.Batches.AsNoTracking().Where(b => b.State == BatchState.Parked).OrderBy(b => b.No).ToListAsync());
        Assert.Equal(batches[..2], parked.Select(b => b.Id));
        Assert.Contains("not in the archive", parked[0].Problem, StringComparison.Ordinal);
        Assert.Contains("'gone'", parked[1].Problem, StringComparison.Ordinal);
    }

    private static async Task<int> DepthAsync(SurveyHub hub, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(hub.Servers.Bus) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        return (int)(await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
    }
}
