using IntegrationHub.Api.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests.Quarantine;

[Collection(ConsoleFixture.Name)]
public sealed class UnknownCodeTests(ConsoleFixture console)
{
    [Fact]
    public async Task An_unknown_agency_code_is_mapped_to_a_unit_and_what_was_refused_for_it_is_asked_for_again()
    {
        await using var operations = await Operations.StartAsync();
        await using var at = await console.OpenAsync("/quarantine?code=E_UNKNOWN_AGENCY", api: operations.Api);
        var unknown = at.Page.GetByRole(AriaRole.Region, new() { Name = "Mã cơ quan chưa biết" }).First;
        await Assertions.Expect(unknown).ToContainTextAsync("H02.99.01");
        await at.CheckAsync("quarantine-unknown");
        if (await unknown.GetByRole(AriaRole.Button, new() { Name = "Đơn vị khác" }).CountAsync() > 0)
        {
            await unknown.GetByRole(AriaRole.Button, new() { Name = "Đơn vị khác" }).ClickAsync();
        }

        await unknown.GetByRole(AriaRole.Combobox).FillAsync("Xã Bình");
        await at.Page.Locator(".ant-select-item-option", new() { HasText = "Xã Bình" }).First.ClickAsync();
        await unknown.GetByRole(AriaRole.Button, new() { Name = "Gắn và chạy lại" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByText("2 bản ghi được chạy lại")).ToBeVisibleAsync();
        await using var db = await operations.Api.Seed.ContextAsync();
        Assert.Equal(2, await db.Rejections.CountAsync(r => r.ReplayRequested));
        Assert.Contains("commune-b", (await operations.Api.GetAsync("/api/v1/aliases?source=tthc-test")).ToString(), StringComparison.Ordinal);
    }
}
