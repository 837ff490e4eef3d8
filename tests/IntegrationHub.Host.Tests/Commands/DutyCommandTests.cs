using IntegrationHub.Host.Commands;

namespace IntegrationHub.Host.Tests.Commands;

[Collection(PulledHubTests.Name)]
public sealed class DutyCommandTests(PulledHub hub)
{
    private const string Report = "so-noi-vu-2024.department-report.snv-vp.2024-Q4";

    [Fact]
    public async Task A_report_is_sent_and_undone_and_the_list_shows_how_it_stands()
    {
        using var copy = hub.Copy();
        var list = await copy.RunAsync("duty", "list", "--plan", "so-noi-vu-2024");
        Assert.Equal((ExitCodes.Success, ""), (list.Code, list.Error));
        Assert.Contains("19/12/2024", list.Out, StringComparison.Ordinal);
        Assert.Contains("quá hạn", list.Out, StringComparison.Ordinal);
        Assert.Contains("plans/so-noi-vu-2024.yaml", list.Out, StringComparison.Ordinal);

        var sent = await copy.RunAsync("duty", "sent", Report, "--at", "2024-12-19T16:00", "--document", "45/BC-SNV", "--by", "an", "--format", "json");
        Assert.Equal((ExitCodes.Success, "sent"), (sent.Code, sent.Json.GetProperty("state").GetString()));
        Assert.Contains("45/BC-SNV", (await copy.RunAsync("duty", "list", "--unit", "snv-vp", "--state", "sent", "--format", "json")).Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Bad, (await copy.RunAsync("duty", "sent", Report, "--by", "an")).Code);
        var undone = await copy.RunAsync("duty", "undo", Report, "--by", "binh", "--reason", "nhầm");
        Assert.Equal((ExitCodes.Success, $"{Report}: quá hạn (hạn 19/12/2024)"), (undone.Code, undone.Lines[0]));
        Assert.Equal(ExitCodes.Usage, (await copy.RunAsync("duty", "sent", Report, "--at", "hôm qua")).Code);
        Assert.Equal(ExitCodes.Bad, (await copy.RunAsync("duty", "list", "--unit", "no-unit")).Code);
    }
}
