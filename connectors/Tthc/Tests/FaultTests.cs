using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.Connectors.Tthc.Tests;

/// <summary>Each fault of the simulated source gives its own category and code, or a refused record beside the good ones.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private static readonly string[] Agencies = [.. DemoUnits.All.Take(6).Select(unit => unit.Code)];

    private readonly TestClock _clock = new();
    private SimulatorServer _server = null!;

    public async Task InitializeAsync() =>
        _server = await SimulatorServer.StartAsync(new SimulatorOptions { World = new DemoWorldOptions { Scale = 0.0025m } }, _clock, CancellationToken.None);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(FaultKinds.HtmlInsteadOfJson, FaultEndpoints.List, FailureCategory.Malformed, "E_SOURCE_HTML")]
    [InlineData(FaultKinds.HtmlInsteadOfJson, FaultEndpoints.Detail, FailureCategory.Malformed, "E_SOURCE_HTML")]
    [InlineData(FaultKinds.HtmlInsteadOfJson, FaultEndpoints.Login, FailureCategory.Malformed, "E_SOURCE_HTML")]
    [InlineData(FaultKinds.HtmlInsteadOfJson, FaultEndpoints.Snapshots, FailureCategory.Malformed, "E_SOURCE_HTML")]
    [InlineData(FaultKinds.TruncatedJson, FaultEndpoints.List, FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(FaultKinds.TruncatedJson, FaultEndpoints.Detail, FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(FaultKinds.TruncatedJson, FaultEndpoints.Snapshots, FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(FaultKinds.TruncatedJson, FaultEndpoints.Tokens, FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(FaultKinds.EmptyObject, FaultEndpoints.List, FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(FaultKinds.EmptyObject, FaultEndpoints.Detail, FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(FaultKinds.EmptyObject, FaultEndpoints.Snapshots, FailureCategory.Malformed, "E_SOURCE_JSON")]
    [InlineData(FaultKinds.Error500, FaultEndpoints.List, FailureCategory.Unavailable, "E_SOURCE_ERROR")]
    [InlineData(FaultKinds.Error500, FaultEndpoints.Snapshots, FailureCategory.Unavailable, "E_SOURCE_ERROR")]
    [InlineData(FaultKinds.WrongPassword, FaultEndpoints.Login, FailureCategory.Authentication, "E_SIGN_IN")]
    [InlineData(FaultKinds.WrongPassword, FaultEndpoints.Tokens, FailureCategory.Authentication, "E_SIGN_IN")]
    [InlineData(FaultKinds.SessionExpired, FaultEndpoints.Detail, FailureCategory.Authentication, "E_SIGN_IN")]
    [InlineData(FaultKinds.SessionExpired, FaultEndpoints.Snapshots, FailureCategory.Authentication, "E_SIGN_IN")]
    public async Task Lasting_fault_ends_the_run_with_its_code(string kind, string endpoint, FailureCategory category, string code)
    {
        _server.Faults.Add(new Fault { Kind = kind, Endpoint = endpoint });
        var stream = endpoint is FaultEndpoints.Snapshots or FaultEndpoints.Tokens ? TthcModule.SnapshotStreamName : TthcModule.DossierStreamName;
        var hub = new Hub();

        var fault = await PullWithFaultAsync(hub, stream);

        Assert.Equal((category, code), (fault.Category, fault.Code));
        Assert.DoesNotContain(_server.Credentials.Password, fault.ToString(), StringComparison.Ordinal);
        Assert.Empty(hub.Delivered);
        Assert.Empty(hub.Records);
    }

    [Fact]
    public async Task Throttled_source_names_the_wait()
    {
        _server.Faults.Add(new Fault { Kind = FaultKinds.TooManyRequests, Endpoint = FaultEndpoints.List, RetryAfter = "120" });
        var fault = await PullWithFaultAsync(new Hub(), TthcModule.DossierStreamName);
        Assert.Equal((FailureCategory.Throttled, "E_THROTTLED", TimeSpan.FromSeconds(120)), (fault.Category, fault.Code, fault.RetryAfter));
    }

    [Theory]
    [InlineData(FaultKinds.Error500, 2)]
    [InlineData(FaultKinds.TooManyRequests, 1)]
    [InlineData(FaultKinds.SessionExpired, 1)]
    public async Task Passing_fault_is_outlived_within_the_run(string kind, int times)
    {
        _server.Faults.Add(new Fault { Kind = kind, Endpoint = FaultEndpoints.Detail, Times = times, After = 10 });
        var hub = new Hub();
        await using var connector = Connect();
        await hub.PullAsync(connector, Hub.Ask(TthcModule.DossierStreamName, Agencies));
        Assert.Equal(times, _server.Faults.List().Single().Hits);
        Assert.Empty(hub.Refusals);
        AssertReceivedEqualsTruth(hub, Agencies);
    }

    [Fact]
    public async Task Trouble_at_one_agency_leaves_the_others_delivered_and_fails_the_run()
    {
        _server.Faults.Add(new Fault { Kind = FaultKinds.TruncatedJson, Endpoint = FaultEndpoints.List, Unit = DemoUnits.All[1].Id });
        var hub = new Hub();
        var fault = await PullWithFaultAsync(hub, TthcModule.DossierStreamName);
        Assert.Equal("E_SOURCE_JSON", fault.Code);
        Assert.Contains("1 of 6 agencies", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(hub.Delivered, delivery => delivery.Agency == Agencies[1]);
        AssertReceivedEqualsTruth(hub, [.. Agencies.Where(agency => agency != Agencies[1])]);

        _server.Faults.Clear();
        await using var connector = Connect();
        await hub.PullAsync(connector, Hub.Ask(TthcModule.DossierStreamName, Agencies));
        AssertReceivedEqualsTruth(hub, Agencies);
    }

    [Fact]
    public async Task Alias_that_the_source_does_not_know_fails_the_run_and_names_the_agency()
    {
        var hub = new Hub();
        await using var connector = Connect();
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => hub.PullAsync(connector, Hub.Ask(TthcModule.DossierStreamName, [.. Agencies, "H02.77"])));
        Assert.Equal((FailureCategory.Rejected, "E_REJECTED"), (fault.Category, fault.Code));
        Assert.Contains("H02.77", fault.Message, StringComparison.Ordinal);
        AssertReceivedEqualsTruth(hub, Agencies);
    }

    [Fact]
    public async Task Status_never_seen_refuses_that_dossier_and_counts_the_others()
    {
        var clean = new Hub();
        await using var connector = Connect();
        await clean.PullAsync(connector, Hub.Ask(TthcModule.DossierStreamName, Agencies));
        var key = clean.Records.First(record => record.Value.Result is Mapped { Values.Count: > 0 }).Key;

        _server.Faults.Add(new Fault { Kind = FaultKinds.UnknownStatus, MaHoSo = key });
        var hub = new Hub();
        await hub.PullAsync(connector, Hub.Ask(TthcModule.DossierStreamName, Agencies));

        var refusal = Assert.Single(hub.Refusals);
        Assert.Equal(("E_UNKNOWN_STATUS", "77", key[..key.IndexOf('-', StringComparison.Ordinal)]), (refusal.Code, refusal.Sample, refusal.Agency));
        Assert.NotNull(refusal.Day);
        Assert.Equal(clean.Records.Count, hub.Records.Count);
        Assert.Equal(hub.Records[key].Result, refusal);
        Assert.Contains(hub.Open, record => record.Key == key);
    }

    [Fact]
    public async Task Dossier_of_an_agency_without_alias_keeps_its_own_code_for_the_collector_to_refuse()
    {
        _server.Faults.Add(new Fault { Kind = FaultKinds.UnknownAgency, Endpoint = FaultEndpoints.List, Unit = DemoUnits.All[0].Id });
        var hub = new Hub();
        await using var connector = Connect();
        await hub.PullAsync(connector, Hub.Ask(TthcModule.DossierStreamName, Agencies));
        Assert.Contains(hub.Records.Values, record => record.Result is Mapped { Agency: "H02.99" });
        AssertReceivedEqualsTruth(hub, Agencies);
    }

    [Theory]
    [InlineData(FaultKinds.SoLieuNotJson, "E_NESTED_JSON")]
    [InlineData(FaultKinds.NegativeCount, "E_NEGATIVE")]
    [InlineData(FaultKinds.NumeratorAboveDenominator, "E_NUMERATOR_ABOVE_DENOMINATOR")]
    public async Task Bad_snapshot_row_is_refused_beside_the_good_ones(string kind, string code)
    {
        _server.Faults.Add(new Fault { Kind = kind, LoaiThoiGian = "Tháng", Ky = 10, Nam = 2024, Unit = "so-tp" });
        var hub = new Hub();
        await using var connector = Connect(("backfillFrom", "2024-10-01"), ("pageSize", "1000"));
        await hub.PullAsync(connector, Hub.Ask(TthcModule.SnapshotStreamName));
        var refusal = Assert.Single(hub.Refusals);
        Assert.Equal((code, DemoUnits.Get("so-tp").Code, new DateOnly(2024, 10, 1)), (refusal.Code, refusal.Agency, refusal.Day));
        Assert.Equal(DemoUnits.All.Count - 1, hub.Records.Values.Count(record => record.Result is Mapped mapped && mapped.Values is [{ Scope: "own" } first, ..] && first.From == new DateOnly(2024, 10, 1) && first.To == new DateOnly(2024, 11, 1)));
    }

    [Fact]
    public async Task Row_that_is_missing_stays_missing()
    {
        _server.Faults.Add(new Fault { Kind = FaultKinds.MissingAgencyRow, Unit = "so-tp" });
        var hub = new Hub();
        await using var connector = Connect(("backfillFrom", "2024-10-01"), ("pageSize", "1000"));
        await hub.PullAsync(connector, Hub.Ask(TthcModule.SnapshotStreamName));
        Assert.DoesNotContain(hub.Records.Keys, key => key.StartsWith($"DonVi|{DemoUnits.Get("so-tp").Code}|", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connection_test_passes_step_by_step()
    {
        await using var connector = Connect();
        var steps = await connector.TestAsync(CancellationToken.None);
        Assert.Equal(["address", "connect", "sign-in api", "sign-in mapi", "permission"], steps.Select(step => step.Name));
        Assert.All(steps, step => Assert.True(step.Passed, step.Detail));
    }

    [Fact]
    public async Task Connection_test_stops_at_the_step_that_failed()
    {
        await using var wrong = Hub.Connect(_server.BaseUrl, _server.Credentials with { Password = "no-such-password" }, _clock);
        var last = (await wrong.TestAsync(CancellationToken.None))[^1];
        Assert.Equal(("sign-in api", false, FailureCategory.Authentication), (last.Name, last.Passed, last.Category));
        Assert.DoesNotContain("no-such-password", last.Detail, StringComparison.Ordinal);

        await using var nobody = Hub.Connect("http://127.0.0.1:1", _server.Credentials, _clock);
        last = (await nobody.TestAsync(CancellationToken.None))[^1];
        Assert.Equal(("connect", false, FailureCategory.Unavailable), (last.Name, last.Passed, last.Category));
        Assert.Contains("E_SOURCE_UNREACHABLE", last.Detail, StringComparison.Ordinal);
    }

    private IConnector Connect(params (string, string)[] options) => Hub.Connect(_server.BaseUrl, _server.Credentials, _clock, options);

    private async Task<ConnectorException> PullWithFaultAsync(Hub hub, string stream)
    {
        await using var connector = Connect();
        return await Assert.ThrowsAsync<ConnectorException>(() => hub.PullAsync(connector, Hub.Ask(stream, Agencies)));
    }

    private void AssertReceivedEqualsTruth(Hub hub, IReadOnlyList<string> agencies)
    {
        var days = _server.Truth.Days(new DateOnly(2023, 12, 1), new DateOnly(2024, 12, 31));
        var truth = days.Sum(unit => agencies.Contains(unit.Code), days.From, days.To, "tthc.dossier.received");
        Assert.True(truth > 0);
        Assert.Equal(truth, hub.Count().Where(cell => cell.Key.Metric == "tthc.dossier.received" && DemoUnits.FindByCode(cell.Key.Agency) is not null).Sum(cell => cell.Value));
    }
}
