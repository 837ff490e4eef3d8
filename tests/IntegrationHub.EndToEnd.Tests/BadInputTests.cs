using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>What goes wrong at a source has a name in the run or as a rejected record; the good records count, and no figure becomes zero.</summary>
public sealed class BadInputTests
{
    [Trait("Category", "Full")]
    [Fact]
    public async Task A_broken_source_fails_the_run_by_name_leaves_figures_without_data_and_recovers_by_itself()
    {
        await using var hub = await RehearsedHub.StartAsync(Stack.SqliteAndInMemoryBus, 0.001m);
        foreach (var (kind, endpoint, code) in new (string, string?, string)[]
        {
            (FaultKinds.HtmlInsteadOfJson, null, "E_SOURCE_HTML"),
            (FaultKinds.TruncatedJson, null, "E_SOURCE_JSON"),
            (FaultKinds.WrongPassword, null, "E_SIGN_IN"),
        })
        {
            hub.Source.Faults.Clear();
            hub.Source.Faults.Add(new Fault { Kind = kind, Endpoint = endpoint });

            await hub.SynchronizeAsync();

            var runs = await hub.QueryAsync(db => db.Runs.OrderByDescending(r => r.StartedAt).Take(2).ToListAsync());
            Assert.All(runs, r => Assert.Equal((RunState.Failed, code), (r.State, r.ErrorCode)));
            Assert.All(runs, r => Assert.DoesNotContain(hub.Source.Credentials.Password, r.Error, StringComparison.Ordinal));
            var row = await hub.RowAsync("online-service-remote-user-rate", DemoUnits.Province);
            Assert.Equal(("NoData", "—", null), (row.Status, row.Display, row.Numerator));
        }

        hub.Source.Faults.Clear();
        await hub.SynchronizeAsync();
        await FiguresTests.AssertEqualTruthAsync(hub);
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task An_unreachable_source_is_named_and_no_figure_is_made_of_it()
    {
        await using var hub = await RehearsedHub.StartAsync(Stack.SqliteAndInMemoryBus, 0.001m);
        await hub.Source.DisposeAsync();

        await hub.SynchronizeAsync();

        var runs = await hub.QueryAsync(db => db.Runs.ToListAsync());
        Assert.All(runs, r => Assert.Equal((RunState.Failed, "E_SOURCE_UNREACHABLE"), (r.State, r.ErrorCode)));
        Assert.Equal("NoData", (await hub.RowAsync("tthc-online-full-rate", DemoUnits.Province)).Status);
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task Bad_records_are_rejected_with_their_reasons_and_the_good_ones_of_the_same_page_count()
    {
        await using var hub = await RehearsedHub.StartAsync(Stack.SqliteAndInMemoryBus, 0.001m);
        var bad = new[]
        {
            (FaultKinds.SoLieuNotJson, 3),
            (FaultKinds.NegativeCount, 4),
            (FaultKinds.NumeratorAboveDenominator, 5),
        };
        foreach (var (kind, month) in bad)
        {
            hub.Source.Faults.Add(new Fault { Kind = kind, LoaiThoiGian = "Tháng", Ky = month, Nam = 2024 });
        }

        hub.Source.Faults.Add(new Fault { Kind = FaultKinds.UnknownAgency });
        hub.Source.Faults.Add(new Fault { Kind = FaultKinds.UnknownStatus });
        await hub.SynchronizeAsync();

        var codes = await hub.QueryAsync(db => db.Rejections.Where(r => r.State == "open").Select(r => r.Code).Distinct().ToListAsync());
        Assert.Equal(["E_NEGATIVE", "E_NESTED_JSON", "E_NUMERATOR_ABOVE_DENOMINATOR", "E_UNKNOWN_AGENCY", "E_UNKNOWN_STATUS"], codes.Order(StringComparer.Ordinal));

        // Three tuples of the snapshots are missing, and the row says so.
        var snapshots = await hub.RowAsync("online-service-remote-user-rate", DemoUnits.Province);
        Assert.Equal(("Partial", snapshots.Coverage.Expected - 3), (snapshots.Status, snapshots.Coverage.Received));
        Assert.NotNull(snapshots.Numerator);

        // A refused dossier leaves the good ones of its day counting.
        var dossiers = await hub.RowAsync("tthc-online-full-rate", DemoUnits.Province);
        Assert.Equal("Partial", dossiers.Status);
        Assert.True(dossiers.Rejected > 0);
        Assert.Contains("Rejected", dossiers.Marks);
        Assert.NotNull(dossiers.Numerator);

        var runs = await hub.QueryAsync(db => db.Runs.ToListAsync());
        Assert.All(runs, r => Assert.Equal(r.Fetched, r.Accepted + r.Unchanged + r.Rejected));
        Assert.All(runs, r => Assert.True(r.Rejected > 0));
    }
}
