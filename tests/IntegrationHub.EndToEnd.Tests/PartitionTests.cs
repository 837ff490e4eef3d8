using System.Diagnostics;
using System.Globalization;
using System.Net;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;
using Xunit;
using Xunit.Abstractions;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>
/// The network falls silent: no reset and no refusal, packets just do not arrive. Collector and recorder run in network namespaces of their own, with a link to
/// each server, and a link is taken down.
/// </summary>
public sealed class PartitionTests(ITestOutputHelper output)
{
    private const string Payments = "national-portal-payments-bac-giang";
    private const string Enterprises = "doanh-nghiep";
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    [Trait("Category", "Full")]
    public async Task Links_that_fall_silent_between_collector_recorder_broker_and_store_lose_nothing()
    {
        using var network = Network.TryBuild();
        if (network is null)
        {
            output.WriteLine("skipped: network namespaces cannot be made here (root and iproute2 are needed)");
            return;
        }

        await using var fleet = await HubFleet.StartAsync(new()
        {
            Sources = [Payments, Enterprises], Change = RolesTests.SmallPages,
            StoreAt = network.Near("collector-store"), BusAt = network.Near("collector-bus"), SourcesAt = network.Near("collector-source"),
        });
        await using var recorderStore = Wire.To(StorePort(fleet), network.Near("recorder-store"));
        await using var recorderBus = Wire.To(new Uri(fleet.Bus).Port, network.Near("recorder-bus"));
        var collector = fleet.Run("collect", null, "ip", "netns", "exec", network.Collector);
        var recorder = fleet.Run("record", environment =>
        {
            environment["HUB_STORE"] = fleet.StoreBehind(recorderStore);
            environment["HUB_BUS"] = fleet.BusBehind(recorderBus);
        }, "ip", "netns", "exec", network.Recorder);
        await Task.WhenAll(collector.UpAsync(), recorder.UpAsync());

        foreach (var link in new[] { "collector-bus", "collector-store", "recorder-bus", "recorder-store" })
        {
            // Read anew from the beginning: everything is asked for again and most of it is known.
            await fleet.QueryAsync(db => db.Cursors.ExecuteDeleteAsync());
            var middle = AtRequest(fleet, 8);
            await fleet.PullAsync();
            await middle;
            network.Set(link, isUp: false);
            await Task.Delay(Silence);
            network.Set(link, isUp: true);
            var back = Stopwatch.StartNew();
            await fleet.UntilRecordedAsync(Patience);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{link}: silent for {Silence.TotalSeconds:0} s, all recorded {back.Elapsed.TotalSeconds:0} s after"));
            Assert.Empty(await fleet.DifferencesAsync());
            Assert.False(collector.HasEnded || recorder.HasEnded, await fleet.StateAsync());
        }

        Assert.DoesNotContain(await fleet.QueryAsync(db => db.Runs.ToListAsync()), r => r.State == RunState.Running);
    }

    private static int StorePort(HubFleet fleet) => new Npgsql.NpgsqlConnectionStringBuilder(fleet.Store).Port;

    private static Task AtRequest(HubFleet fleet, int number)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        fleet.Simulators.Faults.Asked += _ =>
        {
            if (Interlocked.Increment(ref count) == number)
            {
                done.SetResult();
            }
        };
        return done.Task.WaitAsync(TimeSpan.FromMinutes(3));
    }

    /// <summary>Two namespaces and a pair of devices for each link; all of it goes with the test.</summary>
    private sealed class Network : IDisposable
    {
        private static readonly string[] Links = ["collector-bus", "collector-store", "collector-source", "recorder-bus", "recorder-store"];

        private readonly string mark = string.Create(CultureInfo.InvariantCulture, $"hub{Environment.ProcessId % 100000}");

        public string Collector => mark + "c";

        public string Recorder => mark + "r";

        public static Network? TryBuild()
        {
            var network = new Network();
            if (network.Build())
            {
                return network;
            }

            network.Dispose();
            return null;
        }

        /// <summary>The address on this side of a link.</summary>
        public IPAddress Near(string link) => IPAddress.Parse(Address(link, 1));

        public void Set(string link, bool isUp) => Assert.True(Ip("link", "set", Device(link), isUp ? "up" : "down"));

        public void Dispose()
        {
            foreach (var link in Links)
            {
                Ip("link", "del", Device(link));
            }

            Ip("netns", "del", Collector);
            Ip("netns", "del", Recorder);
        }

        private bool Build() => Environment.IsPrivilegedProcess
            && new[] { Collector, Recorder }.All(space => Ip("netns", "add", space) && Ip("-n", space, "link", "set", "lo", "up"))
            && Links.All(link => SpaceOf(link) is var space
                && Ip("link", "add", Device(link), "type", "veth", "peer", "name", Device(link) + "p", "netns", space)
                && Ip("addr", "add", Address(link, 1) + "/30", "dev", Device(link))
                && Ip("-n", space, "addr", "add", Address(link, 2) + "/30", "dev", Device(link) + "p")
                && Ip("-n", space, "link", "set", Device(link) + "p", "up")
                && Ip("link", "set", Device(link), "up"));

        private string SpaceOf(string link) => link.StartsWith("collector", StringComparison.Ordinal) ? Collector : Recorder;

        private string Device(string link) => string.Create(CultureInfo.InvariantCulture, $"{mark}{Array.IndexOf(Links, link)}");

        // Of a range that is kept for tests of networks.
        private static string Address(string link, int end) => string.Create(CultureInfo.InvariantCulture, $"198.18.{Array.IndexOf(Links, link)}.{end}");

        private static bool Ip(params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
                process.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }
}
