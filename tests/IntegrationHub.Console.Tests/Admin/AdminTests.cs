using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests.Admin;

[Collection(ConsoleFixture.Name)]
public sealed class AdminTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_user_is_added_a_key_is_told_once_and_both_are_in_the_audit_log()
    {
        await using var at = await console.OperateAsync("/admin");
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Tab, new() { Name = "Đơn vị nhận" })).ToBeVisibleAsync();
        await at.CheckAsync("admin-subscribers");
        await at.Page.GetByRole(AriaRole.Tab, new() { Name = "Người dùng" }).ClickAsync();
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Thêm người dùng" }).ClickAsync();
        await at.Page.GetByLabel("Tên đăng nhập").FillAsync("hoa.nguyen");
        await at.Page.GetByLabel("Mật khẩu đầu tiên").FillAsync("năm từ rất dễ nhớ");
        await at.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Lưu" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Cell, new() { Name = "hoa.nguyen" })).ToBeVisibleAsync();
        await at.CheckAsync("admin-users");

        await at.Page.GetByRole(AriaRole.Tab, new() { Name = "Khóa của máy" }).ClickAsync();
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Tạo khóa" }).ClickAsync();
        await at.Page.GetByLabel("Tên", new() { Exact = true }).FillAsync("ioc");
        await at.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Tạo khóa" }).ClickAsync();
        var once = at.Page.GetByRole(AriaRole.Dialog).Filter(new() { HasText = "Chép khóa này ngay" });
        var key = (await once.Locator("code").InnerTextAsync()).Trim();
        await once.Locator(".ant-modal-footer button").ClickAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Cell, new() { Name = "ioc" })).ToBeVisibleAsync();
        Assert.DoesNotContain(key, await at.Page.ContentAsync(), StringComparison.Ordinal);

        await at.Page.GetByRole(AriaRole.Tab, new() { Name = "Nhật ký thao tác" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "hoa.nguyen" })).ToContainTextAsync("Thêm người dùng");
        await at.CheckAsync("admin-audit");
        await at.Page.GetByRole(AriaRole.Tab, new() { Name = "Đơn vị hành chính" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Cell, new() { Name = "Xã An" })).ToBeVisibleAsync();
        await at.CheckAsync("admin-units");
    }

    [Fact]
    public async Task A_change_of_the_catalogue_is_checked_compared_and_approved_by_another_person()
    {
        await using var at = await console.OperateAsync("/admin?tab=catalogue&file=aliases%2Ftthc.yaml");
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Sửa tệp này" }).ClickAsync();
        var text = at.Page.GetByRole(AriaRole.Textbox, new() { Name = "aliases/tthc.yaml" });
        var before = await text.InputValueAsync();
        await text.FillAsync(before.TrimEnd() + "\n  - { code: H02.01.09, unit: no-such-unit }\n");
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Kiểm tra", Exact = true }).ClickAsync();
        await Assertions.Expect(at.Page.GetByText("Còn lỗi, hãy sửa")).ToBeVisibleAsync();
        await text.FillAsync(before.TrimEnd() + "\n  - { code: H02.01.09, unit: commune-a }\n");
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Kiểm tra", Exact = true }).ClickAsync();
        await Assertions.Expect(at.Page.GetByText("Không có lỗi")).ToBeVisibleAsync();
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Gửi duyệt" }).ClickAsync();
        var dialog = at.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Lý do").FillAsync("mã mới của Xã An");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Gửi duyệt" }).ClickAsync();
        var draft = at.Page.GetByRole(AriaRole.Region).Filter(new() { HasText = "chờ duyệt" });
        await Assertions.Expect(draft).ToContainTextAsync("H02.01.09");
        await at.CheckAsync("admin-catalogue");
        await draft.GetByRole(AriaRole.Button, new() { Name = "Duyệt" }).ClickAsync();
        await dialog.GetByLabel("Tên người duyệt").FillAsync("Minh");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Duyệt" }).ClickAsync();
        await Assertions.Expect(draft).ToHaveCountAsync(0);
        await Assertions.Expect(at.Page.GetByText("Minh duyệt").First).ToBeVisibleAsync();
    }
}
