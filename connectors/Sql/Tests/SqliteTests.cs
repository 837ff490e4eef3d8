using IntegrationHub.Connectors.Described;
using IntegrationHub.Simulators.Sources.HealthRecords;
using Microsoft.Data.Sqlite;
using Xunit;

namespace IntegrationHub.Connectors.Sql.Tests;

/// <summary>The health database of the demo world, a SQLite file.</summary>
public sealed class SqliteTests : IDisposable
{
    private const string Stream = "health-records";

    private readonly TestClock _clock = new();
    private readonly HealthRecordsSource _source = new(2024);

    public void Dispose() => _source.Dispose();

    [Fact]
    public async Task Figures_equal_the_truth_and_a_second_run_reads_the_overlap_alone()
    {
        var hub = Hub();
        await using var connector = Connect(hub);
        await hub.PullAsync(connector, Stream);
        Assert.Equal(DescribedHub.Truth(_source, _clock.Now), hub.Cells());
        Assert.Empty(hub.Refusals);
        hub.AssertClean();

        var first = hub.Pages.Sum(p => p.Readings.Count);
        await hub.PullAsync(connector, Stream);
        Assert.Empty(hub.Changed);
        Assert.InRange(hub.Pages.Sum(p => p.Readings.Count) - first, 1, first / 3);
    }

    [Fact]
    public async Task Restated_figure_is_found()
    {
        var file = Path.GetTempFileName();
        _clock.Now = _clock.Now.AddDays(-12);
        _source.Write(file, _clock.Now);
        var hub = Hub();
        await using var connector = hub.Connect(_clock, ("engine", "sqlite"), ("connection", $"Data Source={file}"));
        await hub.PullAsync(connector, Stream);
        Assert.Equal(DescribedHub.Truth(_source, _clock.Now), hub.Cells());

        _clock.Now = _clock.Now.AddDays(12);
        _source.Write(file, _clock.Now);
        await hub.PullAsync(connector, Stream);
        Assert.Equal(["H02.36|2024-10-31"], hub.Changed);
        Assert.Equal(DescribedHub.Truth(_source, _clock.Now), hub.Cells());
        File.Delete(file);
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Bounded_pull_keeps_to_its_days_and_its_position_is_not_the_streams()
    {
        var hub = Hub();
        await using var connector = Connect(hub);
        await hub.PullAsync(connector, Stream, from: new(2024, 3, 1), to: new(2024, 5, 1));
        Assert.Equal(["2024-03-31", "2024-04-30"], hub.Records.Keys.Select(k => k.Split('|')[1]).Distinct().Order());
        Assert.Equal("E_CURSOR", (await hub.FailAsync(connector, Stream)).Code);
    }

    [Fact]
    public async Task Columns_that_the_mapping_does_not_name_are_dropped_and_only_their_names_are_told()
    {
        var hub = Hub("SELECT *, (SELECT ho_ten FROM nguoi_dan LIMIT 1) AS ho_ten FROM v_ho_so_suc_khoe WHERE ngay >= @from");
        await using var connector = Connect(hub);
        await hub.PullAsync(connector, Stream);
        Assert.Equal(["can_bo"], hub.Pages[0].AddedFields);
        hub.AssertClean();
    }

    [Fact]
    public async Task More_rows_than_the_limit_are_a_fault_and_nothing_of_them_is_given_on()
    {
        var hub = Hub();
        await using var connector = Connect(hub, ("rowLimit", "20"));
        Assert.Equal((FailureCategory.Malformed, "E_ROW_LIMIT"), await hub.FailAsync(connector, Stream) is var fault ? (fault.Category, fault.Code) : default);
        Assert.Empty(hub.Pages);
    }

    [Theory]
    [InlineData("SELECT no_column FROM v_ho_so_suc_khoe", "E_QUERY")]
    [InlineData("SELECT ma_huyen FROM no_view", "E_QUERY")]
    [InlineData("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS dan_so FROM n", "E_SOURCE_TIMEOUT")]
    public async Task What_the_database_refuses_is_typed_in_the_hubs_words(string sql, string code)
    {
        var hub = Hub(sql);
        await using var connector = Connect(hub, ("timeoutSeconds", "1"));
        var fault = await hub.FailAsync(connector, Stream);
        Assert.Equal(code, fault.Code);
        Assert.Null(fault.InnerException);
        Assert.DoesNotContain("no_", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_is_opened_to_read_alone_and_one_that_is_missing_is_not_made()
    {
        var hub = Hub();
        var missing = Path.Combine(Path.GetTempPath(), $"hub-{Guid.NewGuid():N}.sqlite");
        await using var nowhere = hub.Connect(_clock, ("engine", "sqlite"), ("connection", $"Data Source={missing}"));
        Assert.Equal((FailureCategory.Configuration, "E_SOURCE_PATH"), await hub.FailAsync(nowhere, Stream) is var fault ? (fault.Category, fault.Code) : default);
        Assert.False(File.Exists(missing));
        File.WriteAllText(missing, "this is no database, however long it may be");
        Assert.Equal("E_SOURCE_FORMAT", (await hub.FailAsync(nowhere, Stream)).Code);
        File.Delete(missing);

        var database = new SqlDatabase(SqlOptions.Read(new ConnectorContext("s", new Dictionary<string, string> { ["engine"] = "sqlite", ["connection"] = Connection() }, _clock)));
        var refused = await Assert.ThrowsAsync<ConnectorException>(() => database.ReadAsync("a write", "DELETE FROM thong_ke", [], 10, CancellationToken.None));
        Assert.Equal("E_READ_ONLY", refused.Code);
        using var open = new SqliteConnection(Connection() + ";Mode=ReadOnly;Pooling=false");
        open.Open();
        using var count = open.CreateCommand();
        count.CommandText = "SELECT count(*) FROM thong_ke";
        Assert.NotEqual(0L, count.ExecuteScalar());
    }

    [Fact]
    public async Task Connection_test_names_the_step_that_failed()
    {
        var hub = Hub();
        await using var right = Connect(hub);
        Assert.Equal([("connect", true), (Stream, true)], (await right.TestAsync(CancellationToken.None)).Select(s => (s.Name, s.Passed)));
        var broken = Hub("SELECT x FROM y");
        await using var wrong = Connect(broken);
        Assert.Equal((Stream, false), (await wrong.TestAsync(CancellationToken.None))[^1] is var last ? (last.Name, last.Passed) : default);
    }

    [Theory]
    [InlineData("sqlite", "Data Source=relative.db")]
    [InlineData("sqlite", "Data Source=:memory:")]
    [InlineData("sqlite", "Data Source=/tmp/../etc/x.db")]
    [InlineData("sqlite", "Host=geheim")]
    [InlineData("postgresql", "Host=a,b;Password=geheim")]
    [InlineData("postgresql", "Password=geheim")]
    [InlineData("postgresql", "Data Source Of geheim")]
    [InlineData("oracle", "geheim")]
    public void Wrong_connection_is_refused_and_not_repeated(string engine, string connection)
    {
        var fault = Assert.Throws<ConnectorException>(() => Hub().Connect(_clock, ("engine", engine), ("connection", connection)));
        Assert.Equal((FailureCategory.Configuration, "E_OPTION"), (fault.Category, fault.Code));
        Assert.DoesNotContain("geheim", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"v":2,"stream":"health-records"}""")]
    [InlineData("""{"v":1,"stream":"health-records"}""")]
    public async Task Position_that_cannot_be_read_stops_the_run(string cursor)
    {
        var hub = Hub();
        hub.Cursor = cursor;
        await using var connector = Connect(hub);
        Assert.Equal("E_CURSOR", (await hub.FailAsync(connector, Stream)).Code);
    }

    private static DescribedHub Hub(string? sql = null)
    {
        var definition = DescribedHub.Catalogue("sql").Single(d => d.Stream == Stream);
        return new(new SqlModule(), [sql is null ? definition : definition with { Text = definition.Text[..definition.Text.IndexOf("query:", StringComparison.Ordinal)] + $"query:\n  sql: \"{sql}\"\n" }]);
    }

    private string Connection() => File.ReadAllText(DescribedHub.Option(_source.Yaml(""), "connection"));

    private IConnector Connect(DescribedHub hub, params (string, string)[] options) => hub.Connect(_clock, [("engine", "sqlite"), ("connection", Connection()), .. options]);
}
