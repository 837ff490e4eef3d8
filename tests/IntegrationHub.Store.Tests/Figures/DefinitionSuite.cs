using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Tests.Catalogue;
using IntegrationHub.Store.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;

namespace IntegrationHub.Store.Tests.Figures;

/// <summary>Sums while definitions change: each has its own, and they are right whenever it is in force.</summary>
public abstract class DefinitionSuite(Database database)
{
    private const string Other = "ratio(received, received)";

    [Fact]
    public async Task New_formula_gets_its_sums_from_the_cells_that_are_there()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(Page("a"));
        world.Active = Declared(version: 2, formula: Other);
        await world.RecordAsync(Page("b"));
        await world.AssertConsistentAsync();
        Assert.Contains(await world.Texts.SumsAsync(), s => s.StartsWith("online-rate@", StringComparison.Ordinal) && s.EndsWith("P subtree 2024-01-01 2/2 in 14", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sums_are_right_when_an_older_formula_returns()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(Page("a"));
        world.Active = Declared(version: 2, formula: Other);
        await world.RecordAsync(Page("b"));
        world.Active = Declared(version: 3);
        await world.RecordAsync(Page("c"));
        await world.AssertConsistentAsync();

        world.Active = Declared(version: 4, formula: Other);
        await world.RecordAsync(Page("d"));
        await world.AssertConsistentAsync();
    }

    [Fact]
    public async Task Batch_begun_under_an_older_catalogue_is_in_the_sums_of_the_newer_one()
    {
        await using var store = await TestStore.CreateAsync(database, Clock());
        await store.CatalogueStore.ApplyAsync(SmallCatalogue.Files, "test", default);
        var older = await store.CatalogueStore.CurrentAsync(default);
        await store.CatalogueStore.ApplyAsync(
            new([new("indicators.yaml", SmallCatalogue.Indicators.Replace("ratio(dossier.online, dossier.received)", "ratio(dossier.received, dossier.received)", StringComparison.Ordinal))]), "test", default);

        // One process works with the newer catalogue while the other still holds the older one.
        SourcePage[] pages = [TthcPage("a"), TthcPage("b"), TthcPage("c")];
        await SourcePage.ArchiveAsync(store, pages);
        await store.OtherProcess().Recorder.RecordAsync(pages[0].Message(), default);
        var late = store.OtherProcess();
        var asked = 0;
        await late.Recorder.RecordAsync(pages[1].Message(), async c => asked++ == 0 ? older : await late.CatalogueStore.CurrentAsync(c), default);
        await store.Recorder.RecordAsync(pages[2].Message(), default);

        Assert.Equal(2, asked);
        var texts = new StoreTexts(store, (await store.CatalogueStore.CurrentAsync(default))!);
        Assert.Equal(await texts.SumsFromCellsAsync(), await texts.SumsAsync());
        Assert.Contains(await texts.SumsAsync(), s => s.EndsWith("province subtree 2024-01-01 3/3 in 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Changed_roster_counts_whom_it_names_in_what_was_recorded_before()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(Page("a"));
        await world.RecordAsync(Page("b", "B1"));
        var everyone = await world.Texts.SumsAsync();
        Assert.Contains(everyone, s => s.StartsWith("online-rate@", StringComparison.Ordinal) && s.EndsWith("P subtree 2024-01-01 0/2 in 28", StringComparison.Ordinal));

        world.Active = WithRoster(world.Active, 2, ["A1"]);
        await world.RecordAsync(Page("c", "A2"));
        await world.AssertConsistentAsync();
        Assert.Contains(await world.Texts.SumsAsync(), s => s.StartsWith("online-rate@", StringComparison.Ordinal) && s.EndsWith("P subtree 2024-01-01 0/1 in 14", StringComparison.Ordinal));

        world.Active = WithRoster(world.Active, 3, ["A1", "B1"]);
        await world.RecordAsync(Page("d", "A2"));
        await world.AssertConsistentAsync();
        Assert.Contains(await world.Texts.SumsAsync(), s => s.StartsWith("online-rate@", StringComparison.Ordinal) && s.EndsWith("P subtree 2024-01-01 0/2 in 28", StringComparison.Ordinal));
    }

    [Fact]
    public async Task New_agency_code_brings_in_what_was_recorded_before()
    {
        var all = Declared();
        await using var world = await RecordedStore.CreateAsync(database, catalogue: all with { Catalogue = all.Catalogue with { Aliases = [.. all.Catalogue.Aliases.Where(a => a.Unit != "B1")] } });
        await world.RecordAsync(Page("a"));
        await world.RecordAsync(Page("b", "B1"));
        Assert.DoesNotContain(await world.Texts.SumsAsync(), s => s.Contains(" B1 own ", StringComparison.Ordinal));

        world.Active = all with { Version = 2 };
        await world.RecordAsync(Page("c"));
        await world.AssertConsistentAsync();
        Assert.Contains(await world.Texts.SumsAsync(), s => s.StartsWith("online-rate@", StringComparison.Ordinal) && s.EndsWith("B1 own 2024-01-01 0/1 in 14", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Succession_that_passes_an_agency_code_on_brings_in_the_successor()
    {
        // B2 has no code of its own: it is counted once it is known to have taken over from B1, which has one.
        DateOnly day = new(2024, 2, 1);
        var all = Declared();
        var units = new Dictionary<string, OrgUnit>(all.Catalogue.Units)
        {
            ["B1"] = new("B1", "commune", [new(new(null, day), "B", Level.Commune, new("B1"))]),
            ["B2"] = new("B2", "commune", [new(new(day, null), "B", Level.Commune, new("B2"))]),
        };
        all = all with { Catalogue = all.Catalogue with { Units = units } };
        await using var world = await RecordedStore.CreateAsync(database, catalogue: all);
        await world.RecordAsync(new(Cases, [Case("b", 1, "B2", Day(2, 10))]) { Delivered = [Read("B2", Day(2, 1), Day(2, 16))] });
        Assert.DoesNotContain(await world.Texts.SumsAsync(), s => s.Contains(" B2 own ", StringComparison.Ordinal));

        world.Active = all with { Version = 2, Catalogue = all.Catalogue with { Successions = [new(day, SuccessionKind.Merge, ["B1"], ["B2"], "NQ 1")] } };
        await world.RecordAsync(Page("c"));
        await world.AssertConsistentAsync();
        Assert.Contains(await world.Texts.SumsAsync(), s => s.StartsWith("online-rate@", StringComparison.Ordinal) && s.EndsWith("B2 own 2024-02-01 0/1 in 14", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Applied_files_with_another_roster_or_code_have_their_sums_before_the_next_batch()
    {
        await using var store = await TestStore.CreateAsync(database, Clock());
        var indicators = SmallCatalogue.Indicators + "  - { code: received, name: X, kind: count, formula: \"dossier.received\", feed: tthc/dossiers }\n";
        await ApplyAsync(store, new("indicators.yaml", indicators));
        SourcePage[] pages = [TthcPage("a"), TthcPage("b", "office")];
        await SourcePage.ArchiveAsync(store, pages);
        foreach (var page in pages)
        {
            await store.Recorder.RecordAsync(page.Message(), default);
        }

        Assert.Equal("received 2/0 in 2", await ProvinceAsync("received"));
        Assert.Equal("online-rate 0/1 in 1", await ProvinceAsync("online-rate"));

        // The rate waits for a code of the office: one of its metrics has no roster.
        await ApplyAsync(store, new("aliases/tthc.yaml", SmallCatalogue.Aliases + "  - { code: H02.07, unit: office }\n"));
        Assert.Equal("online-rate 0/2 in 2", await ProvinceAsync("online-rate"));
        await ApplyAsync(store, new("metrics.yaml", SmallCatalogue.Metrics.Replace("      - { class: department }\n", "", StringComparison.Ordinal)));
        Assert.Equal("received 1/0 in 1", await ProvinceAsync("received"));
        Assert.Equal("online-rate 0/1 in 1", await ProvinceAsync("online-rate"));

        async Task<string> ProvinceAsync(string indicator)
        {
            var texts = new StoreTexts(store, (await store.CatalogueStore.CurrentAsync(default))!);
            Assert.Equal(await texts.SumsFromCellsAsync(), await texts.SumsAsync());
            return string.Join(';', (await texts.SumsAsync()).Where(s => s.StartsWith(indicator + "@", StringComparison.Ordinal) && s.Contains(" province subtree ", StringComparison.Ordinal))
                .Select(s => $"{indicator} {s[(s.IndexOf("2024-01-01", StringComparison.Ordinal) + 11)..]}"));
        }
    }

    [Fact]
    public async Task Sums_that_no_catalogue_has_used_for_two_changes_are_gone()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(Page("a"));
        var first = await FiguresAsync();
        world.Active = Declared(version: 2, formula: Other);
        await world.RecordAsync(Page("b"));
        Assert.Subset(await FiguresAsync(), first);
        world.Active = WithRoster(Declared(version: 3, formula: Other), 3, ["A1"]);
        await world.RecordAsync(Page("c"));
        Assert.DoesNotContain(await FiguresAsync(), f => f.StartsWith("online-rate@", StringComparison.Ordinal) && first.Contains(f));

        async Task<HashSet<string>> FiguresAsync()
        {
            await using var db = world.Store.Open();
            return [.. (await db.FigureSums.Select(s => s.Figure).Distinct().ToListAsync()).Select(world.Store.Codes.Word)];
        }
    }

    private static ActiveCatalogue WithRoster(ActiveCatalogue active, long version, string[] units)
    {
        var metrics = new Dictionary<string, Metric>(active.Catalogue.Metrics);
        foreach (var code in new[] { "received", "online" })
        {
            metrics[code] = metrics[code] with { Roster = [new(null, null, units, Validity.Always)] };
        }

        return active with { Version = version, Catalogue = active.Catalogue with { Metrics = metrics } };
    }

    /// <summary>As 'hub apply' does.</summary>
    private static async Task ApplyAsync(TestStore store, CatalogueFile changed)
    {
        await store.CatalogueStore.ApplyAsync(await store.CatalogueStore.CurrentAsync(default) is null ? SmallCatalogue.Files.With(new([changed])) : new([changed]), "test", default);
        await store.FigureRecorder.PrepareAsync((await store.CatalogueStore.CurrentAsync(default))!, default);
    }

    private static SourcePage Page(string record, string unit = "A1") =>
        new(Cases, [Case(record, 1, unit, Day(1, 10))]) { Delivered = [Read(unit, Day(1, 1), Day(2, 1))] };

    private static SourcePage TthcPage(string record, string unit = "commune") =>
        new("tthc/dossiers", [new(record, 1, [new(unit, "dossier.received", Day(1, 10), Day(1, 11), 1)])]) { Delivered = [Read(unit, Day(1, 10), Day(1, 11), "NgayTiepNhan")] };
}

public sealed class SqliteDefinitionTests() : DefinitionSuite(Database.Sqlite);

public sealed class PostgreSqlDefinitionTests() : DefinitionSuite(Database.PostgreSql);
