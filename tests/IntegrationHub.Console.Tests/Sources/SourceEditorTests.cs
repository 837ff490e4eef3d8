using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests.Sources;

/// <summary>The form of a source, on the real program with its connectors against a simulated source over HTTP.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class SourceEditorTests(ConsoleFixture console)
{
    [Fact]
    [Trait("Category", "Full")]
    public async Task A_source_is_set_up_from_the_gallery_tested_previewed_and_read_until_a_figure_is_computed()
    {
        await using var hub = await SimulatedHub.StartAsync();
        await using var at = await hub.OpenAsync(console.Browser, "/sources");
        await at.Page.GetByRole(AriaRole.Link, new() { Name = "Thêm nguồn" }).First.ClickAsync();
        await Assertions.Expect(at.Page.Locator(".connector").First).ToBeVisibleAsync();
        await at.CheckAsync("source-gallery");
        await at.Page.Locator(".connector", new() { Has = at.Page.GetByText("tthc", new() { Exact = true }) }).GetByRole(AriaRole.Link).ClickAsync();

        // What is missing is said at its field, before anybody is asked.
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Thử kết nối" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByText("Hãy điền mục này.").First).ToBeVisibleAsync();
        await at.Page.GetByLabel("Tên nguồn").FillAsync("TTHC Bắc Giang");
        await Assertions.Expect(at.Page.GetByLabel("Mã nguồn")).ToHaveValueAsync("tthc-bac-giang");
        await at.Page.Locator("#option_baseUrl").FillAsync(hub.Simulator.BaseUrl);
        await at.Page.Locator("#option_username").FillAsync(hub.Simulator.Credentials.Username);

        // A wrong password is found at its step, with what to do; typed again it goes on.
        await at.Page.Locator("#secret-password").FillAsync("sai-mat-khau");
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Thử kết nối" }).ClickAsync();
        var test = at.Page.GetByRole(AriaRole.Region, new() { Name = "Kết quả thử kết nối" });
        await Assertions.Expect(test).ToContainTextAsync("Chưa kết nối được", new() { Timeout = 20_000 });
        await Assertions.Expect(test.Locator("li.failed").First).ToContainTextAsync("mật khẩu");
        await at.Page.Locator("#secret-password").FillAsync(hub.Simulator.Credentials.Password);
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Thử kết nối" }).ClickAsync();
        await Assertions.Expect(test).ToContainTextAsync("Kết nối tốt", new() { Timeout = 20_000 });

        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Xem trước" }).ClickAsync();
        var preview = at.Page.GetByRole(AriaRole.Region, new() { Name = "Xem trước" });
        await Assertions.Expect(preview).ToContainTextAsync("Số liệu sẽ thay đổi", new() { Timeout = 60_000 });
        await at.CheckAsync("source-editor");
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Lưu và bật nguồn" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("TTHC Bắc Giang");
        await hub.PulledAsync("tthc-bac-giang");
        await Assertions.Expect(at.Page.GetByText("Xác nhận đến").First).ToBeVisibleAsync();
        await hub.ComputedAsync("tthc-online-full-rate");
        Assert.DoesNotContain(hub.Simulator.Credentials.Password, await at.Page.ContentAsync(), StringComparison.Ordinal);

        // What was changed is in the history, with the way back.
        await at.Page.GotoAsync("/sources/tthc-bac-giang?tab=edit");
        await Assertions.Expect(at.Page.GetByText("✓ Đã đặt").First).ToBeVisibleAsync();
        await at.Page.GetByLabel("Tên nguồn").FillAsync("TTHC tỉnh Bắc Giang");
        await at.Page.GetByLabel("Vì sao thay đổi").FillAsync("gọi cho đúng tên");
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Lưu thay đổi" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("TTHC tỉnh Bắc Giang");
        await at.Page.GetByRole(AriaRole.Tab, new() { Name = "Lịch sử" }).ClickAsync();
        await Assertions.Expect(at.Page.Locator(".diff").First).ToContainTextAsync("TTHC tỉnh Bắc Giang");
        await at.CheckAsync("source-history");
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Quay lại bản này" }).First.ClickAsync();
        await at.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Quay lại bản này" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("TTHC Bắc Giang");
    }
}
