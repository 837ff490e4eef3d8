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
    [Theory]
    [InlineData(FaultKinds.WrongPassword, null, "E_SIGN_IN")]
    [InlineData(FaultKinds.HtmlInsteadOfJson, FaultEndpoints.Snapshots, "E_SOURCE_HTML")]
    [InlineData(FaultKinds.TruncatedJson, FaultEndpoints.Snapshots, "E_SOURCE_JSON")]
    public async Task A_broken_source_fails_the_run_by_name_and_leaves_figures_without_data(string kind, string? endpoint, string code)
    {
        await using var hub = await RehearsedHub.StartAsync(Stack.SqliteAndInMemoryBus, 0.001m);
        hub.Source.Faults.Add(new Fault { Kind = kind, Endpoint = endpoint });

        await hub.SynchronizeAsync();

        var run = await hub.QueryAsync(db => db.Runs.SingleAsync(r => r.Stream == "period-snapshots"));
        Assert.Equal((RunState.Failed, code), (run.State, run.ErrorCode));
        Assert.DoesNotContain(hub.Source.Credentials.Password, run.Error, StringComparison.Ordinal);
        var row = await hub.RowAsync("online-service-remote-user-rate", DemoUnits.Province);
        Assert.Equal(("NoData", "—", null), (row.Status, row.Display, row.Numerator));

        // It recovers by itself once the source does.
        hub.Source.Faults.Clear();
        if (kind == FaultKinds.WrongPassword)
        {
            Environment.SetEnvironmentVariable(DemoCredentials.PasswordVariable, hub.Source.Credentials.Password);
        }

        await hub.SynchronizeAsync();
        await FiguresTests.AssertEqualTruthAsync(hub);
    }

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

    [Theory]
    [InlineData(FaultKinds.SoLieuNotJson, "E_NESTED_JSON")]
    [InlineData(FaultKinds.NegativeCount, "E_NEGATIVE")]
    [InlineData(FaultKinds.NumeratorAboveDenominator, "E_NUMERATOR_ABOVE_DENOMINATOR")]
    [InlineData(FaultKinds.UnknownAgency, "E_UNKNOWN_AGENCY")]
    public async Task A_bad_snapshot_row_is_rejected_with_its_reason_and_the_others_count(string kind, string code)
    {
        await using var hub = await RehearsedHub.StartAsync(Stack.SqliteAndInMemoryBus, 0.001m);
        hub.Source.Faults.Add(new Fault { Kind = kind, Endpoint = FaultEndpoints.Snapshots, LoaiThoiGian = "Tháng", Ky = 3, Nam = 2024 });

        await hub.SynchronizeAsync();

        var rejections = await hub.QueryAsync(db => db.Rejections.Where(r => r.State == "open").ToListAsync());
        Assert.NotEmpty(rejections);
        Assert.All(rejections, r => Assert.Equal(code, r.Code));
        var row = await hub.RowAsync("online-service-remote-user-rate", DemoUnits.Province);
        Assert.NotEqual("0", row.Denominator);
        Assert.NotNull(row.Numerator);
        if (kind != FaultKinds.UnknownAgency)
        {
            // One of 2,585 tuples is missing, and the row says so.
            Assert.Equal(("Partial", row.Coverage.Expected - 1), (row.Status, row.Coverage.Received));
        }

        var run = await hub.QueryAsync(db => db.Runs.SingleAsync(r => r.Stream == "period-snapshots"));
        Assert.Equal(run.Fetched, run.Accepted + run.Unchanged + run.Rejected);
        Assert.True(run.Rejected >= 1);

        // Mended at the source, it counts as if it had never been bad.
        hub.Source.Faults.Clear();
        await hub.SynchronizeAsync();
        await FiguresTests.AssertEqualTruthAsync(hub);
        Assert.DoesNotContain(await hub.QueryAsync(db => db.Rejections.Select(r => r.State).ToListAsync()), s => s == "open" && kind != FaultKinds.UnknownAgency);
    }

    [Fact]
    public async Task A_status_never_seen_is_rejected_and_weighs_in_the_coverage()
    {
        await using var hub = await RehearsedHub.StartAsync(Stack.SqliteAndInMemoryBus, 0.002m);
        hub.Source.Faults.Add(new Fault { Kind = FaultKinds.UnknownStatus });

        await hub.SynchronizeAsync();

        var codes = await hub.QueryAsync(db => db.Rejections.Select(r => r.Code).Distinct().ToListAsync());
        Assert.Equal(["E_UNKNOWN_STATUS"], codes);
        var row = await hub.RowAsync("tthc-online-full-rate", DemoUnits.Province);
        Assert.Equal("Partial", row.Status);
        Assert.True(row.Rejected > 0);
        Assert.Contains("Rejected", row.Marks);
    }

    [Theory]
    [InlineData(Stack.SqliteAndInMemoryBus)]
    [InlineData(Stack.PostgreSqlAndRabbitMq)]
    public async Task No_planted_personal_data_is_found_in_archive_store_or_events(Stack stack)
    {
        await using var hub = await RehearsedHub.StartAsync(stack, 0.002m);
        hub.Source.Faults.Add(new Fault { Kind = FaultKinds.UnknownStatus });
        await hub.SynchronizeAsync();

        var texts = await hub.QueryAsync(async db =>
        {
            var found = new List<string>();
            found.AddRange((await db.Batches.Select(b => b.Page).ToListAsync()).Select(Unzip));
            found.AddRange(await db.Outbox.Select(o => o.Body).ToListAsync());
            found.AddRange(await db.MeasurementsCurrent.Select(m => m.Record).ToListAsync());
            found.AddRange((await db.Rejections.ToListAsync()).Select(r => $"{r.Record} {r.Message} {r.Sample} {r.Place}"));
            found.AddRange((await db.Runs.ToListAsync()).Select(r => $"{r.Error} {r.Progress}"));
            found.AddRange(await db.ComputedValues.Select(c => c.Row).ToListAsync());
            return found;
        });

        Assert.True(texts.Sum(t => t.Length) > 100_000, "there is too little to search in");
        Assert.All(texts, t => Assert.Null(PlantedPersonalData.FirstLeakIn(t)));
    }

    private static string Unzip(byte[] page)
    {
        using var gzip = new System.IO.Compression.GZipStream(new MemoryStream(page), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return reader.ReadToEnd();
    }
}
