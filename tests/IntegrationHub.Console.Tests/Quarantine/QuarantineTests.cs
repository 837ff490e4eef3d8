using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests.Quarantine;

[Collection(ConsoleFixture.Name)]
public sealed class QuarantineTests(ConsoleFixture console)
{
    [Fact]
    public async Task Refused_records_are_told_by_reason_with_what_to_do()
    {
        await using var at = await console.OperateAsync("/quarantine");
        var reasons = at.Page.Locator(".reason");
        await Assertions.Expect(reasons.First).ToContainTextAsync("2");
        await Assertions.Expect(reasons.First).ToContainTextAsync("Mã cơ quan chưa biết");
        await Assertions.Expect(reasons.First).ToContainTextAsync("Gắn mã với một đơn vị rồi chạy lại");
        await at.CheckAsync("quarantine");
        await reasons.Nth(1).ClickAsync();
        Assert.Contains("code=E_BAD_DATE", at.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Row, new() { Name = "31/02/2024" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_record_is_discarded_only_with_a_reason_which_is_kept()
    {
        await using var operations = await Operations.StartAsync();
        await using var at = await console.OpenAsync("/quarantine?code=E_BAD_DATE", api: operations.Api);
        await at.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Chọn bản ghi B-77" }).CheckAsync();
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Bỏ qua (1)", Exact = true }).ClickAsync();
        var dialog = at.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Bỏ qua (1)" })).ToBeDisabledAsync();
        await dialog.GetByLabel("Lý do").FillAsync("Hồ sơ thử của nguồn");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Bỏ qua (1)" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByText("Đã bỏ qua 1 bản ghi")).ToBeVisibleAsync();
        await Assertions.Expect(at.Page.Locator(".reason")).ToHaveCountAsync(1);
        Assert.Equal(2, (await operations.Api.GetAsync("/api/v1/quarantine")).GetProperty("items").GetArrayLength());
        await using var db = await operations.Api.Seed.ContextAsync();
        Assert.Equal("Hồ sơ thử của nguồn", (await db.Rejections.SingleAsync(r => r.State == "discarded")).Decision);
    }
}
