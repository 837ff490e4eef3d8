using IntegrationHub.Testing;
using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests.Entries;

[Collection(ConsoleFixture.Name)]
public sealed class EntryTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_milestone_is_entered_with_its_document_confirmed_by_a_second_person_and_undone_with_a_reason()
    {
        await using var at = await console.OperateAsync("/entries");
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Nhập mới" }).First.ClickAsync();
        var dialog = at.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Số văn bản").FillAsync("12/QĐ-UBND");
        await dialog.GetByLabel("Tên người thực hiện").FillAsync("Lan");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Nhập", Exact = true }).ClickAsync();
        var row = at.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "12/QĐ-UBND" });
        await Assertions.Expect(row).ToContainTextAsync("Chờ xác nhận");
        await at.CheckAsync("entries");

        await row.GetByRole(AriaRole.Button, new() { Name = "Xác nhận" }).ClickAsync();
        await dialog.GetByLabel("Tên người thực hiện").FillAsync("Minh");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Xác nhận" }).ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("Đã xác nhận");
        await Assertions.Expect(row).ToContainTextAsync("Minh");

        await row.GetByRole(AriaRole.Button, new() { Name = "Hoàn tác" }).ClickAsync();
        await dialog.GetByLabel("Lý do").FillAsync("nhầm văn bản");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Hoàn tác" }).ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);
        await at.Page.GetByRole(AriaRole.Switch, new() { Name = "Cả mục đã hoàn tác" }).ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("nhầm văn bản");
    }
    /// <summary>On the real program, with a source of files that an administrator has set up.</summary>
    [Fact]
    [Trait("Category", "Full")]
    public async Task The_empty_table_is_downloaded_filled_in_looked_at_and_sent()
    {
        using TemporaryFolder folder = new(), desk = new();
        await using var hub = await SimulatedHub.StartAsync();
        await hub.PostAsync("/sources", new { id = "thu-muc-vien-thong", name = new { vi = "Thư mục viễn thông" }, connector = "files", streams = new[] { "telecom" }, options = new { folder = folder.Path, settleMilliseconds = "0" } });
        await hub.PostAsync("/aliases", new { source = "thu-muc-vien-thong", code = "H02.36", unit = "ubnd-huyen-yen-the" });
        await using var at = await hub.OpenAsync(console.Browser, "/entries");
        var table = await at.Page.RunAndWaitForDownloadAsync(() => at.Page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
        Assert.Equal("thu-muc-vien-thong-telecom.csv", table.SuggestedFilename);
        var filled = desk.Write("da-dien.csv", (await File.ReadAllTextAsync(await table.PathAsync())).Replace("H02.36;;;;;", "H02.36;30/11/2024;100;90;50;40", StringComparison.Ordinal));
        Assert.Equal("PK", (await File.ReadAllTextAsync(await (await at.Page.RunAndWaitForDownloadAsync(() => at.Page.GetByRole(AriaRole.Link, new() { Name = "Excel (.xlsx)" }).ClickAsync())).PathAsync()))[..2]);

        await at.Page.GetByLabel("Tệp · Thư mục viễn thông").SetInputFilesAsync(filled);
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Xem trước" }).ClickAsync();
        await Assertions.Expect(at.Page.Locator(".upload")).ToContainTextAsync("1 dòng, 0 dòng sẽ bị từ chối");
        await at.CheckAsync("entries-upload");
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Gửi", Exact = true }).ClickAsync();
        await Assertions.Expect(at.Page.Locator(".upload")).ToContainTextAsync("Đã gửi 1 dòng, 0 dòng bị từ chối");
        await hub.PulledAsync("thu-muc-vien-thong");
        Assert.Equal(1, (await hub.AskAsync("/sources/thu-muc-vien-thong/runs")).GetProperty("items")[0].GetProperty("accepted").GetInt32());
    }
}
