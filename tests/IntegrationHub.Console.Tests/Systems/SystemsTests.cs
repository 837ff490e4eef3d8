using IntegrationHub.Api.Tests;
using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests.Systems;

[Collection(ConsoleFixture.Name)]
public sealed class SystemsTests(ConsoleFixture console)
{
    [Fact]
    public async Task The_register_says_what_each_system_is_and_whether_it_is_connected()
    {
        var operations = await console.OperationsAsync();
        await operations.Api.ApplyAsync("systems.yaml", """
            systems:
              - { code: A01, group: provincial, name: { vi: Hệ thống giải quyết TTHC, en: Procedures }, role: source, connectors: [tthc], namedIn: "II.8" }
              - { code: A02, group: national, name: { vi: Nền tảng định danh, en: Identity }, role: identity, namedIn: "II.9" }

            """);
        await using var at = await console.OperateAsync("/systems");
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "A01" })).ToContainTextAsync("Đang lỗi");
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "A02" })).ToContainTextAsync("Không cần đọc");
        await at.CheckAsync("systems");
        await at.Page.GetByRole(AriaRole.Searchbox).FillAsync("dinh danh");
        await Assertions.Expect(at.Page.GetByText("1 trong 2 hệ thống")).ToBeVisibleAsync();

        // A column that is left out stays out.
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Cột" }).ClickAsync();
        await at.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Vai trò" }).UncheckAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Vai trò" })).ToHaveCountAsync(0);
        await at.Page.ReloadAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Kết nối" }).First).ToBeVisibleAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Vai trò" })).ToHaveCountAsync(0);
    }
}
