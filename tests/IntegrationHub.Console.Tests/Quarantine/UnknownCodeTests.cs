using System.Globalization;
using IntegrationHub.Api.Tests;
using IntegrationHub.Simulators.Truth;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests.Quarantine;

[Collection(ConsoleFixture.Name)]
public sealed class UnknownCodeTests(ConsoleFixture console)
{
    private const string Indicator = "online-service-remote-user-rate";
    private const string Unit = "so-tp";

    /// <summary>On the real program: what was refused counts in the figure as the source meant it.</summary>
    [Fact]
    [Trait("Category", "Full")]
    public async Task Counts_of_a_code_that_nobody_knew_are_in_the_figure_once_it_is_mapped()
    {
        await using var hub = await SimulatedHub.StartAsync(Unit);
        await hub.SetUpAsync(hub.Simulator.Credentials.Password, "period-snapshots");
        await hub.PulledAsync(SimulatedHub.Source);
        await hub.ComputedAsync(Indicator);
        var truth = Enumerable.Range(1, 11).SelectMany(m => hub.Simulator.Truth.Snapshots("Tháng", m, 2024)).Where(s => s.Scope == "own" && s.Unit == Unit).ToList();
        var (n, d) = (Of(TruthMetrics.ReceivedOnline), Of(TruthMetrics.Received));
        Assert.True(n > 0 && d > n, $"{n} of {d} dossiers of {Unit} show little");
        var before = await hub.FigureAsync(Indicator);

        await using var at = await hub.OpenAsync(console.Browser, "/sources");
        await at.Page.Locator(".source").GetByRole(AriaRole.Button, new() { Name = "Xử lý trong Cách ly" }).ClickAsync();
        var unknown = at.Page.GetByRole(AriaRole.Region, new() { Name = "Mã cơ quan chưa biết" }).First;
        await Assertions.Expect(unknown.Locator("li").First).ToContainTextAsync("bản ghi");
        foreach (var _ in await unknown.Locator("li").AllAsync())
        {
            await MapAsync(at, unknown, "Sở Tư pháp");
        }

        await SimulatedHub.UntilAsync(async () => (await hub.AskAsync("/quarantine?source=" + SimulatedHub.Source)).GetProperty("items").GetArrayLength() == 0);
        await SimulatedHub.UntilAsync(async () => await hub.FigureAsync(Indicator) != before);
        Assert.Equal((before.N + n, before.D + d), await hub.FigureAsync(Indicator));
        await Assertions.Expect(at.Page.GetByText("Không có bản ghi nào bị từ chối")).ToBeVisibleAsync();
        await at.GoAsync("/figures/" + Indicator);
        await Assertions.Expect(at.Page.Locator(".fraction")).ToHaveTextAsync($"Tử số{Spelled(before.N + n)}/Mẫu số{Spelled(before.D + d)}");

        long Of(string metric) => truth.Sum(s => s.Values[metric]);
    }

    private static string Spelled(long n) => n.ToString("N0", CultureInfo.InvariantCulture).Replace(',', '.');

    private static async Task MapAsync(ConsolePage at, ILocator unknown, string unit)
    {
        var first = unknown.Locator("li").Filter(new() { Has = at.Page.GetByRole(AriaRole.Button, new() { Name = "Gắn và chạy lại" }) }).First;
        var code = await first.Locator("code").First.InnerTextAsync();
        if (await first.GetByRole(AriaRole.Button, new() { Name = "Đơn vị khác" }).CountAsync() > 0)
        {
            await first.GetByRole(AriaRole.Button, new() { Name = "Đơn vị khác" }).ClickAsync();
        }

        await first.GetByRole(AriaRole.Combobox).FillAsync(unit);
        await at.Page.Locator(".ant-select-item-option:visible", new() { HasText = unit }).First.ClickAsync();
        await first.GetByRole(AriaRole.Button, new() { Name = "Gắn và chạy lại" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByText($"Đã gắn {code} với {unit}")).ToBeVisibleAsync();
    }

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
