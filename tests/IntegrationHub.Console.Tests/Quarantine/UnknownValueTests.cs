using IntegrationHub.Api.Tests;
using IntegrationHub.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests.Quarantine;

[Collection(ConsoleFixture.Name)]
public sealed class UnknownValueTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_status_that_nobody_knows_is_given_the_meaning_of_a_known_one_as_a_draft_for_a_second_person()
    {
        await using var api = await ApiServer.StartAsync(configure: ConsoleFixture.Serve);
        await api.ApplyAsync("mappings/tthc/dossiers.map.yaml", """
            stream: dossiers
            version: 4
            kind: records
            title: { vi: "Hồ sơ", en: "Dossiers" }
            key: [MaHoSo]
            agency: { field: donVi }
            fields:
              MaHoSo: key
              donVi: agency
              TrangThai: { code: [1, 2, 9, 10], unknown: E_UNKNOWN_STATUS }
              NgayTiepNhan: day
            conditions:
              done: { TrangThai: [9, 10] }
            values:
              dossier.received: { on: NgayTiepNhan, when: done }

            """);
        await api.Seed.PullAsync("dossiers", [], rejections: [new RejectedRecord { Record = "A-1", Code = "E_UNKNOWN_STATUS", Place = "TrangThai", Message = "unknown", Sample = "77" }]);

        await using var at = await console.OpenAsync("/quarantine?code=E_UNKNOWN_STATUS", api: api);
        var unknown = at.Page.GetByRole(AriaRole.Region, new() { Name = "Mã trạng thái và mã khác chưa biết" });
        await Assertions.Expect(unknown).ToContainTextAsync("77");
        await at.CheckAsync("quarantine-status");
        await unknown.GetByRole(AriaRole.Combobox).ClickAsync();
        await at.Page.Locator(".ant-select-item-option", new() { HasText = "như 9, 10 (done)" }).ClickAsync();
        await unknown.GetByRole(AriaRole.Button, new() { Name = "Lập dự thảo" }).ClickAsync();
        await Assertions.Expect(at.Page.GetByText("Đã lập dự thảo số")).ToBeVisibleAsync();
        await using var db = await api.Seed.ContextAsync();
        Assert.Contains("TrangThai 77 = 9", (await db.AuditLog.SingleAsync(a => a.Action == "catalogue.draft")).After, StringComparison.Ordinal);
    }
}
