using System.Text.Json;
using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.Connectors.Tthc.Tests;

/// <summary>The counts for QĐ 766 against the simulated system over HTTP, compared with what it knows to be true.</summary>
public sealed class Qd766Tests() : SourceSuite("tthc-qd766", 0.005m)
{
    private static readonly string[] Streams = [.. TthcModule.Qd766Calls.Select(call => call.Stream)];

    [Fact]
    public async Task Each_stream_equals_the_truth_names_nobody_and_its_second_pull_changes_nothing()
    {
        // Two months; the whole year is the longer test.
        var truth = Source.Truth(Clock.Now).Where(cell => cell.From >= new DateOnly(2024, 11, 1)).ToList();
        foreach (var stream in Streams)
        {
            var hub = new Hub();
            await PullAsync(hub, stream, ("backfillFrom", "2024-11-01"));
            AssertEqualsTruth(hub, stream, truth);
            Assert.All(hub.Pages, page => Assert.Null(PlantedPersonalData.FirstLeakIn(JsonSerializer.Serialize(page))));
            Assert.All(hub.Pages, page => Assert.Empty(page.AddedFields));

            var pages = hub.Pages.Count;
            await PullAsync(hub, stream, ("backfillFrom", "2024-11-01"));
            Assert.Equal((0, 3), (hub.Changed, hub.Pages.Count - pages));
        }
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task Whole_world_equals_the_truth_from_every_position_on_the_way_and_follows_what_changes()
    {
        foreach (var stream in Streams)
        {
            var whole = new Hub();
            await PullAsync(whole, stream);
            AssertEqualsTruth(whole, stream, Source.Truth(Clock.Now));
            var hub = new Hub();
            for (var run = 0; run < 20 && hub.Cursor != whole.Cursor; run++)
            {
                await using var connector = Connect();
                await hub.PullAsync(connector, Ask(stream), pages: 2);
            }

            Assert.Equal(whole.Cursor, hub.Cursor);
            Assert.Equal(whole.Count(Source), hub.Count(Source));
        }

        // Week after week: what changes in any of the last twelve months is found on the first run of the week.
        Clock.Now = Clock.Now.AddDays(-45);
        var followed = new Hub();
        for (var week = 0; week < 6; week++, Clock.Now = Clock.Now.AddDays(7))
        {
            await PullAsync(followed, "qd766-progress");
            AssertEqualsTruth(followed, "qd766-progress", Source.Truth(Clock.Now));
            Assert.True(week == 0 || followed.Changed > 0);
        }
    }

    [Fact]
    public async Task First_run_of_a_week_reads_twelve_months_again_and_the_others_two()
    {
        var hub = new Hub();
        await PullAsync(hub, "qd766-payments", ("roots", "H02.31"));
        foreach (var (days, months) in new[] { (1, 3), (2, 13), (1, 3) }) // Friday to Saturday, to Monday, to Tuesday.
        {
            Clock.Now = Clock.Now.AddDays(days);
            var pages = hub.Pages.Count;
            await PullAsync(hub, "qd766-payments", ("roots", "H02.31"));
            Assert.Equal(months, hub.Pages.Skip(pages).Count(page => page.Readings.Count > 0));
        }
    }

    [Fact]
    public async Task Roll_ups_are_checks_and_null_is_missing()
    {
        var hub = new Hub();
        await PullAsync(hub, "qd766-payments", ("backfillFrom", "2024-12-01"));
        var districts = hub.Count(Source, "level:district");
        Assert.Equal([$"{DemoUnits.Province} 2024-12-01..2025-01-01 procedure.fee.dvcqg_paid", $"{DemoUnits.Province} 2024-12-01..2025-01-01 procedure.fee.total"], districts.Keys);

        // The districts have their procedures in common: their sum is not the distinct number of them.
        var own = hub.Count(Source);
        Assert.True(own.Where(c => DemoUnits.All.Any(u => u.Level == DemoLevel.District && c.Key.StartsWith(u.Id + " ", StringComparison.Ordinal))).Sum(c => c.Value) > 3 * districts.Values.Sum());
        var (totals, paid) = (own.Keys.Count(key => key.EndsWith("fee.total", StringComparison.Ordinal)), own.Keys.Count(key => key.EndsWith("dvcqg_paid", StringComparison.Ordinal)));
        Assert.Equal(DemoUnits.All.Count, paid);
        Assert.InRange(totals, paid * 8 / 10, paid - 1);
    }

    [Fact]
    public async Task Bounded_backfill_reads_whole_months_inside_its_bounds_and_has_a_position_of_its_own()
    {
        var backfill = Ask("qd766-digitisation") with { From = new DateOnly(2024, 2, 10), To = new DateOnly(2024, 5, 20) };
        var hub = new Hub();
        await using var connector = Connect();
        await hub.PullAsync(connector, backfill);
        var values = hub.Records.Values.Select(record => record.Result).OfType<Mapped>().SelectMany(mapped => mapped.Values).ToList();
        Assert.Equal((new DateOnly(2024, 3, 1), new DateOnly(2024, 5, 1)), (values.Min(v => v.From), values.Max(v => v.To)));
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => hub.PullAsync(connector, backfill with { To = null }));
        Assert.Equal("E_CURSOR", fault.Code);
    }

    [Theory]
    [InlineData(FaultKinds.HtmlInsteadOfJson, FailureCategory.Malformed, "E_SOURCE_HTML")]
    [InlineData(FaultKinds.TruncatedJson, FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(FaultKinds.EmptyObject, FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(FaultKinds.Forbidden, FailureCategory.Permission, "E_FORBIDDEN")]
    [InlineData(FaultKinds.Unauthorized, FailureCategory.Authentication, "E_SIGN_IN")]
    public async Task Fault_of_one_call_ends_its_stream_and_no_other(string kind, FailureCategory category, string code)
    {
        Server.Faults.Add(new Fault { Kind = kind, Source = Source.Id, Path = "ChiTieuSoHoa", RetryAfter = "" });
        var hub = new Hub();
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => PullAsync(hub, "qd766-digitisation", ("backfillFrom", "2024-12-01")));
        Assert.Equal((category, code), (fault.Category, fault.Code));
        Assert.Empty(hub.Records);
        Assert.DoesNotContain(Server.Credentials.Password, fault.ToString(), StringComparison.Ordinal);

        await PullAsync(new Hub(), "qd766-progress", ("backfillFrom", "2024-12-01"));
        Server.Faults.Clear();
        await PullAsync(hub, "qd766-digitisation", ("backfillFrom", "2024-12-01"));
        Assert.NotEmpty(hub.Records);
    }

    [Fact]
    public async Task Connection_test_of_the_variant_passes_step_by_step()
    {
        await using var connector = Connect(("roots", "H02"));
        var steps = await connector.TestAsync(CancellationToken.None);
        Assert.Equal(["address", "connect", "sign-in", "permission"], steps.Select(step => step.Name));
        Assert.All(steps, step => Assert.True(step.Passed, step.Detail));
    }

    private static void AssertEqualsTruth(Hub hub, string stream, IEnumerable<TruthCell> truth)
    {
        Assert.Empty(hub.Refusals);
        var metrics = new TthcModule().MapOf(stream, []).Values.Select(value => value.Metric).ToHashSet();
        var own = hub.Records.Values.Select(record => record.Result).OfType<Mapped>().SelectMany(m => m.Values.Where(v => v.Scope == "own").Select(v => (m.Agency, Value: v))).ToList();
        var counted = own.ToDictionary(c => (DemoUnits.FindByCode(c.Agency)!.Id, c.Value.From, c.Value.To, c.Value.Metric), c => c.Value.Amount);
        var wanted = truth.Where(cell => metrics.Contains(cell.Metric)).ToDictionary(cell => (cell.Unit, cell.From, cell.To, cell.Metric), cell => cell.Amount);
        Assert.NotEmpty(wanted);
        Assert.True(!wanted.Except(counted).Any(), string.Join('\n', wanted.Except(counted).Take(5).Select(cell => $"{cell} and not {counted.GetValueOrDefault(cell.Key, -1)}")));
        Assert.Empty(counted.Except(wanted).Take(5));
    }

    private PullRequest Ask(string stream) => Hub.Ask(stream, Agencies);

    private async Task PullAsync(Hub hub, string stream, params (string, string)[] options)
    {
        await using var connector = Connect(options);
        await hub.PullAsync(connector, Ask(stream));
    }

    private IConnector Connect(params (string, string)[] options) => Hub.Connect($"{Server.BaseUrl}/{Source.Id}", Server.Credentials, Clock, [("variant", "qd766"), .. options]);
}
