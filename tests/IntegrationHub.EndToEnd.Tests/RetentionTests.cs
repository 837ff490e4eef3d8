using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Collect.Archive;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Host.Commands;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Plans;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>Archived pages go with time; what was counted from them does not.</summary>
public sealed class RetentionTests
{
    // One month goes as a whole, of another all but one page: both ways in one run. An embedded store knows only the second.
    [Fact]
    [Trait("Category", "Full")]
    public Task Erased_pages_leave_every_figure_its_past_and_its_lineage_as_they_are() => CheckAsync(Stack.PostgreSqlAndInMemoryBus);

    [Fact]
    [Trait("Category", "Full")]
    public Task So_they_do_in_an_embedded_store() => CheckAsync(Stack.SqliteAndInMemoryBus);

    [Fact]
    [Trait("Category", "Full")]
    public Task So_they_do_on_servers() => CheckAsync(Stack.PostgreSqlAndRabbitMq);

    private static async Task CheckAsync(Stack stack)
    {
        await using var hub = await SurveyHub.StartAsync(stack);
        var isPartitioned = stack != Stack.SqliteAndInMemoryBus;

        // December, and in January a correction; one record is refused both times and waits. Then two reads in March that will be compared.
        hub["c6", 11]["content"] = "nhiều";
        await hub.PullAsync();
        Assert.Single(await hub.OpenAsync());
        var december = hub.Clock.GetUtcNow();
        hub.Clock.Sleep(TimeSpan.FromDays(31));
        hub["c1", 11]["content"] = 777;
        await hub.PullAsync();
        hub.Clock.Sleep(TimeSpan.FromDays(50));
        foreach (var commune in SurveyHub.Communes)
        {
            var row = SurveyHub.Row(commune, 12, 900, 300);
            row["month"] = "2025-02";
            hub.Rows.Add(row);
        }

        await hub.PullAsync();
        hub.Clock.Sleep(TimeSpan.FromHours(2));
        await hub.PullAsync();

        var before = await AnswersAsync(hub, december);
        var pages = await PagesAsync(hub);
        Assert.Equal(["2024-12", "2025-01", "2025-03"], pages.Keys);

        Assert.Equal(2, (await RunAsync(hub, "db", "prune")).Code);
        var dry = await RunAsync(hub, "db", "prune", "--months", "1", "--dry-run", "--format", "json");
        Assert.Equal(pages["2024-12"] - 1 + pages["2025-01"], Sum(dry.Output));
        Assert.Equal((1, 0), ((int)JsonNode.Parse(dry.Output)!["needed"]!, (int)JsonNode.Parse(dry.Output)!["held"]!));

        // Held: of this source, then of all; another source's name holds nothing.
        Assert.Equal(1, (await RunAsync(hub, "db", "hold", "on", "--source", "suvrey", "--reason", "thanh tra")).Code);
        Assert.Equal(0, (await RunAsync(hub, "db", "hold", "on", "--source", "survey", "--reason", "thanh tra 12/2025", "--by", "Nguyễn Văn An")).Code);
        Assert.Equal(0, Sum((await RunAsync(hub, "db", "prune", "--months", "1", "--format", "json")).Output));
        Assert.Contains("thanh tra 12/2025", (await RunAsync(hub, "db", "hold", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync(hub, "db", "hold", "off", "--reason", "xong")).Code);
        Assert.Equal(0, (await RunAsync(hub, "db", "hold", "on", "--reason", "khiếu nại")).Code);
        Assert.Equal(0, (await RunAsync(hub, "db", "hold", "off", "--source", "survey", "--reason", "xong")).Code);
        Assert.Equal(0, Sum((await RunAsync(hub, "db", "prune", "--months", "1", "--format", "json")).Output));
        Assert.Equal(0, (await RunAsync(hub, "db", "hold", "off", "--reason", "xong")).Code);
        Assert.Equal(pages, await PagesAsync(hub));

        var prune = await RunAsync(hub, "db", "prune", "--months", "1", "--by", "Trần Thị Bình");
        Assert.True(prune.Code == 0, prune.Errors);
        Assert.Equal(new Dictionary<string, int> { ["2025-01"] = 1, ["2025-03"] = pages["2025-03"] }, await PagesAsync(hub));
        Assert.Equal(isPartitioned ? 1 : 0, await DroppedAsync(hub, isPartitioned));
        Assert.Equal(0, Sum((await RunAsync(hub, "db", "prune", "--months", "1", "--format", "json")).Output));
        var noted = await hub.QueryAsync(db => db.ArchiveErasures.AsNoTracking().ToListAsync());
        Assert.Equal(pages["2024-12"] - 1 + pages["2025-01"], noted.Sum(n => n.Pages));
        Assert.All(noted, n => Assert.Equal(("survey", "counts", 1, "Trần Thị Bình", hub.Clock.GetUtcNow()), (n.Source, n.Stream, n.KeepMonths, n.ErasedBy, n.ErasedAt)));

        Assert.Equal(before, await AnswersAsync(hub, december));
        var verify = await RunAsync(hub, "db", "verify");
        Assert.True(verify.Code == 0, verify.Output);

        // What was erased cannot be counted again, and is said to be so; what waits for a person still can.
        var replay = await RunAsync(hub, "source", "replay", "survey", "--stream", "counts");
        Assert.Equal(1, replay.Code);
        Assert.Contains("erased under retention, last on 2025-03-", replay.Errors, StringComparison.Ordinal);
        Assert.Contains("Trần Thị Bình", replay.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(hub, "source", "replay", "survey", "--stream", "counts", "--kept")).Code);
        Assert.Equal(0, (await RunAsync(hub, "quarantine", "replay", "survey")).Code);
        Assert.Single(await hub.OpenAsync());
        Assert.Equal(before, await AnswersAsync(hub, december));

        // However old: the reads that the next one is compared with, and what was not recorded.
        var parked = await hub.QueryAsync(db => db.Batches.Where(b => b.Readings > 0 && !db.Rejections.Any(r => r.Batch == b.No && r.State == "open")).OrderByDescending(b => b.No).Select(b => b.Id).FirstAsync());
        await hub.QueryAsync(db => db.Batches.Where(b => b.Id == parked).ExecuteUpdateAsync(set => set.SetProperty(b => b.State, BatchState.Parked)));
        hub.Clock.Sleep(TimeSpan.FromDays(100));
        await KeepMonthsAsync(hub, 1);
        Assert.True(await hub.QueryAsync(db => db.Archive.AnyAsync(a => a.Batch == parked)));
        Assert.Equal(pages["2025-03"], await hub.QueryAsync(db => (from a in db.Archive join b in db.Batches on a.Batch equals b.Id join r in db.Runs on b.Run equals r.Id where r.Kind == "pull" && r.StartedAt > december.AddDays(60) select a).CountAsync()));
    }

    /// <summary>What the role collect does by itself at its start.</summary>
    private static async Task KeepMonthsAsync(SurveyHub hub, int months)
    {
        using var service = new RetentionService(
            hub.Services.GetRequiredService<ArchiveRetention>(), new RetentionOptions(months), hub.Services.GetRequiredService<ILedgerDialect>(), hub.Clock, NullLogger<RetentionService>.Instance);
        await service.StartAsync(CancellationToken.None);
        for (var wait = 0; wait < 200 && !await hub.QueryAsync(db => db.ArchiveErasures.AnyAsync(e => e.ErasedBy.StartsWith("hub on "))); wait++)
        {
            await Task.Delay(100);
        }

        await service.StopAsync(CancellationToken.None);
        Assert.True(await hub.QueryAsync(db => db.ArchiveErasures.AnyAsync(e => e.ErasedBy.StartsWith("hub on "))));
    }

    /// <summary>A figure now, as it was known before it was corrected, and what it is made of.</summary>
    private static async Task<string> AnswersAsync(SurveyHub hub, DateTimeOffset then)
    {
        var figures = hub.Services.GetRequiredService<PlanFigures>();
        var now = (await figures.ProgressAsync(new ProgressQuery("plan", "province", "2024-Q4"), CancellationToken.None)).Rows.Single();
        var past = (await figures.ProgressAsync(new ProgressQuery("plan", "province", "2024-Q4") { Known = new KnownAt(then) }, CancellationToken.None)).Rows.Single();
        Assert.NotEqual(now.Numerator, past.Numerator);
        var lineage = await hub.Services.GetRequiredService<LineageReader>().ReadAsync("content-rate", "province", "2024-Q4", 100, CancellationToken.None);
        Assert.NotEmpty(lineage.Ledger);
        Assert.All(lineage.Batches, b => Assert.NotEmpty(b.Records));
        return JsonSerializer.Serialize(new { now.Numerator, now.Denominator, past = (past.Numerator, past.Denominator).ToString(), lineage.Ledger, lineage.Batches });
    }

    /// <summary>By month how many pages are archived.</summary>
    private static async Task<SortedDictionary<string, int>> PagesAsync(SurveyHub hub) => new(
        (await hub.QueryAsync(db => db.Archive.Select(a => a.Month).ToListAsync())).GroupBy(m => DateOnly.FromDayNumber(m).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture))
            .ToDictionary(g => g.Key, g => g.Count()), StringComparer.Ordinal);

    private static Task<int> DroppedAsync(SurveyHub hub, bool isPartitioned) => !isPartitioned ? Task.FromResult(0)
        : hub.QueryAsync(db => db.Database.SqlQueryRaw<int>("SELECT count(*)::int AS \"Value\" FROM unnest(ARRAY['archive_2024_12', 'archive_2025_01', 'archive_2025_03']) t WHERE to_regclass(t) IS NULL").SingleAsync());

    private static int Sum(string json) => JsonNode.Parse(json)!["erased"]!.AsArray().Sum(e => (int)e!["pages"]!);

    private static async Task<(int Code, string Output, string Errors)> RunAsync(SurveyHub hub, params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var environment = new HubEnvironment(() => hub.Servers.Settings(), _ => hub.Clock);
        var code = await HubCommand.RunAsync(arguments, new InvocationConfiguration { Output = output, Error = errors }, environment);
        return (code, output.ToString(), errors.ToString());
    }
}
