using System.Diagnostics;
using System.Globalization;
using System.Net;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Store.Ledger;
using Microsoft.EntityFrameworkCore;
using Xunit;
using Xunit.Abstractions;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>Each role in processes of its own, several of each, on one PostgreSQL and one RabbitMQ.</summary>
public sealed class RolesTests(ITestOutputHelper output)
{
    private const string Payments = "national-portal-payments-bac-giang";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    [Trait("Category", "Full")]
    public async Task Two_collectors_and_two_recorders_on_an_empty_store_read_each_page_once_and_come_to_the_truth()
    {
        await using var fleet = await HubFleet.StartAsync(new() { Sources = [Payments, "doanh-nghiep"], IsEmpty = true });

        // All at once: they make the tables and apply the catalogue, each of them.
        var workers = new[] { "collect", "collect", "record", "record,api" }.Select(roles => fleet.Run(roles)).ToList();
        await Task.WhenAll(workers.Select(w => w.ReadyAsync()));
        await fleet.PullAsync();
        await fleet.UntilRecordedAsync(Patience);

        Assert.Empty(await fleet.DifferencesAsync());
        await AssertReadOnceAsync(fleet);
        Assert.Equal(1, await fleet.QueryAsync(db => db.CatalogueVersions.CountAsync()));

        var (status, health) = await workers[3].GetAsync("/health/sources");
        Assert.Equal((HttpStatusCode.OK, "healthy", 0), (status, health.GetProperty("status").GetString(), health.GetProperty("pending").GetInt32()));
        Assert.All(health.GetProperty("sources").EnumerateArray(), s => Assert.Equal("ok", s.GetProperty("state").GetString()));
        Assert.Equal(("2024-12-19", 0), health.GetProperty("sources").EnumerateArray().SelectMany(s => s.GetProperty("streams").EnumerateArray())
            .Where(s => s.GetProperty("stream").GetString() == "transactions").Select(s => (s.GetProperty("confirmedTo").GetString(), s.GetProperty("lagDays").GetInt32())).Single());
        foreach (var worker in workers)
        {
            Assert.Equal(HttpStatusCode.OK, (await worker.GetAsync("/healthz")).Status);
        }

        foreach (var worker in workers)
        {
            worker.Signal("TERM");
        }

        Assert.All(await Task.WhenAll(workers.Select(w => w.EndAsync(TimeSpan.FromSeconds(30)))), code => Assert.Equal(0, code));
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task One_two_and_four_recorders_come_to_the_same_truth()
    {
        foreach (var recorders in new[] { 1, 2, 4 })
        {
            await using var fleet = await HubFleet.StartAsync(new() { Sources = ["reporting-bac-giang", Payments, "doanh-nghiep"], Scale = 0.01m });
            var workers = Enumerable.Repeat("collect", 2).Concat(Enumerable.Repeat("record", recorders)).Select(roles => fleet.Run(roles)).ToList();
            await Task.WhenAll(workers.Select(w => w.ReadyAsync()));
            var watch = Stopwatch.StartNew();
            await fleet.PullAsync();
            await fleet.UntilRecordedAsync(TimeSpan.FromMinutes(10));
            watch.Stop();

            var readings = await fleet.QueryAsync(db => db.Batches.SumAsync(b => b.Readings));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{recorders} recorders: {readings} readings in {watch.Elapsed.TotalSeconds:0.0} s, {readings / watch.Elapsed.TotalSeconds:0} a second, with 2 collectors and the sources on {Environment.ProcessorCount} processors"));
            Assert.Empty(await fleet.DifferencesAsync());
            await AssertReadOnceAsync(fleet);
        }
    }

    /// <summary>By the log of the sources, and by the store: runs of a source come one after the other, and each stands for one change of owner.</summary>
    private static async Task AssertReadOnceAsync(HubFleet fleet)
    {
        // Who signs in, and who asks twice for what may have changed meanwhile, asks for the same again.
        var pages = fleet.Asked.Where(a => a.Contains('?', StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(pages);
        Assert.Empty(pages.GroupBy(p => p).Where(p => p.Count() > 1).Select(p => $"{p.Key}: {p.Count()} times"));

        var batches = await fleet.QueryAsync(db => db.Batches.OrderBy(b => b.No).Select(b => new { b.Source, b.Stream, b.Run, b.Seq, b.State }).ToListAsync());
        foreach (var source in batches.GroupBy(b => b.Source))
        {
            Assert.All(source, b => Assert.Equal(BatchState.Recorded, b.State));
            Assert.All(source.GroupBy(b => b.Stream), stream => Assert.Equal(Enumerable.Range(0, stream.Count()), stream.Select(b => b.Seq)));
            Assert.Equal(source.Select(b => b.Stream).Distinct().Count(), source.Select(b => b.Run).Distinct().Count());
        }

        Assert.All(await fleet.QueryAsync(db => db.SourceStates.ToListAsync()), s => Assert.Equal((1, null), (s.Fence, s.LeaseOwner)));
    }

    internal static IntegrationHub.Store.Catalogue.CatalogueFile SmallPages(IntegrationHub.Store.Catalogue.CatalogueFile file) =>
        file.Path == $"sources/{Payments}.yaml" ? file with { Text = file.Text + "  pageSize: 20\n" } : file;
}
