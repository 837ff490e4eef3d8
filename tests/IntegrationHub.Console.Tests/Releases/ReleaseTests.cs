using IntegrationHub.Api.Access;
using IntegrationHub.Api.Tests;
using IntegrationHub.Api.Tests.Access;
using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests.Releases;

[Collection(ConsoleFixture.Name)]
public sealed class ReleaseTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_release_is_prepared_checked_and_submitted_by_one_person_approved_by_another_and_its_report_downloaded()
    {
        await using var api = await ApiServer.StartAsync(configure: ConsoleFixture.Serve, access: new AccessSettings());
        await api.Seed.AllAsync();
        await api.AddAsync("lan", "operator,approver");
        await api.AddAsync("minh", "approver");
        await using (var first = await SignedInAsync(api, "lan"))
        {
            await Assertions.Expect(first.Page.GetByText("Chưa có bản phát hành nào")).ToBeVisibleAsync();
            await first.Page.GetByRole(AriaRole.Button, new() { Name = "Lập bản phát hành" }).First.ClickAsync();
            await first.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Lập bản phát hành" }).ClickAsync();
            await Assertions.Expect(first.Page.GetByText("Bước tiếp: kiểm tra.")).ToBeVisibleAsync();
            await first.Page.GetByRole(AriaRole.Button, new() { Name = "Kiểm tra" }).ClickAsync();
            await Assertions.Expect(first.Page.GetByRole(AriaRole.Region, new() { Name = "Kết quả kiểm tra" })).ToBeVisibleAsync();
            await first.Page.GetByRole(AriaRole.Button, new() { Name = "Trình ký" }).ClickAsync();
            var dialog = first.Page.GetByRole(AriaRole.Dialog);
            await dialog.GetByLabel("Lý do").FillAsync("đã đối chiếu với đơn vị");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Trình ký" }).ClickAsync();
            await Assertions.Expect(first.Page.GetByText("Bước tiếp: một người khác ký duyệt")).ToBeVisibleAsync();

            // Who submitted it cannot approve it.
            await Assertions.Expect(first.Page.GetByRole(AriaRole.Button, new() { Name = "Ký duyệt" })).ToBeDisabledAsync();
            await Assertions.Expect(first.Page.GetByText("Bạn đã trình bản này")).ToBeVisibleAsync();
        }

        await using var second = await SignedInAsync(api, "minh");
        await Assertions.Expect(second.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Trình ký" })).ToBeVisibleAsync();
        await second.CheckAsync("releases");
        await second.Page.GetByRole(AriaRole.Link, new() { Name = "Bản 1" }).ClickAsync();
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Ký duyệt" }).ClickAsync();
        await second.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Ký duyệt" }).ClickAsync();
        await Assertions.Expect(second.Page.GetByText("Số liệu là chính thức; có thể tải báo cáo.")).ToBeVisibleAsync();
        await second.CheckAsync("release");
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Tải báo cáo" }).ClickAsync();
        var report = await second.Page.RunAndWaitForDownloadAsync(() => second.Page.GetByRole(AriaRole.Link, new() { Name = "Word (.docx)" }).ClickAsync());
        Assert.Equal("release-1.docx", report.SuggestedFilename);
        Assert.Equal("PK", System.Text.Encoding.ASCII.GetString(await File.ReadAllBytesAsync(await report.PathAsync()), 0, 2));
        Assert.Equal(("lan", "minh"), await SignersAsync(api));
    }

    private static async Task<(string?, string?)> SignersAsync(ApiServer api)
    {
        using var client = await api.SignedInAsync("xem", "viewer");
        var release = System.Text.Json.JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/v1/releases/1", UriKind.Relative))).RootElement.GetProperty("release");
        return (release.GetProperty("submittedBy").GetString(), release.GetProperty("approvedBy").GetString());
    }

    private async Task<ConsolePage> SignedInAsync(ApiServer api, string name)
    {
        var at = await console.OpenAsync("/releases", api: api);
        at.Expect("status of 401");
        await at.Page.GetByLabel("Tên đăng nhập").FillAsync(name);
        await at.Page.GetByLabel("Mật khẩu", new() { Exact = true }).FillAsync(People.Password);
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Đăng nhập" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Phát hành");
        return at;
    }
}
