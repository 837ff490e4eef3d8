using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests.Runs;

[Collection(ConsoleFixture.Name)]
public sealed class RunTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_run_tells_its_counts_as_a_sum_its_stages_in_time_and_its_log()
    {
        var run = (await console.OperationsAsync()).Run;
        await using var at = await console.OperateAsync($"/runs/{run}");
        await Assertions.Expect(at.Page.Locator(".sum")).ToContainTextAsync("4 bản ghi đã đọc = 1 được nhận + 0 không đổi + 3 bị từ chối");
        await Assertions.Expect(at.Page.Locator(".sum .mark")).ToHaveTextAsync("khớp");
        await Assertions.Expect(at.Page.Locator(".stages li").Filter(new() { HasText = "Hỏi nguồn" })).ToContainTextAsync("1 trục trặc");
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "record tthc/dossiers" }).ClickAsync();
        await Assertions.Expect(at.Page.Locator(".span-facts")).ToContainTextAsync("hub-1");
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Mã cơ quan chưa biết" })).ToContainTextAsync("× 2");
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Link, new() { Name = "Mở dấu vết" })).ToHaveAttributeAsync("href", Operations.TraceUrl.Replace("{traceId}", Api.Tests.Seed.TraceId, StringComparison.Ordinal));
        await at.CheckAsync("run");
        await at.GoAsync("/figures/online-rate?tab=ledger");
        await Assertions.Expect(at.Page.Locator(".batch").First.GetByRole(AriaRole.Link, new() { Name = "Mở dấu vết" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Runs_of_the_source_that_failed_are_shown_first_and_lead_to_their_fault()
    {
        await using var at = await console.OperateAsync("/runs");
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Lỗi đăng nhập" })).ToBeVisibleAsync();
        await at.CheckAsync("runs");
        await at.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Lỗi đăng nhập" }).GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Lỗi đăng nhập" })).ToContainTextAsync("nhập lại mật khẩu");
    }
}
