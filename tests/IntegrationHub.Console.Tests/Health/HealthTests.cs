using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests.Health;

[Collection(ConsoleFixture.Name)]
public sealed class HealthTests(ConsoleFixture console)
{
    [Fact]
    public async Task The_board_says_which_source_fails_and_what_waits_between_the_stages()
    {
        await using var at = await console.OperateAsync("/health");
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Region, new() { Name = "Tổng quát" })).ToContainTextAsync("Hệ thống hỏng");
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Hệ thống hỏng" })).ToContainTextAsync("Lỗi đăng nhập");
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Chờ ghi sổ" }).First).ToContainTextAsync("0 / 48");
        await Assertions.Expect(at.Page.GetByText("Không có trang nào bị gác lại")).ToBeVisibleAsync();

        // An alert calls the source and who sees to it by their names.
        var alert = at.Page.GetByRole(AriaRole.Region, new() { Name = "Cảnh báo" }).GetByRole(AriaRole.Listitem);
        await Assertions.Expect(alert.GetByRole(AriaRole.Link, new() { Name = "Hệ thống hỏng" })).ToHaveAttributeAsync("href", "/sources/tthc-broken");
        await Assertions.Expect(alert).ToContainTextAsync("phụ trách: Tỉnh");
        await at.CheckAsync("health");
    }

    [Fact]
    public async Task The_address_of_the_board_may_be_kept_as_a_bookmark()
    {
        await using var at = await console.OperateAsync("/health?figures=all");
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Sức khỏe");
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Switch)).ToBeCheckedAsync();
    }
}
