using System.Text.Json;
using IntegrationHub.Host.Commands;

namespace IntegrationHub.Host.Tests.Commands;

[Collection(PulledHubTests.Name)]
public sealed class EntryCommandTests(PulledHub hub)
{
    private const string Province = "ubnd-tinh-bac-giang";

    [Fact]
    public async Task A_rank_counts_from_its_confirmation_by_a_second_person_and_no_more_when_undone()
    {
        using var copy = hub.Copy();
        var id = await AddAsync(copy, "dti-rank", "--period", "2024", "--amount", "9", "--document", "12/QD-BTTTT", "--date", "2024-12-05", "--by", "an");
        Assert.Equal("NoData", (await RowAsync(copy, "bac-giang-2024", "dti-rank", Province)).GetProperty("status").GetString());
        Assert.Contains("second person", (await copy.RunAsync("entry", "confirm", id, "--by", "An")).Error, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("entry", "confirm", id, "--by", "binh")).Code);
        var row = await RowAsync(copy, "bac-giang-2024", "dti-rank", Province);
        Assert.Equal(("9", "typed"), (row.GetProperty("value").GetString(), Assert.Single(row.GetProperty("marks").EnumerateArray()).GetString()));
        Assert.Equal("12/QD-BTTTT", row.GetProperty("evidence").GetProperty("document").GetString());

        await copy.RunAsync("entry", "undo", id, "--by", "binh", "--reason", "nhầm năm");
        Assert.Equal("NoData", (await RowAsync(copy, "bac-giang-2024", "dti-rank", Province)).GetProperty("status").GetString());
        Assert.Equal("nhầm năm", Assert.Single((await copy.RunAsync("entry", "list", "--all", "--format", "json")).Json.EnumerateArray()).GetProperty("undoneBecause").GetString());
    }

    [Theory]
    [InlineData("percentage", "tthc-online-full-rate", "--period", "2024", "--amount", "70")]
    [InlineData("manual/entries", "tthc.dossier.received", "--period", "2024-03-01", "--amount", "70")]
    [InlineData("no indicator", "dti-rnk", "--period", "2024", "--amount", "7")]
    [InlineData("document", "dti-rank", "--period", "2024", "--amount", "7")]
    [InlineData("no state", "dti-rank", "--period", "2024", "--amount", "-7")]
    [InlineData("no state", "dti-rank", "--period", "2024", "--amount", "7,5")]
    [InlineData("needs a state", "tthc-internal-process-regulation", "--period", "2024", "--state", "finished")]
    [InlineData("in words", "bac-giang-2024", "--period", "2024-Q3")]
    [InlineData("2024-Q5", "dti-rank", "--period", "2024-Q5", "--amount", "7")]
    public async Task What_cannot_be_taken_is_refused_with_the_reason(string reason, string what, params string[] arguments)
    {
        var run = await hub.RunAsync(["entry", "add", what, "--unit", Province, .. arguments, "--by", "an"]);
        Assert.Equal(ExitCodes.Bad, run.Code);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await hub.RunAsync("entry", "list", "--all", "--format", "json")).Json.GetArrayLength());
    }

    [Fact]
    public async Task An_amount_of_a_metric_goes_through_the_ledger_and_out_again()
    {
        using var copy = hub.Copy();
        copy.Folder.Write("nhap-tay.yaml", "id: nhap-tay\nconnector: manual\nname: { vi: Nhập tay, en: By hand }\noptions: {}\n");
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("apply", "-f", copy.Folder.File("nhap-tay.yaml"))).Code);
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("alias", "add", "nhap-tay", "so-gddt", "so-gddt")).Code);
        var total = await AddAsync(copy, "curriculum.upper_secondary.total", "--unit", "so-gddt", "--period", "2024-09-30", "--amount", "1200", "--document", "7/BC", "--date", "2024-10-02", "--by", "an");
        var part = await AddAsync(copy, "curriculum.upper_secondary.elearning", "--unit", "so-gddt", "--period", "2024-09-30", "--amount", "252", "--document", "7/BC", "--date", "2024-10-02", "--by", "an");
        await copy.RunAsync("entry", "confirm", total, "--by", "binh");

        var confirmed = await copy.RunAsync("entry", "confirm", part, "--by", "binh");

        Assert.Equal((ExitCodes.Success, ""), (confirmed.Code, confirmed.Error.Contains("hub:", StringComparison.Ordinal) ? confirmed.Error : ""));
        Assert.Equal(2, copy.Count("SELECT count(*) FROM period_cell WHERE present > 0 AND feed = (SELECT id FROM code WHERE kind = 'feed' AND value = 'manual/entries')")
            + copy.Count("SELECT count(*) FROM day_cell WHERE cell_group IN (SELECT cell_group FROM metric_slot WHERE feed = (SELECT id FROM code WHERE kind = 'feed' AND value = 'manual/entries'))"));
        await copy.RunAsync("entry", "undo", part, "--by", "binh", "--reason", "nhầm");
        Assert.Equal(1, copy.Count("SELECT count(*) FROM measurement_current m JOIN code c ON c.id = m.stream WHERE c.value = 'nhap-tay/entries' AND length(m.vals) > 2"));
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("db", "verify")).Code);
    }

    private static async Task<string> AddAsync(HubCopy copy, string what, params string[] arguments)
    {
        var run = await copy.RunAsync(["entry", "add", what, .. arguments.Contains("--unit") ? [] : new[] { "--unit", Province }, .. arguments, "--format", "json"]);
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Error));
        return run.Json.GetProperty("id").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<JsonElement> RowAsync(HubCopy copy, string plan, string indicator, string unit) =>
        (await copy.RunAsync("plan", "show", plan, "--unit", unit, "--period", "2024", "--format", "json")).Json.GetProperty("rows").EnumerateArray()
            .Single(r => r.GetProperty("indicator").GetString() == indicator);
}
