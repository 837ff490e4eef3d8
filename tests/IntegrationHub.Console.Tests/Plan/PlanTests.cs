using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests.Plan;

[Collection(ConsoleFixture.Name)]
public sealed class PlanTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_stranger_sees_in_ten_seconds_what_is_missed_what_is_not_trustworthy_and_when_the_report_is_due()
    {
        await using var at = await console.OpenAsync("/");
        var summary = at.Page.GetByRole(AriaRole.Region, new() { Name = "Tóm tắt" });
        await Assertions.Expect(summary).ToContainTextAsync("2 chưa đạt");
        await Assertions.Expect(summary).ToContainTextAsync("số liệu cần xem trước khi ký");
        await Assertions.Expect(summary).ToContainTextAsync("Hạn báo cáo");
        await Assertions.Expect(summary).ToContainTextAsync("còn 5 ngày");
        await Assertions.Expect(summary).ToContainTextAsync("hết ngày 25/03/2024");

        var row = Row(at, "Trên 70%");
        await Assertions.Expect(row).ToContainTextAsync("66,7 %");
        await Assertions.Expect(row).ToContainTextAsync("30 / 45");
        await Assertions.Expect(row).ToContainTextAsync("Chưa đạt");
        await Assertions.Expect(row).ToContainTextAsync("> 70 %");
        await at.CheckAsync("plan");
    }

    [Fact]
    public async Task What_is_chosen_is_in_the_address_and_a_link_shows_somebody_else_the_same()
    {
        await using var at = await console.OpenAsync("/");
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Chỉ xem: 2 chưa đạt" }).ClickAsync();
        await Assertions.Expect(Row(at, "Ban hành")).ToHaveCountAsync(0);
        await Assertions.Expect(at.Page).ToHaveURLAsync(new Regex("verdict=missed"));

        await using var other = await console.OpenAsync(new Uri(at.Page.Url).PathAndQuery);
        await Assertions.Expect(Row(other, "Trên 70%")).ToHaveCountAsync(1);
        await Assertions.Expect(Row(other, "Ban hành")).ToHaveCountAsync(0);
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Bỏ lọc" }).ClickAsync();
        await Assertions.Expect(Row(other, "Ban hành")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Letters_without_their_marks_find_those_with_them()
    {
        await using var at = await console.OpenAsync("/");
        await at.Page.GetByLabel("Tìm chỉ tiêu, đơn vị chủ trì").FillAsync("ban hanh");
        await Assertions.Expect(Row(at, "Trên 70%")).ToHaveCountAsync(0);
        await Assertions.Expect(Row(at, "Ban hành")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Another_unit_another_period_and_another_day_of_knowledge_are_other_figures()
    {
        await using var at = await console.OpenAsync("/?unit=commune-a");
        await Assertions.Expect(Row(at, "Trên 70%")).ToContainTextAsync("23 / 30");
        await at.Page.GetByRole(AriaRole.Combobox, new() { Name = "Kỳ", Exact = true }).ClickAsync();
        await at.Page.GetByTitle("Tháng 1", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(Row(at, "Trên 70%")).ToContainTextAsync("8 / 10");
        await Assertions.Expect(at.Page).ToHaveURLAsync(new Regex("period=2024-M01"));
    }

    [Fact]
    public async Task Two_periods_stand_side_by_side()
    {
        await using var at = await console.OpenAsync("/?period=2024-M02&against=2024-Q1");
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Kỳ so sánh" })).ToBeVisibleAsync();
        await Assertions.Expect(Row(at, "Trên 70%")).ToContainTextAsync("20 / 30");
    }

    [Fact]
    public async Task One_indicator_is_compared_over_all_its_units()
    {
        await using var at = await console.OpenAsync("/");
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "So sánh các đơn vị: Trên 70%" }).ClickAsync();
        var drawer = at.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(drawer).ToContainTextAsync("Xã An");
        await Assertions.Expect(drawer).ToContainTextAsync("76,7 %");
        await Assertions.Expect(drawer).ToContainTextAsync("1 đơn vị dưới mục tiêu");
        await at.CheckAsync("plan-units");
        await drawer.GetByText("Danh sách").ClickAsync();
        await Assertions.Expect(drawer).ToContainTextAsync("7 / 15");
    }

    [Fact]
    public async Task All_units_stand_in_one_table_with_their_verdicts_and_a_cell_leads_to_its_passport()
    {
        await using var at = await console.OpenAsync("/");
        await at.Page.GetByText("Bảng đơn vị × chỉ tiêu").ClickAsync();
        var table = at.Page.GetByRole(AriaRole.Region, new() { Name = "Bảng đơn vị × chỉ tiêu" });
        var row = table.Locator("tbody tr").Filter(new() { HasText = "Xã An" });
        await Assertions.Expect(row).ToContainTextAsync("76,7 %");
        await Assertions.Expect(row.Locator("td").First).ToContainTextAsync("✓");
        await Assertions.Expect(table.Locator("tbody tr").First).ToContainTextAsync("✕");
        await at.CheckAsync("plan-matrix");

        await at.Page.GetByLabel("Tìm đơn vị").FillAsync("binh");
        await Assertions.Expect(table.Locator("tbody tr")).ToHaveCountAsync(1);
        await at.Page.GetByLabel("Tìm đơn vị").FillAsync("");
        await at.Page.GetByLabel("Tìm chỉ tiêu, đơn vị chủ trì").FillAsync("tren 70");
        await Assertions.Expect(table.GetByRole(AriaRole.Columnheader)).ToHaveCountAsync(2);
        await row.GetByRole(AriaRole.Link, new() { Name = "76,7 %" }).ClickAsync();
        await Assertions.Expect(at.Page).ToHaveURLAsync(new Regex("/figures/online-rate\\?.*unit=commune-a"));
        await Assertions.Expect(at.Page.Locator("main")).ToContainTextAsync("23 / 30");
    }

    [Fact]
    public async Task The_hub_makes_the_files_that_are_downloaded()
    {
        await using var at = await console.OpenAsync("/?unit=commune-a");
        await at.Page.GetByRole(AriaRole.Button, new() { Name = "Tải về" }).ClickAsync();
        var csv = await at.Page.RunAndWaitForDownloadAsync(() => at.Page.GetByRole(AriaRole.Link, new() { Name = "Dữ liệu CSV, đơn vị này" }).ClickAsync());
        Assert.Contains("commune-a", await File.ReadAllTextAsync(await csv.PathAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_phone_shows_each_indicator_as_a_card()
    {
        await using var at = await console.OpenAsync("/", Look.Phone);
        await Assertions.Expect(Row(at, "Trên 70%")).ToContainTextAsync("66,7 %");
        await at.CheckAsync("plan");
    }

    private static ILocator Row(ConsolePage at, string title) => at.Page.Locator(".plan-table tbody tr").Filter(new() { HasText = title });
}
