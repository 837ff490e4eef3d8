using IntegrationHub.Api.Tests;
using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests.Passport;

[Collection(ConsoleFixture.Name)]
public sealed class PassportTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_figure_is_traced_to_numerator_and_denominator_by_unit_and_to_the_records_of_its_source_in_three_clicks()
    {
        await using var at = await console.OpenAsync("/");
        await at.Page.GetByRole(AriaRole.Link, new() { Name = "Lý lịch số liệu: Trên 70%" }).ClickAsync();
        var head = at.Page.Locator(".passport-head");
        await Assertions.Expect(head).ToContainTextAsync("66,7 %");
        await Assertions.Expect(head).ToContainTextAsync("Tử số30");
        await Assertions.Expect(head).ToContainTextAsync("Mẫu số45");
        await Assertions.Expect(head).ToContainTextAsync("Còn cần bao nhiêu?");
        var unit = at.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Xã Bình" });
        await Assertions.Expect(unit).ToContainTextAsync("7 / 15");
        await Assertions.Expect(unit).ToContainTextAsync("46,7 %");
        await at.CheckAsync("passport");

        await at.Page.GetByRole(AriaRole.Tab, new() { Name = "Sổ ghi và hồ sơ nguồn" }).ClickAsync();
        var batch = at.Page.Locator(".batch").First;
        await Assertions.Expect(batch).ToContainTextAsync("tthc-test");
        await Assertions.Expect(batch).ToContainTextAsync("commune-a|2024-02");
        await Assertions.Expect(batch).ToContainTextAsync(Seed.TraceId);
        await Assertions.Expect(batch.GetByRole(AriaRole.Link, new() { Name = "Mở dấu vết" })).ToHaveCountAsync(0);
        await at.CheckAsync("passport-ledger");
    }

    [Fact]
    public async Task Why_a_figure_moved_is_told_by_cause_with_nothing_left_over()
    {
        await using var at = await console.OpenAsync("/figures/online-rate?tab=moved&moved=2024-M02&since=2024-M01");
        await Assertions.Expect(at.Page.Locator(".moved-line")).ToContainTextAsync("Tháng 1/2024: 66,7 %");
        await at.CheckAsync("passport-moved");
    }

    [Fact]
    public async Task The_course_of_a_figure_stands_beside_its_chart_in_numbers()
    {
        await using var at = await console.OpenAsync("/figures/online-rate?tab=trend");
        await Assertions.Expect(at.Page.GetByRole(AriaRole.Table)).ToContainTextAsync("66,7");
        await at.CheckAsync("passport-trend");
    }

    [Fact]
    public async Task A_unit_of_a_figure_has_a_passport_of_its_own()
    {
        await using var at = await console.OpenAsync("/figures/online-rate");
        await at.Page.GetByRole(AriaRole.Link, new() { Name = "Xã An" }).ClickAsync();
        await Assertions.Expect(at.Page.Locator(".passport-head")).ToContainTextAsync("Tử số23");
        await at.Page.GetByRole(AriaRole.Tab, new() { Name = "Lịch sử điều chỉnh" }).ClickAsync();
        await at.CheckAsync("passport-revisions");
    }

    [Fact]
    public async Task A_composite_leads_to_its_parts()
    {
        await using var at = await console.OpenAsync("/figures/both");
        await at.Page.GetByRole(AriaRole.Link, new() { Name = "Xác thực" }).ClickAsync();
        await Assertions.Expect(at.Page.Locator(".passport-head")).ToContainTextAsync("Xác thực");
        await Assertions.Expect(at.Page.Locator(".fraction")).ToContainTextAsync("45");
    }

    [Fact]
    public async Task A_figure_that_the_plan_does_not_have_is_said_to_be_unknown()
    {
        await using var at = await console.OpenAsync("/figures/no-such-figure");
        await Assertions.Expect(at.Page.GetByText("không có chỉ tiêu “no-such-figure”")).ToBeVisibleAsync();
    }
}
