using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IntegrationHub.Host.Commands;
using IntegrationHub.Testing;
using Microsoft.Data.Sqlite;

namespace IntegrationHub.Host.Tests.Commands;

/// <summary>A new mapping is tried on what is archived: what it tells is what enabling it and replaying gives, and until then nothing happens.</summary>
[Collection(PulledHubTests.Name)]
public sealed class ShadowCommandTests(PulledHub hub)
{
    [Fact]
    [Trait("Category", "Full")]
    public Task What_it_tells_of_counts_is_what_enabling_and_replaying_gives_and_until_then_nothing_changes() => CheckAsync(
        "period-snapshots", "tthc.dossier.received_online: TiepNhanTrucTuyen", "tthc.dossier.received_online: [TiepNhanTrucTuyen, -HoSoCoThuPhiThanhToanTrucTuyen]");

    [Fact]
    [Trait("Category", "Full")]
    public Task What_it_tells_of_cases_is_what_enabling_and_replaying_gives_and_until_then_nothing_changes() => CheckAsync("dossiers", null, null);

    private async Task CheckAsync(string stream, string? old, string? changed)
    {
        using var copy = hub.Copy();
        var text = await File.ReadAllTextAsync(Repository.File($"connectors/Tthc/mappings/{stream}.map.yaml"));
        var mapping = copy.Folder.Write("catalogue/mappings/tthc/" + stream + ".map.yaml", Changed(text, old, changed));
        var rows = await RowsAsync(copy);
        var before = Hash(copy.Store);

        var run = await copy.RunAsync("source", "shadow", PulledHub.Source, "--stream", stream, "--mapping", mapping, "--format", "json");

        Assert.True(run.Code == ExitCodes.Success, run.Error);
        Assert.Equal(before, Hash(copy.Store));
        Assert.Contains("pages", run.Error, StringComparison.Ordinal);
        var told = run.Json.GetProperty("rows").EnumerateArray().ToList();
        Assert.NotEmpty(told);
        Assert.NotEqual(0, run.Json.GetProperty("changed").GetArrayLength());
        Assert.Equal((1, 2), (run.Json.GetProperty("oldVersion").GetInt32(), run.Json.GetProperty("newVersion").GetInt32()));

        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("apply", "-f", mapping)).Code);
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("source", "replay", PulledHub.Source, "--stream", stream)).Code);
        var after = await RowsAsync(copy);
        var owner = (await copy.RunAsync("plan", "show", "bac-giang-2024", "--format", "json")).Json.GetProperty("unit").GetString();
        var province = told.Where(r => r.GetProperty("plan").GetString() == "bac-giang-2024" && r.GetProperty("unit").GetString() == owner).DistinctBy(Key).ToList();
        Assert.NotEmpty(province);
        Assert.Equal(
            after.Keys.Where(k => after[k] != rows[k]).Order(StringComparer.Ordinal),
            province.Select(Key).Order(StringComparer.Ordinal));
        Assert.All(province, r => Assert.Equal((rows[Key(r)], after[Key(r)]), (Figure(r.GetProperty("old")), Figure(r.GetProperty("new")))));
        foreach (var amount in run.Json.GetProperty("changed").EnumerateArray().Take(20))
        {
            Assert.Equal(amount.GetProperty("new").GetDecimal(), Stored(copy, stream, amount));
        }

        // Told again there is nothing left to tell; and a version that is in use is no new one.
        var again = await copy.RunAsync("source", "shadow", PulledHub.Source, "--stream", stream, "--mapping", mapping);
        Assert.Equal(ExitCodes.Bad, again.Code);
        Assert.Contains("version", again.Error, StringComparison.Ordinal);

        if (old is not null)
        {
            return;
        }

        // And back: the old mapping under the next number, replayed, gives the figures that it gave.
        await File.WriteAllTextAsync(mapping, text.Replace("version: 1\n", "version: 3\n", StringComparison.Ordinal));
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("apply", "-f", mapping)).Code);
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("source", "replay", PulledHub.Source, "--stream", stream)).Code);
        Assert.Equal(rows, await RowsAsync(copy));
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task What_a_new_mapping_refuses_is_told_by_rule_and_place()
    {
        using var copy = hub.Copy();
        var text = await File.ReadAllTextAsync(Repository.File("connectors/Tthc/mappings/period-snapshots.map.yaml"));
        var mapping = copy.Folder.Write("new.map.yaml", Changed(text, "own: DonVi", "own: CoQuan"));
        var run = await copy.RunAsync("source", "shadow", PulledHub.Source, "--stream", "period-snapshots", "--mapping", mapping, "--format", "json");
        Assert.True(run.Code == ExitCodes.Success, run.Error);
        var refused = Assert.Single(run.Json.GetProperty("refused").EnumerateArray());
        Assert.Equal(("E_UNKNOWN_ROLLUP", "loaiThongKe", "DonVi"), (refused.GetProperty("code").GetString(), refused.GetProperty("place").GetString(), refused.GetProperty("sample").GetString()));
        var table = await copy.RunAsync("source", "shadow", PulledHub.Source, "--stream", "period-snapshots", "--mapping", mapping);
        Assert.Contains("E_UNKNOWN_ROLLUP", table.Out, StringComparison.Ordinal);
    }

    private static string Changed(string text, string? old, string? changed)
    {
        var raised = text.Replace("version: 1\n", "version: 2\n", StringComparison.Ordinal);

        // Of cases: received online is counted for all.
        var edited = old is null ? System.Text.RegularExpressions.Regex.Replace(raised, @"(tthc\.dossier\.received_online: \{[^}]*?), when: [^}]+\}", "$1 }") : raised.Replace(old, changed, StringComparison.Ordinal);
        Assert.NotEqual(raised, edited);
        return edited;
    }

    private static async Task<IReadOnlyDictionary<string, string>> RowsAsync(HubCopy copy) =>
        (await copy.RunAsync("plan", "show", "bac-giang-2024", "--format", "json")).Json.GetProperty("rows").EnumerateArray().DistinctBy(Key).ToDictionary(Key, Figure);

    private static string Key(JsonElement row) => $"{row.GetProperty("indicator").GetString()} {(row.TryGetProperty("part", out var part) ? part.GetString() : null)}";

    private static string Figure(JsonElement row) =>
        string.Join(' ', new[] { "numerator", "denominator", "percent", "display", "verdict", "status" }.Select(name => row.TryGetProperty(name, out var value) ? value.GetString() : null));

    private static decimal Stored(HubCopy copy, string stream, JsonElement amount)
    {
        var (metric, unit, scope) = (amount.GetProperty("metric").GetString(), amount.GetProperty("unit").GetString(), amount.GetProperty("scope").GetString());
        var (from, to) = (DateOnly.Parse(amount.GetProperty("from").GetString()!, System.Globalization.CultureInfo.InvariantCulture).DayNumber, DateOnly.Parse(amount.GetProperty("to").GetString()!, System.Globalization.CultureInfo.InvariantCulture).DayNumber);
        string Code(string kind, string? value) => $"(SELECT id FROM code WHERE kind = '{kind}' AND value = '{value}')";
        return stream == "dossiers"
            ? Enumerable.Range(0, 10).Sum(s => copy.Count($"SELECT coalesce(sum(c.s{s}), 0) FROM day_cell c JOIN metric_slot m ON m.cell_group = c.cell_group AND m.slot = {s} WHERE m.feed = {Code("feed", "tthc/dossiers")} AND m.metric = {Code("metric", metric)} AND c.unit = {Code("unit", unit)} AND c.day >= {from} AND c.day < {to}"))
            : copy.Count($"SELECT coalesce(sum(amount), 0) FROM period_cell WHERE feed = {Code("feed", "tthc/period-snapshots")} AND metric = {Code("metric", metric)} AND unit = {Code("unit", unit)} AND scope = {Code("scope", scope)} AND from_day = {from} AND to_day = {to}");
    }

    /// <summary>Every row of every table.</summary>
    private static string Hash(string store)
    {
        using var connection = new SqliteConnection($"Data Source={store};Pooling=False");
        connection.Open();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var table in Read(connection, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").ToList())
        {
            foreach (var row in Read(connection, $"SELECT * FROM \"{table}\""))
            {
                hash.AppendData(Encoding.UTF8.GetBytes(row));
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static IEnumerable<string> Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return string.Join('\u001f', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : $"{reader.GetValue(i)}"));
        }
    }
}
