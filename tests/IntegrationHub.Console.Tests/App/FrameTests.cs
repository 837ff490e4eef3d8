using IntegrationHub.Api.Access;
using IntegrationHub.Api.Tests;
using IntegrationHub.Api.Tests.Access;
using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests.App;

[Collection(ConsoleFixture.Name)]
public sealed class FrameTests(ConsoleFixture console)
{
    [Fact]
    public async Task The_plan_is_the_first_thing_seen_in_Vietnamese_and_in_English_on_request()
    {
        await using var at = await console.OpenAsync("/");
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Kế hoạch 2024");
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Kế hoạch" })).ToBeVisibleAsync();
        await Assertions.Expect(at.Page.Locator("html")).ToHaveAttributeAsync("lang", "vi");

        await at.Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Plan 2024");
        await Assertions.Expect(at.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await at.Page.ReloadAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Plan 2024");
    }

    [Fact]
    public async Task A_keyboard_comes_past_the_navigation_at_once()
    {
        await using var at = await console.OpenAsync("/");
        await at.SettledAsync();
        await at.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(at.Page.GetByText("Đến nội dung chính")).ToBeFocusedAsync();
        await at.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(at.Page.Locator("#main")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Dark_is_kept_and_follows_the_machine_until_it_is_chosen()
    {
        await using var at = await console.OpenAsync("/", new Look(IsDark: true));
        await Assertions.Expect(at.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Giao diện" }).ClickAsync();
        await at.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Sáng" }).ClickAsync();
        await Assertions.Expect(at.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await at.Page.ReloadAsync();
        await Assertions.Expect(at.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
    }

    [Fact]
    public async Task On_a_phone_the_screens_are_behind_one_button()
    {
        await using var at = await console.OpenAsync("/", Look.Phone);
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Mở danh mục màn hình" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Kế hoạch" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_link_to_no_screen_says_so_and_leads_home()
    {
        await using var at = await console.OpenAsync("/no/such/screen");
        await Assertions.Expect(at.Page.GetByText("Không có trang này")).ToBeVisibleAsync();
        await at.Page.GetByRole(AriaRole.Link, new() { Name = "Về trang Kế hoạch" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Kế hoạch 2024");
    }

    [Fact]
    public async Task What_the_hub_refuses_is_told_with_its_remedy_and_its_trace()
    {
        await using var at = await console.OpenAsync("/?period=2024-M13");
        at.Expect("status of 400");
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Kỳ không hợp lệ" })).ToContainTextAsync("Mã dấu vết");
    }

    [Fact]
    public async Task Somebody_signs_in_sees_the_own_unit_and_signs_out()
    {
        await using var api = await ApiServer.StartAsync(configure: ConsoleFixture.Serve, access: new AccessSettings());
        await api.Seed.AllAsync();
        await api.AddAsync("lan", "operator", "district");
        await using var at = await console.OpenAsync("/", api: api);
        at.Expect("status of 401");
        await at.CheckAsync("sign-in");
        await at.Page.GetByLabel("Tên đăng nhập").FillAsync("lan");
        await at.Page.GetByLabel("Mật khẩu", new() { Exact = true }).FillAsync("sai mật khẩu rồi");
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Đăng nhập" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("không đúng");
        await at.Page.GetByLabel("Mật khẩu", new() { Exact = true }).FillAsync(People.Password);
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Đăng nhập" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Kế hoạch 2024");
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Người dùng" }).ClickAsync();
        await Assertions.Expect(at.Page.Locator(".about-me")).ToContainTextAsync("district");
        await at.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Đăng xuất" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByLabel("Tên đăng nhập")).ToBeVisibleAsync();
    }
}
