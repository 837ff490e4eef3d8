using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests.Sources;

/// <summary>The form of a source, on the real program with its connectors against a simulated source over HTTP.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class SourceEditorTests(ConsoleFixture console)
{
    [Fact]
    [Trait("Category", "Full")]
    public async Task A_broken_password_is_found_in_the_list_typed_anew_tested_and_the_source_is_well_again()
    {
        await using var hub = await SimulatedHub.StartAsync();
        await hub.SetUpAsync("mat-khau-cu", "dossiers");
        await SimulatedHub.UntilAsync(async () => await hub.StateAsync() == "failed");

        // The list says what is wrong and what to press.
        await using var at = await hub.OpenAsync(console.Browser, "/sources");
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Region, new() { Name = "Nguồn cần xử lý" })).ToContainTextAsync("TTHC Bắc Giang lỗi đăng nhập");
        var card = at.Page.Locator(".source");
        await Assertions.Expect(card.Locator(".trouble")).ToContainTextAsync("nhập lại mật khẩu rồi thử kết nối");
        await card.GetByRole(AriaRole.Button, new() { Name = "Cập nhật tài khoản" }).ClickAsync();

        // It leads to the password, which is replaced without being shown.
        await Assertions.Expect(at.Page.GetByText("✓ Đã đặt")).ToBeVisibleAsync();
        await Assertions.Expect(at.Page.Locator("#secret-password")).ToBeFocusedAsync();
        await at.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(at.Page.Locator("input#secret-password")).ToBeFocusedAsync();
        await at.Page.Keyboard.TypeAsync(hub.Simulator.Credentials.Password);
        await at.Page.GetByRole(AriaRole.Tabpanel).GetByRole(AriaRole.Button, new() { Name = "Thử kết nối" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Region, new() { Name = "Kết quả thử kết nối" })).ToContainTextAsync("Kết nối tốt", new() { Timeout = 20_000 });
        Assert.Equal("failed", await hub.StateAsync());

        // Saved, it is read again at once, and is well.
        await at.Page.GetByLabel("Vì sao thay đổi").FillAsync("đơn vị quản lý đổi mật khẩu");
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Lưu và đồng bộ lại" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByText("Nguồn được đọc lại ngay")).ToBeVisibleAsync();
        await hub.PulledAsync(SimulatedHub.Source);
        await Assertions.Expect(at.Page.Locator(".page-head .mark")).ToHaveTextAsync("Kịp");
        await Assertions.Expect(at.Page.Locator(".trouble")).ToHaveCountAsync(0);
        await at.GoAsync("/sources");
        await Assertions.Expect(at.Page.GetByText("Cả 1 nguồn đều kịp")).ToBeVisibleAsync();
        Assert.Equal("đơn vị quản lý đổi mật khẩu", (await hub.AskAsync("/audit?action=source.change")).GetProperty("items")[0].GetProperty("after").GetProperty("note").GetString());
        Assert.DoesNotContain(hub.Simulator.Credentials.Password, (await hub.AskAsync("/audit?limit=500")).ToString(), StringComparison.Ordinal);
    }

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

        // What was filled in survives a reload, but for the password; it can be thrown away.
        await at.Page.Locator("#secret-password").FillAsync("nua-chung");
        await at.Page.ReloadAsync();
        await Assertions.Expect(at.Page.GetByText("Đang điền dở")).ToBeVisibleAsync();
        await Assertions.Expect(at.Page.GetByLabel("Tên nguồn")).ToHaveValueAsync("TTHC Bắc Giang");
        await Assertions.Expect(at.Page.Locator("#option_baseUrl")).ToHaveValueAsync(hub.Simulator.BaseUrl);
        await Assertions.Expect(at.Page.Locator("#secret-password")).ToHaveValueAsync("");
        Assert.DoesNotContain("nua-chung", await at.Page.EvaluateAsync<string>("JSON.stringify({ ...sessionStorage, ...localStorage })"), StringComparison.Ordinal);
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Bỏ, điền lại từ đầu" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByLabel("Tên nguồn")).ToHaveValueAsync("");
        await at.Page.ReloadAsync();
        await Assertions.Expect(at.Page.GetByLabel("Tên nguồn")).ToHaveValueAsync("");
        await Assertions.Expect(at.Page.GetByText("Đang điền dở")).ToHaveCountAsync(0);
        await at.Page.GetByLabel("Tên nguồn").FillAsync("TTHC Bắc Giang");
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
        await at.GoAsync("/sources/tthc-bac-giang?tab=edit");
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
