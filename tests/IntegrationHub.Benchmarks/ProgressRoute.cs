using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Testing;
using Microsoft.AspNetCore.Builder;

namespace IntegrationHub.Benchmarks;

/// <summary>
/// The progress of a plan over HTTP, for its owner with all units below: from a year of figures with a long ledger, from a store that has the same catalogue
/// and nothing else, and as it was known at instants of the past. Then the figures of all units below at once: for the screen, and as a file.
/// </summary>
internal static class ProgressRoute
{
    private const string Route = "api/v1/plans/bac-giang-2024/progress";
    private const string Matrix = "api/v1/plans/bac-giang-2024/matrix";
    private const string Export = "api/v1/plans/bac-giang-2024/export?format=jsonl&below=true";
    private const int WarmUp = 3;

    public static async Task RunAsync(int entries, int rounds, int requests, TextWriter output)
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        Environment.SetEnvironmentVariable(PrivatePostgres.Variable, postgres.ConnectionString);
        await using var empty = await YearWorld.CreateAsync(0, isFilled: false);
        await empty.RebuildAsync();
        await using var full = await YearWorld.CreateAsync(0);
        await full.RebuildAsync();
        var written = await full.FillLedgerAsync(entries);
        await using var emptyHub = await StartAsync(empty);
        await using var fullHub = await StartAsync(full);
        using var atEmpty = new HttpClient { BaseAddress = new Uri(emptyHub.Urls.Single()) };
        using var atFull = new HttpClient { BaseAddress = new Uri(fullHub.Urls.Single()) };
        await output.WriteLineAsync(Text(
            $"progress route: a plan over {full.Units} units, {full.Cells} cells, {written} ledger entries, PostgreSQL on this machine; {rounds} rounds of {requests} requests each, {WarmUp} before them warm up and are not counted"));

        (HttpClient At, string Query, Latencies Times)[] all =
        [
            (atEmpty, Route, new("now, almost empty store")),
            (atFull, Route, new("now")),
            .. new[] { 0, 7, 180 }.Select(days => (atFull, $"{Route}?asKnownAt={DemoRun.Start.AddDays(-days).AddMinutes(-1).UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}", new Latencies(days == 0 ? "as known a minute before the start" : Text($"as known {days} days before")))),
        ];
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (at, query, times) in all)
            {
                for (var i = 0; i < (round == 0 ? WarmUp : requests); i++)
                {
                    var watch = Stopwatch.StartNew();
                    await at.GetStringAsync(query);
                    if (round > 0)
                    {
                        times.Add(watch.Elapsed);
                    }
                }
            }
        }

        foreach (var (_, _, times) in all)
        {
            await output.WriteLineAsync(times.Line());
        }

        await output.WriteLineAsync(all[1].Times.RatioTo(all[0].Times));
        foreach (var (_, _, times) in all[2..])
        {
            await output.WriteLineAsync(times.RatioTo(all[1].Times));
        }

        var matrix = JsonNode.Parse(await atFull.GetStringAsync(Matrix))!;
        var (ofMatrix, ofExport) = (new Latencies(Text($"matrix, {matrix["rows"]!.AsArray().Count} units × {matrix["columns"]!.AsArray().Count} figures")), new Latencies("the same as a file (export, below=true)"));
        for (var i = 0; i < rounds; i++)
        {
            foreach (var (query, times) in new[] { (Matrix, ofMatrix), (Export, ofExport) })
            {
                var watch = Stopwatch.StartNew();
                await atFull.GetStringAsync(query);
                times.Add(watch.Elapsed);
            }
        }

        await output.WriteLineAsync(ofMatrix.Line());
        await output.WriteLineAsync(ofExport.Line());
        await output.WriteLineAsync(ofMatrix.RatioTo(all[1].Times));
        await output.WriteLineAsync(ofExport.RatioTo(all[1].Times));

        // Nothing came since: the two ways to the same figures must meet.
        await output.WriteLineAsync(Text($"rows that differ between now and as known a minute before: {await DifferencesAsync(atFull, all[1].Query, all[2].Query)}"));
        await emptyHub.StopAsync();
        await fullHub.StopAsync();
    }

    private static async Task<WebApplication> StartAsync(YearWorld world)
    {
        var app = HubHost.Build(
            new HubSettings { Store = world.Database, Bus = "in-memory", Roles = HubRoles.Api, Urls = [new Uri("http://127.0.0.1:0")], Data = Path.GetTempPath() },
            new ShiftedClock(DemoRun.Start), scheduled: false, isDemo: true);
        await HubHost.StartAsync(app, CancellationToken.None);
        return app;
    }

    private static async Task<int> DifferencesAsync(HttpClient http, string one, string other)
    {
        var (left, right) = (await FiguresAsync(http, one), await FiguresAsync(http, other));
        return left.Count == right.Count ? left.Zip(right).Count(p => p.First != p.Second) : Math.Max(left.Count, right.Count);
    }

    private static async Task<List<string>> FiguresAsync(HttpClient http, string query) =>
        [.. JsonNode.Parse(await http.GetStringAsync(query))!["rows"]!.AsArray().Select(r => $"{r!["indicator"]} {r["part"]} {r["numerator"]} {r["denominator"]} {r["status"]} {r["coverage"]?.ToJsonString()}")];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
