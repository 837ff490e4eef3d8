using System.Text.Json;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Host.Demo;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Sources;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>Every source of the demo, through its connector, into the five plans.</summary>
public sealed class AllSourcesTests
{
    [Fact]
    [Trait("Category", "Full")]
    public Task Every_source_is_counted_as_its_truth_says_and_every_row_of_the_five_plans_has_a_figure_or_a_state() => CheckAsync(Stack.SqliteAndInMemoryBus);

    [Fact]
    [Trait("Category", "Full")]
    public Task The_same_on_servers() => CheckAsync(Stack.PostgreSqlAndRabbitMq);

    private static async Task CheckAsync(Stack stack)
    {
        await using var hub = await RehearsedHub.StartAsync(stack, 0.001m, withOthers: true);
        await DemoEntries.EnterAsync(hub.Services, CancellationToken.None);
        await hub.SynchronizeAsync();

        var failed = await hub.QueryAsync(db => db.Runs.Where(r => r.State != RunState.Succeeded).Select(r => $"{r.Source}/{r.Stream}: {r.ErrorCode} {r.Error}").ToListAsync());
        Assert.True(failed.Count == 0, string.Join('\n', failed));
        var refused = await hub.QueryAsync(db => db.Rejections.Where(r => r.State == "open" && r.Source != "tthc-bac-giang").Select(r => $"{r.Source}/{r.Stream} {r.Record}: {r.Code} {r.Place} {r.Sample}").Take(20).ToListAsync());
        var catalogue = (await hub.Services.GetRequiredService<CatalogueStore>().CurrentAsync(CancellationToken.None))!;
        var wrong = new List<string>();
        foreach (var source in hub.Source.Sources)
        {
            var stored = await hub.QueryAsync(db => CellComparison.StoredAsync(db, catalogue.Sources.Single(s => s.Id == source.Id), CancellationToken.None));
            var truth = source.Truth(hub.Services.GetRequiredService<TimeProvider>().GetUtcNow());
            wrong.AddRange(CellComparison.Differences(stored, truth, catalogue.Catalogue).Select(d => $"{source.Id} {d}"));
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} cells are wrong:\n{string.Join('\n', wrong.Take(30))}\nrefused:\n{string.Join('\n', refused)}");
        await AssertPlansAsync(hub);
        await AssertAnswersAsync(hub, catalogue);
        await FiguresTests.AssertNothingPersonalAsync(hub);
    }

    /// <summary>After several polls: what is delivered is delivered once, and every list still answers for every source.</summary>
    private static async Task AssertAnswersAsync(RehearsedHub hub, ActiveCatalogue catalogue)
    {
        await hub.SynchronizeAsync();
        await hub.SynchronizeAsync();
        var delivered = await hub.QueryAsync(db => db.Deliveries.AsNoTracking().ToListAsync());
        var overlapping = delivered.GroupBy(d => (d.Feed, d.OnField, d.Unit)).SelectMany(g => g.OrderBy(d => d.FromDay).ToList() is var days ? days.Zip(days.Skip(1)).Where(p => p.Second.FromDay < p.First.ToDay) : []).ToList();
        Assert.True(overlapping.Count == 0, $"{overlapping.Count} deliveries overlap");

        using var browser = new HttpClient { BaseAddress = hub.Address }.With(await TestKeys.AddAsync(hub.Servers.Store));
        var sources = JsonDocument.Parse(await browser.GetStringAsync(new Uri("api/v1/sources", UriKind.Relative))).RootElement;
        Assert.Equal(catalogue.Sources.Select(s => s.Id).Order(StringComparer.Ordinal), sources.EnumerateArray().Select(s => s.GetProperty("id").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(sources.EnumerateArray().SelectMany(s => s.GetProperty("streams").EnumerateArray()), s => Assert.NotEqual("", s.GetProperty("feed").GetString()));
        foreach (var source in catalogue.Sources)
        {
            foreach (var path in new[] { $"sources/{source.Id}", $"sources/{source.Id}/runs", $"quarantine?source={source.Id}" })
            {
                using var answer = await browser.GetAsync(new Uri("api/v1/" + path, UriKind.Relative));
                Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
            }
        }

        var systems = JsonDocument.Parse(await browser.GetStringAsync(new Uri("api/v1/systems", UriKind.Relative))).RootElement;
        Assert.Equal(153, systems.GetArrayLength());
        Assert.DoesNotContain(systems.EnumerateArray(), s => s.GetProperty("state").GetString() == "failing");
    }

    private static async Task AssertPlansAsync(RehearsedHub hub)
    {
        var catalogue = (await hub.Services.GetRequiredService<CatalogueStore>().CurrentAsync(CancellationToken.None))!.Catalogue;
        var (empty, shown) = (new List<(string Indicator, string Text)>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var plan in catalogue.Plans.Values)
        {
            var rows = (await hub.RowsAsync([plan.Owner], plan.Id, null, default))[plan.Owner];
            shown.UnionWith(rows.Where(r => r.Status is not "NoData").Select(r => r.Indicator));
            empty.AddRange(rows.Where(r => r.Kind is not ("narrative" or "composite") && r.Status is "NoData").Select(r => (r.Indicator, $"{plan.Id} {r.Indicator} {r.Part}: {string.Join(' ', r.Reasons)}")));
        }

        // Shares of the province's economy are published for the province: a district's row says that nobody is expected to report them.
        empty.RemoveAll(e => e.Text.EndsWith(": NotExpected", StringComparison.Ordinal) && shown.Contains(e.Indicator));
        Assert.True(empty.Count == 0, $"{empty.Count} rows have nothing:\n{string.Join('\n', empty.Select(e => e.Text))}");
    }
}
