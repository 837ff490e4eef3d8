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
}
