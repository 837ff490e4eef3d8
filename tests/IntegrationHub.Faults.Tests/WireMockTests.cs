using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Connectors;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Testing;
using Xunit;

namespace IntegrationHub.Faults.Tests;

/// <summary>Constructed exchanges of the documented formats, and connections that break as no normal server breaks them, over real HTTP through the connectors.</summary>
public sealed partial class WireMockTests(WireMockServer server) : IClassFixture<WireMockServer>
{
    private static readonly (string, string)[] Account = [("username", "hub"), ("password", "mat-khau-mo-phong")];
    private static readonly (string, string)[] OAuth = [("access", "client-credentials"), ("signInPath", "oauth/token"), .. Account];

    // Attempts are real; only the waits between them are short.
    private readonly BenchClock _clock = new(new DateTimeOffset(2024, 12, 20, 8, 0, 0, TimeSpan.FromHours(7))) { WaitSpeed = 100 };

    [Theory]
    [InlineData("malformed-chunk")]
    [InlineData("empty-response")]
    [InlineData("random-data")]
    [InlineData("reset-by-peer")]
    public async Task A_page_whose_connection_breaks_is_refused_as_a_whole_and_read_again_from_its_place(string connection)
    {
        var broken = await PullAsync("rest", $"/{connection}", "mobile-money", OAuth);
        Assert.Equal((FailureCategory.Unavailable, "E_SOURCE_UNREACHABLE"), (broken.Fault?.Category, broken.Fault?.Code));
        Assert.Equal(["mobile_money.account.total H02.36.01 1001", "mobile_money.account.total H02.36.02 1002"], broken.Of("mobile_money.account.total"));

        var mended = await PullAsync("rest", "/mobile-money", "mobile-money", OAuth, broken.Cursor);
        Assert.Null(mended.Fault);
        Assert.Equal(["mobile_money.account.total H02.36.03 1003"], mended.Of("mobile_money.account.total"));
    }

    [Fact]
    public async Task An_answer_that_comes_in_dribs_is_read_to_its_end()
    {
        var read = await PullAsync("rest", "/dribble", "mobile-money", OAuth);
        Assert.Null(read.Fault);
        Assert.Equal(3, read.Of("mobile_money.account.total").Count);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_ends_at_the_deadline()
    {
        _clock.LimitSpeed = 60;
        var read = await PullAsync("rest", "/delayed", "mobile-money", OAuth);
        Assert.Equal((FailureCategory.Unavailable, "E_SOURCE_TIMEOUT"), (read.Fault?.Category, read.Fault?.Code));
        Assert.Equal(2, read.Of("mobile_money.account.total").Count);
    }

    [Fact]
    public async Task Lgsp_gives_a_token_and_wants_dstcode_system_and_provider()
    {
        var read = await PullAsync("rest", "/lgsp", "mobile-money",
        [
            ("access", "client-credentials"), ("systemId", "000.00.00.H02"), ("secretKey", "khoa-truc"), ("dstcode", "VN:GOV:000.00.00.H02:mobilemoney"),
            ("providerurl", "http://10.0.0.41:8083/"), .. Account,
        ]);
        Assert.Null(read.Fault);
        Assert.Equal(["mobile_money.account.total H02.36.04 1004"], read.Of("mobile_money.account.total"));
    }

    [Fact]
    public async Task Ckan_datasets_are_counted_by_organization()
    {
        var read = await PullAsync("ckan", "/ckan", "datasets", [("access", "api-key"), ("keyHeader", "X-CKAN-API-Key"), ("password", "khoa-mo-phong")], from: new(2024, 12, 20));
        Assert.Null(read.Fault);
        Assert.Equal(["opendata.dataset.published SO-CT 0", "opendata.dataset.published SO-TP 2"], read.Of("opendata.dataset.published"));

        // 18:00 UTC on the last day of 2023 is 2024 in Việt Nam.
        Assert.Equal(["opendata.dataset.updated_in_year SO-CT 0", "opendata.dataset.updated_in_year SO-TP 2"], read.Of("opendata.dataset.updated_in_year"));
    }

    [Fact]
    public async Task Snapshots_of_procedures_are_unpacked_from_their_text()
    {
        var read = await PullAsync("tthc", "/tthc", "period-snapshots", Account, from: new(2024, 11, 1), to: new(2024, 12, 1));
        Assert.Null(read.Fault);
        Assert.Contains("tthc.dossier.received H02.36 1200", read.Of("tthc.dossier.received"));
    }

    [Fact]
    public async Task Dossiers_are_listed_and_looked_up_one_by_one()
    {
        var read = await PullAsync("tthc", "/tthc", "dossiers", Account, from: new(2024, 11, 1), to: new(2024, 12, 1));
        Assert.Null(read.Fault);
        Assert.Equal(2, read.Of("tthc.dossier.received").Count);
        Assert.Equal(2, read.Of("tthc.dossier.completed").Count);
    }

    [Fact]
    public async Task Documents_of_the_axis_count_without_the_revoked_and_the_secret_ones()
    {
        var read = await PullAsync("document-management", "/axis", "documents",
            [("systemId", "000.00.00.H02"), ("secretKey", "khoa-truc"), ("rootAgency", "H02"), .. Account], from: new(2024, 11, 1), to: new(2024, 12, 1));
        Assert.Null(read.Fault);
        Assert.Equal(["docman.axis.sent 000.00.36.H02 1"], read.Of("docman.axis.sent"));
    }

    [Fact]
    public async Task Payment_counts_that_are_floats_are_whole_numbers()
    {
        var read = await PullAsync("national-portal-payments", "/payments", "statistics", [("roots", "H02"), .. Account], from: new(2024, 11, 1), to: new(2024, 12, 1));
        Assert.Null(read.Fault);
        Assert.Contains("payment.transaction.all H02.36 1000", read.Of("payment.transaction.all"));
        Assert.Contains("payment.transaction.dvcqg_online 000.00.37.H02 200", read.Of("payment.transaction.dvcqg_online"));
    }

    [Fact]
    public async Task Payments_are_counted_when_money_moved()
    {
        var read = await PullAsync("national-portal-payments", "/payments", "transactions", [("roots", "H02"), .. Account], from: new(2024, 12, 1), to: new(2024, 12, 2));
        Assert.Null(read.Fault);
        Assert.Equal(["payment.transaction.all H02.36 1"], read.Of("payment.transaction.all"));
    }

    private async Task<Read> PullAsync(
        string connector, string path, string stream, IEnumerable<(string Name, string Value)> options, string? cursor = null, DateOnly? from = null, DateOnly? to = null)
    {
        var module = HubServices.Connectors.Single(m => m.Key == connector);
        var definitions = connector == "rest" ? new List<StreamDefinition> { new("rest", "mobile-money", "mappings/rest/mobile-money.map.yaml", MobileMoney()) } : [];
        var context = new ConnectorContext("nguon-thu", options.Append(("baseUrl", server.BaseUrl + path)).ToDictionary(o => o.Item1, o => o.Item2), _clock) { Definitions = definitions };
        var mapping = module.Mappings.FirstOrDefault(m => m.Stream == stream) ?? module.Define(definitions[0])!.Mapping!;
        await using var source = module.Create(context);
        var read = new Read { Cursor = cursor };
        try
        {
            var request = new PullRequest { Stream = stream, Cursor = cursor, From = from ?? new(2023, 12, 1), To = to, Agencies = ["H02.36"], Open = [] };
            await foreach (var page in source.PullAsync(request, CancellationToken.None))
            {
                read.Cursor = page.Cursor ?? read.Cursor;
                foreach (var reading in page.Readings)
                {
                    read.Results[reading.Key] = mapping.Map(reading.Key, reading.Body);
                }

                Assert.DoesNotContain("Nguy", JsonSerializer.Serialize(page), StringComparison.Ordinal);
            }
        }
        catch (ConnectorException fault)
        {
            read.Fault = fault;
        }

        return read;
    }

    private static string MobileMoney() =>
        Block().Match(File.ReadAllText(Repository.File("connectors/Rest/README.md"))) is { Success: true } block ? block.Groups[1].Value : throw new InvalidOperationException("the README has no mapping");

    [GeneratedRegex(@"```yaml\n# mappings/rest/mobile-money\.map\.yaml[^\n]*\n([\s\S]*?)```")]
    private static partial Regex Block();

    private sealed class Read
    {
        public string? Cursor { get; set; }

        public ConnectorException? Fault { get; set; }

        public Dictionary<string, MappingResult> Results { get; } = [];

        public IReadOnlyList<string> Of(string metric) =>
        [
            .. Results.Values.OfType<Mapped>().SelectMany(m => m.Values.Where(v => v.Metric == metric && v.Scope == "own").Select(v => FormattableString.Invariant($"{metric} {m.Agency} {v.Amount}")))
                .Order(StringComparer.Ordinal),
        ];
    }
}
