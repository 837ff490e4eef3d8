using IntegrationHub.Api.Tests.Access;
using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Api.Tests.Page;

public sealed class SignInInChromiumTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Somebody_signs_in_on_the_page_sees_the_own_unit_and_signs_out()
    {
        await using var api = await People.StartAsync();
        await api.Seed.AllAsync();
        await api.AddAsync("lan", "operator", "district");
        var page = await chromium.Browser.NewPageAsync();
        await page.GotoAsync(api.Client.BaseAddress!.ToString());
        var form = page.Locator("#signin");
        await Assertions.Expect(form.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Đăng nhập");
        await Assertions.Expect(page.Locator("#plan")).ToBeHiddenAsync();

        await form.GetByLabel("Tên đăng nhập").FillAsync("lan");
        await form.GetByLabel("Mật khẩu").FillAsync("sai mật khẩu rồi");
        await form.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(form.GetByRole(AriaRole.Alert)).ToContainTextAsync("không đúng");
        await form.GetByLabel("Mật khẩu").FillAsync(People.Password);
        await form.GetByRole(AriaRole.Button).ClickAsync();

        await Assertions.Expect(page.Locator("#title")).ToHaveTextAsync("Kế hoạch 2024");
        await Assertions.Expect(page.Locator("#unit")).ToHaveValueAsync("district");
        await Assertions.Expect(page.Locator("#person")).ToHaveTextAsync("lan");
        await Assertions.Expect(form).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Đăng xuất" }).ClickAsync();
        await Assertions.Expect(form.GetByLabel("Tên đăng nhập")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#table")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(form.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Sign in");
        await page.CloseAsync();
    }
}
