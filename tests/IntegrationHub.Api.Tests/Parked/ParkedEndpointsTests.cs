using System.Net;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Outbox;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.Api.Tests.Parked;

public sealed class ParkedEndpointsTests
{
    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task What_could_not_be_recorded_is_shown_with_the_reason_and_let_go_when_it_is_mended(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        await api.Seed.PullAsync("dossiers", [Seed.Day("X-1", "commune-a", Seed.January, 1, 0, 0)]);
        await using var db = await api.Seed.ContextAsync();
        var batch = await db.Batches.AsNoTracking().OrderBy(b => b.No).LastAsync();
        Assert.Equal(0, (await api.GetAsync("/api/v1/parked")).GetProperty("batches").GetArrayLength());
        await db.Batches.Where(b => b.No == batch.No).ExecuteUpdateAsync(set => set.SetProperty(b => b.State, BatchState.Pending));
        await ParkedBatches.ParkAsync(db, batch.Id, "OverflowException: " + new string('x', 600), CancellationToken.None);
        db.DeadLetters.Add(new DeadLetter { Queue = "hub.record", ArrivedAt = api.Clock.GetUtcNow(), Reason = "it cannot be read", Bytes = 7, Start = "no JSON" });
        await db.SaveChangesAsync();

        var parked = await api.GetAsync("/api/v1/parked");
        var shown = parked.GetProperty("batches")[0];
        Assert.Equal((batch.Id, "tthc-test", "dossiers"), (shown.GetProperty("batch").GetGuid(), shown.GetProperty("source").GetString(), shown.GetProperty("stream").GetString()));
        Assert.StartsWith("OverflowException: xxx", shown.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal(("hub.record", "it cannot be read"), (parked.GetProperty("messages")[0].GetProperty("queue").GetString(), parked.GetProperty("messages")[0].GetProperty("reason").GetString()));
        var stream = (await api.GetAsync("/api/v1/sources/tthc-test")).GetProperty("streams").EnumerateArray().Single(s => s.GetProperty("stream").GetString() == "dossiers");
        Assert.Equal(1, stream.GetProperty("parked").GetInt32());

        await api.PostAsync(HttpStatusCode.Accepted, $"/api/v1/parked/{batch.Id}/release");
        var released = await db.Batches.AsNoTracking().SingleAsync(b => b.Id == batch.Id);
        Assert.Equal((BatchState.Pending, null), (released.State, released.Problem));
        await api.PostAsync(HttpStatusCode.NotFound, $"/api/v1/parked/{batch.Id}/release");
    }
}
