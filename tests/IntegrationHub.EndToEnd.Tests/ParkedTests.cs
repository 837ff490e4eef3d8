using System.Text;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Record;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>What nobody can read is moved aside by the broker, kept by the hub, and the queue goes on.</summary>
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

    private static async Task<int> DepthAsync(SurveyHub hub, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(hub.Servers.Bus) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        return (int)(await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
    }
}
