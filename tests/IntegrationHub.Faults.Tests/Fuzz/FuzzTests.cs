using System.Globalization;
using System.Text;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Connectors;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store.Catalogue;
using Xunit;
using Xunit.Abstractions;

namespace IntegrationHub.Faults.Tests.Fuzz;

/// <summary>
/// Answers of every simulated source, broken in thousands of ways, through connector, mapping and normalizer: no crash, no hang, and no reading that is
/// not a record of the payload. Each payload is made by its number alone; a failing one is printed with it.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int ShownFailures = 12;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    // What a connector writes into a reading by itself: the month it asked for, what a look or another list says.
    private static readonly HashSet<string> Given = new(StringComparer.Ordinal) { "thang", "phamVi", "loaiThoiGian", "coTep", "MaTTHC", "hieuLuc", "loaiTru", "denHan", "day", "published", "updatedInYear", "code", "bussinessDocType", "donVi", "loi", "fault", "ma", "publishedOn", "chuyenDoiSo", "maDinhDanh" };

    private static readonly (string Source, string Stream, DateOnly From, DateOnly To, string[] Agencies)[] Streams =
    [
        ("tthc-bac-giang", "period-snapshots", new(2024, 11, 1), new(2024, 12, 1), ["H02.36"]),
        ("tthc-bac-giang", "dossiers", new(2024, 11, 1), new(2024, 12, 1), ["H02.12"]),
        ("document-management-bac-giang", "statistics", new(2024, 11, 1), new(2024, 12, 1), ["H02.36"]),
        ("document-management-bac-giang", "documents", new(2024, 11, 5), new(2024, 11, 6), ["H02.36"]),
        ("reporting-bac-giang", "reports", new(2024, 11, 1), new(2024, 12, 1), ["H02.36"]),
        ("national-portal-payments-bac-giang", "statistics", new(2024, 11, 1), new(2024, 12, 1), ["H02.36"]),
        ("national-portal-payments-bac-giang", "transactions", new(2024, 11, 3), new(2024, 11, 4), ["H02.36"]),
        ("registers-bac-giang", "systems", new(2024, 11, 30), new(2024, 12, 1), ["H02.36"]),
        ("registers-bac-giang", "cameras", new(2024, 11, 30), new(2024, 12, 1), ["H02.36"]),
        ("registers-bac-giang", "inspections", new(2024, 11, 1), new(2024, 12, 1), ["H02.36"]),
        ("doanh-nghiep", "enterprises", new(2024, 11, 1), new(2024, 12, 1), ["H02.36"]),
        ("du-lieu-mo", "datasets", new(2024, 12, 20), new(2024, 12, 21), ["SO-TP"]),
    ];

    [Fact]
    public Task Five_thousand_broken_payloads_do_no_harm() => FuzzAsync(0, 5_000);

    [Theory]
    [Trait("Category", "Full")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public Task A_hundred_thousand_broken_payloads_do_no_harm(int tenth) => FuzzAsync(tenth * 10_000, 10_000);

    private async Task FuzzAsync(int first, int payloads)
    {
        var clock = new BenchClock(DemoSetting.Of2024.Start) { WaitSpeed = 1000 };
        await using var simulators = await DemoRun.StartSourcesAsync(0.004m, clock, CancellationToken.None);
        var recorded = await RecordAsync(simulators, clock);
        var (failures, kept, refused) = (new List<string>(), 0, 0);
        var (next, gate) = (first - 1, new Lock());
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(async () =>
        {
            for (var number = Interlocked.Increment(ref next); number < first + payloads; number = Interlocked.Increment(ref next))
            {
                var source = recorded[number % recorded.Count];
                var random = new Random(number);
                var target = source.Data[random.Next(source.Data.Count)];
                var body = PayloadMutator.Mutate(source.BodyOf(target), random);
                var (found, changed) = await TryAsync(source, target, body);
                lock (gate)
                {
                    (kept, refused) = (kept + (changed > 0 ? 1 : 0), refused + (changed == 0 ? 1 : 0));
                    if (found is not null)
                    {
                        failures.Add($"payload {number} of {source.Name}: {found}\n  {target}\n  {Shown(body)}");
                    }
                }
            }
        })));
        output.WriteLine($"{payloads} payloads of {recorded.Count} streams; {kept} gave readings of their own, {refused} none");
        Assert.True(failures.Count == 0, $"{failures.Count} payloads did harm:\n{string.Join('\n', failures.GroupBy(f => f.Split(':')[0].Split(" of ")[1]).SelectMany(same => same.Take(2)).Take(ShownFailures))}");
        Assert.True(kept > payloads / 20, $"only {kept} mutated payloads gave any reading: the fuzz would see nothing");
    }

    private static async Task<(string? Found, int Changed)> TryAsync(RecordedSource source, string target, byte[] body)
    {
        try
        {
            using var limit = new CancellationTokenSource(Deadline);
            var readings = await source.ReplayAsync(target, body, limit.Token).WaitAsync(Deadline);
            var changed = readings.Where(r => !source.Clean.Contains(RecordedSource.Text(r))).ToList();
            if (changed.Count == 0)
            {
                return (null, 0);
            }

            // The mutated answer, and those beside it that a record may be put together from.
            var there = new ValidRecords(source.Bodies.Append(body));
            return (changed.FirstOrDefault(r => source.Counts(r) && !there.IsThere(r, Given)) is { } made ? $"a reading that is in no payload: {made.Key} {made.Body.GetRawText()}" : null, changed.Count);
        }
        catch (Exception exception) when (exception is not ConnectorException)
        {
            return ($"{exception.GetType().Name}: {exception.Message} {exception.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}", 0);
        }
    }

    private async Task<List<RecordedSource>> RecordAsync(SimulatorServer simulators, TimeProvider clock)
    {
        var connectors = new ConnectorRegistry(HubServices.Connectors);
        var files = DemoRun.Catalogue(simulators.BaseUrl);
        var read = CatalogueReader.Read(files, HubServices.Connectors);
        var catalogue = new ActiveCatalogue(1, read.Catalogue!, read.Sources, files);
        var recorded = new List<RecordedSource>();
        foreach (var (id, stream, from, to, agencies) in Streams)
        {
            var source = catalogue.Sources.Single(s => s.Id == id);
            var options = new Dictionary<string, SourceOption>(source.Options);
            foreach (var name in new[] { "roots", "rootAgency" }.Where(options.ContainsKey))
            {
                options[name] = new(agencies[0], false);
            }

            var request = new PullRequest { Stream = stream, Cursor = null, From = from, To = to, Agencies = agencies, Open = [] };
            recorded.Add(await RecordedSource.RecordAsync(connectors, catalogue, source with { Options = options }, request, clock));
            Assert.True(recorded[^1].Clean.Count > 0 && recorded[^1].Data.Count > 0, $"{id}/{stream}: nothing was recorded");
            output.WriteLine($"{id}/{stream}: {recorded[^1].Data.Count} answers, {recorded[^1].Clean.Count} readings");
        }

        return recorded;
    }

    private static string Shown(byte[] body) => string.Create(CultureInfo.InvariantCulture, $"{body.Length} bytes: {Encoding.UTF8.GetString(body[..Math.Min(body.Length, 1500)])}");
}
