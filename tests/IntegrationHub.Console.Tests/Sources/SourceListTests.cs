using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests.Sources;

[Collection(ConsoleFixture.Name)]
public sealed class SourceListTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_stranger_sees_which_source_is_in_trouble_since_when_and_what_to_do()
    {
        await using var at = await console.OperateAsync("/sources");
        var standing = at.Page.GetByRole(AriaRole.Region, new() { Name = "Nguồn cần xử lý" });
        await Assertions.Expect(standing.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("Hệ thống hỏng");
        await Assertions.Expect(standing.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("lỗi đăng nhập, đã 48 giờ");

        // The worst stands first, and says the word beside its colour.
        var worst = at.Page.Locator(".source").First;
        await Assertions.Expect(worst).ToContainTextAsync("Hệ thống hỏng");
        await Assertions.Expect(worst.Locator(".mark")).ToHaveTextAsync("Lỗi");
        await Assertions.Expect(worst).ToContainTextAsync("nhập lại mật khẩu");
        await at.CheckAsync("sources");
    }

    [Fact]
    public async Task What_is_shown_is_in_the_address_and_a_source_is_found_without_diacritics()
    {
        await using var at = await console.OperateAsync("/sources?show=trouble");
        await Assertions.Expect(at.Page.Locator(".source").First).ToBeVisibleAsync();
        await Assertions.Expect(at.Page.GetByText("Hệ thống mới")).ToHaveCountAsync(0);
        await at.Page.GetByText("Tất cả (3)").ClickAsync();
        await at.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Tìm theo tên hoặc mã" }).FillAsync("he thong moi");
        await Assertions.Expect(at.Page.Locator(".source")).ToHaveCountAsync(1);
        Assert.Contains("q=he", at.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_now_says_that_it_was_asked_for()
    {
        await using var at = await console.OperateAsync("/sources/tthc-test");
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Đồng bộ ngay" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByText("Đã yêu cầu đồng bộ")).ToBeVisibleAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Button, new() { Name = "Đã yêu cầu" })).ToBeDisabledAsync();
    }

    [Fact]
    public async Task On_a_phone_in_English_and_in_the_dark_it_is_the_same_page()
    {
        await using var at = await console.OperateAsync("/sources", new Look("en", IsDark: true, Width: 360, Height: 780));
        await Assertions.Expect(at.Page.Locator(".source").First.Locator(".mark")).ToHaveTextAsync("Failed");
        await at.CheckAsync("sources");
    }
}
