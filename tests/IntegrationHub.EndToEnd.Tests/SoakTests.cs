using System.Diagnostics;
using System.Globalization;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Store.Ledger;
using Microsoft.EntityFrameworkCore;
using Xunit;
using Xunit.Abstractions;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>Pulls without end, and every few seconds something fails. What a process holds must not grow with that.</summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    /// <summary>How long it takes, in minutes.</summary>
    private const string Variable = "HUB_SOAK_MINUTES";

    private const string Payments = "national-portal-payments-bac-giang";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    [Trait("Category", "Full")]
    public async Task Memory_connections_channels_threads_and_handles_do_not_grow_with_time_and_faults()
    {
        var minutes = double.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.Float, CultureInfo.InvariantCulture, out var given) ? given : 20;
        await using var fleet = await HubFleet.StartAsync(new() { Sources = [Payments, "doanh-nghiep", "reporting-bac-giang"], OwnServers = true, WithPlans = true, Change = RolesTests.SmallPages });
        var workers = new[] { "collect", "collect", "record", "record", "api" }.Select(roles => fleet.Run(roles)).ToList();
        await Task.WhenAll(workers.Select(w => w.ReadyAsync()));
        await fleet.PullAsync();
        await fleet.UntilRecordedAsync(Patience);

        var (total, samples, trouble) = (TimeSpan.FromMinutes(minutes), new List<Sample>(), 0);
        var watch = Stopwatch.StartNew();
        var pulls = 0;
        await QuietAsync("start");
        while (watch.Elapsed < total)
        {
            if (samples.Count == 1 && watch.Elapsed > total / 2)
            {
                await QuietAsync("middle");
            }

            // Everything is asked for again: most of it is known, and all of it goes through the line.
            await fleet.QueryAsync(db => db.Cursors.ExecuteDeleteAsync());
            await fleet.PullAsync();
            pulls++;
            await Task.Delay(TimeSpan.FromSeconds(2));
            await DisturbAsync(trouble++ % 8);
            await fleet.UntilRecordedAsync(Patience);
            Assert.All(workers, w => Assert.False(w.HasEnded, $"{w.Name} has ended: {w.Tail()}"));
        }

        await QuietAsync("end");
        output.WriteLine($"{pulls} pulls of all sources, {trouble} faults in {watch.Elapsed.TotalMinutes:0.0} minutes, {await fleet.QueryAsync(db => db.Batches.CountAsync(b => b.State == BatchState.Recorded))} pages recorded");
        Assert.Empty(await fleet.DifferencesAsync());

        // Who had nothing to do before the start was smaller then: what leaks has also grown since the middle.
        var (first, last) = (Sample.Greatest(samples[0], samples[^2]), samples[^1]);
        foreach (var (before, after) in first.Processes.Zip(last.Processes))
        {
            // Heaps are cut when the collector of garbage likes: a leak shows as more than half as much again and a hundred megabytes.
            Assert.True(after.Megabytes <= (before.Megabytes * 1.5) + 100, $"memory of {after.Name} has grown from {before.Megabytes} to {after.Megabytes} MB");
            Assert.True(after.Handles <= before.Handles + 25, $"handles of {after.Name} have grown from {before.Handles} to {after.Handles}");
            Assert.True(after.Threads <= before.Threads + 15, $"threads of {after.Name} have grown from {before.Threads} to {after.Threads}");
        }

        Assert.True(last.StoreConnections <= first.StoreConnections + 15, $"connections of the store have grown from {first.StoreConnections} to {last.StoreConnections}");
        Assert.True(last.Channels.Count <= first.Channels.Count + 2 && last.Channels.Sum() <= first.Channels.Sum() + 10,
            $"connections and channels of the bus have grown from {first.Channels.Count}/{first.Channels.Sum()} to {last.Channels.Count}/{last.Channels.Sum()}");

        async Task QuietAsync(string when)
        {
            await Task.Delay(TimeSpan.FromSeconds(3));
            var sample = new Sample(
                [.. workers.Select(Held.Of)],
                await fleet.QueryAsync(db => db.Database.SqlQueryRaw<int>("SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database()").SingleAsync()),
                await fleet.Rabbit!.ChannelsAsync());
            samples.Add(sample);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{when}: {string.Join("; ", sample.Processes)}; {sample.StoreConnections} connections of the store, {sample.Channels.Count} of the bus with {sample.Channels.Sum()} channels"));
        }

        async Task DisturbAsync(int kind)
        {
            var pause = TimeSpan.FromSeconds(3);
            switch (kind)
            {
                case 0:
                    fleet.BusWire.Cut();
                    await Task.Delay(pause);
                    fleet.BusWire.Mend();
                    break;
                case 1:
                    fleet.StoreWire.Cut();
                    await Task.Delay(pause);
                    fleet.StoreWire.Mend();
                    break;
                case 2:
                    var commits = 0;
                    fleet.StoreWire.OnCommit = () => Interlocked.Increment(ref commits) is var n && n % 6 == 2 ? CommitCut.Before : n % 6 == 5 ? CommitCut.After : CommitCut.None;
                    await Task.Delay(pause);
                    fleet.StoreWire.OnCommit = null;
                    break;
                case 3:
                    await fleet.Rabbit!.KillAsync();
                    await fleet.Rabbit.StartAgainAsync();
                    break;
                case 4:
                    await fleet.Postgres!.KillAsync();
                    await fleet.Postgres.StartAgainAsync();
                    break;
                case 5:
                    workers[trouble % 4].Signal("STOP");
                    await Task.Delay(pause);
                    workers[trouble % 4].Signal("CONT");
                    break;
                case 6:
                    await fleet.Rabbit!.AlarmAsync(on: true);
                    await Task.Delay(pause);
                    await fleet.Rabbit.AlarmAsync(on: false);
                    break;
                default:
                    await Task.WhenAll(fleet.Rabbit!.StopAsync(), fleet.Postgres!.StopAsync());
                    await Task.WhenAll(fleet.Rabbit.StartAgainAsync(), fleet.Postgres.StartAgainAsync());
                    break;
            }
        }
    }

    private sealed record Sample(IReadOnlyList<Held> Processes, int StoreConnections, IReadOnlyList<int> Channels)
    {
        public static Sample Greatest(Sample one, Sample other) => new(
            [.. one.Processes.Zip(other.Processes, (a, b) => new Held(a.Name, Math.Max(a.Megabytes, b.Megabytes), Math.Max(a.Threads, b.Threads), Math.Max(a.Handles, b.Handles)))],
            Math.Max(one.StoreConnections, other.StoreConnections), one.Channels.Sum() > other.Channels.Sum() ? one.Channels : other.Channels);
    }

    /// <summary>What a process holds.</summary>
    private sealed record Held(string Name, long Megabytes, int Threads, int Handles)
    {
        public static Held Of(HubWorker worker)
        {
            var status = File.ReadLines($"/proc/{worker.Id}/status").Select(l => l.Split(':')).Where(l => l.Length == 2).ToDictionary(l => l[0], l => l[1].Trim().Split(' ')[0]);
            return new(worker.Name, long.Parse(status["VmRSS"], CultureInfo.InvariantCulture) / 1024, int.Parse(status["Threads"], CultureInfo.InvariantCulture), Directory.GetFiles($"/proc/{worker.Id}/fd").Length);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}: {Megabytes} MB, {Threads} threads, {Handles} handles");
    }
}
