using System.Text.Json;
using IntegrationHub.Store.Sources;
using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Api.Tests.Page;

/// <summary>The page as an operator sees it, in the real browser.</summary>
public sealed class PageInChromiumTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private ApiServer _api = null!;
    private IPage _page = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiServer.StartAsync();
        await _api.Seed.AllAsync();
        _page = await chromium.Browser.NewPageAsync();
    }

    public async Task DisposeAsync()
    {
        await _page.CloseAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task The_plan_is_shown_in_Vietnamese_with_counted_figures_and_in_English_on_request()
    {
        var faults = new List<string>();
        _page.PageError += (_, fault) => faults.Add(fault);
        _page.Console += (_, line) => faults.AddRange(line.Type == "error" ? [line.Text] : []);
        await OpenAsync();

        var row = _page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Trên 70%" });
        await Assertions.Expect(row).ToContainTextAsync("30 / 45");
        await Assertions.Expect(row).ToContainTextAsync("66,7");
        await Assertions.Expect(row).ToContainTextAsync("Chưa đạt");
        await Assertions.Expect(_page.Locator("#title")).ToHaveTextAsync("Kế hoạch 2024");
        await Assertions.Expect(Source("tthc-test")).ToContainTextAsync("Tốt");

        await _page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("66.7");
        await Assertions.Expect(row).ToContainTextAsync("Not met");
        await Assertions.Expect(_page.Locator("#title")).ToHaveTextAsync("Plan 2024");
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("12/240 agencies", "12/240 cơ quan")]
    [InlineData("3/9 months", "3/9 tháng")]
    [InlineData("up to 2024-02-29", "đến 29/02/2024")]
    [InlineData("waiting for the recorder", "đang chờ ghi nhận")]
    public async Task What_is_being_loaded_is_told_in_Vietnamese(string progress, string told)
    {
        _api.Clock.Advance(TimeSpan.FromMinutes(1));
        await _api.Seed.AddRunAsync(Guid.NewGuid(), "tthc-test", "dossiers", RunState.Running, fetched: 12, progress: progress);
        await OpenAsync();

        await Assertions.Expect(_page.Locator("#running")).ToContainTextAsync(told);
    }

    [Theory]
    [InlineData("E_TLS", "Cấu hình của nguồn chưa đúng")]
    [InlineData("E_SOURCE_REGRESSED", "Nguồn đưa ra số liệu cũ hơn lần đọc trước")]
    public async Task What_is_wrong_with_a_source_is_told_in_Vietnamese_and_the_technical_text_is_a_click_away(string code, string told)
    {
        _api.Clock.Advance(TimeSpan.FromMinutes(1));
        await _api.Seed.AddRunAsync(Guid.NewGuid(), "tthc-test", "dossiers", RunState.Failed, errorCode: code, error: "what happened, in English");
        await OpenAsync();

        await Assertions.Expect(Source("tthc-test").Locator(".error")).ToContainTextAsync(told);
        await Assertions.Expect(Source("tthc-test").GetByText("what happened, in English")).ToBeHiddenAsync();
        await Source("tthc-test").GetByText("Chi tiết kỹ thuật").ClickAsync();

        // The page reads again every other second; who reads the details is not interrupted.
        await _page.WaitForResponseAsync("**/api/v1/sources");
        await _page.WaitForResponseAsync("**/api/v1/sources");
        await Assertions.Expect(Source("tthc-test").GetByText("what happened, in English")).ToBeVisibleAsync();
        await Assertions.Expect(Source("tthc-test").Locator("details")).ToContainTextAsync(code);
    }

    [Fact]
    public async Task Figures_are_shown_though_the_sources_cannot_be_read()
    {
        await _page.RouteAsync("**/api/v1/sources", route => route.FulfillAsync(new()
        {
            Status = 500, ContentType = "application/problem+json", Body = JsonSerializer.Serialize(new { type = "internal-error", title = "Broken", traceId = "00-abc" }),
        }));
        await OpenAsync();

        await Assertions.Expect(_page.Locator("#problem")).ToContainTextAsync("Hub gặp sự cố khi trả lời");
        await Assertions.Expect(_page.Locator("#problem")).ToContainTextAsync("00-abc");
        await Assertions.Expect(_page.Locator("#table")).ToContainTextAsync("30 / 45");
    }

    private ILocator Source(string id) => _page.Locator("#sources li").Filter(new() { Has = _page.Locator("code", new() { HasTextString = id }) });

    private Task OpenAsync() => _page.GotoAsync(_api.Client.BaseAddress!.ToString());
}

public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright _driver = null!;

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _driver = await Playwright.CreateAsync();
        Browser = await _driver.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        _driver.Dispose();
    }
}
