using System.Net;
using System.Text.Json;
using IntegrationHub.Simulators.Truth;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.Simulators.Tests;

public sealed class SnapshotTests
{
    private static readonly Dictionary<string, string> FieldOf = new()
    {
        ["tthc.dossier.received"] = "TiepNhanTrongKy",
        ["tthc.dossier.received_online"] = "TiepNhanTrucTuyen",
        ["tthc.dossier.completed"] = "HoSoDaXuLyXong",
        ["tthc.dossier.result_electronic"] = "HoSoDaXuLyXongCoKetQuaDienTu",
        ["payment.dossier.fee_bearing"] = "HoSoCoThuPhi",
        ["payment.dossier.fee_paid_online"] = "HoSoCoThuPhiThanhToanTrucTuyen",
        ["payment.transaction.dvcqg_online"] = "SoLuongGiaoDichThanhToanTrucTuyen",
        ["procedure.fee.total"] = "ThuTucCoThuPhi",
        ["procedure.fee.dvcqg_paid"] = "ThuTucCoPhatSinhThanhToanTrucTuyen",
        ["procedure.competence"] = "ThuTuc",
        ["procedure.onestop.opened"] = "ThuTucPhatSinhHoSo",
    };

    [Theory]
    [InlineData("Tháng", 3, 2024)]
    [InlineData("Tháng", 12, 2024)]
    [InlineData("Tháng", 12, 2023)]
    [InlineData("Quý", 2, 2024)]
    [InlineData("Năm", 0, 2024)]
    [InlineData("Năm", 0, 2023)]
    public async Task Rows_equal_the_truth(string type, int number, int year)
    {
        await using var server = await StartAsync(new DemoClock());
        using var client = new TthcClient(server);
        var page = await client.SearchAsync(type, number, year);
        var rows = page.GetProperty("data").EnumerateArray().ToDictionary(r => (Text(r, "loaiThongKe"), Text(r, "maDinhDanh")), FiguresOf);
        var truth = server.Truth.Snapshots(type, number, year);

        Assert.Equal(235 + 10 + 4, rows.Count);
        Assert.Equal(rows.Count, page.GetProperty("totalCount").GetInt32());
        Assert.Equal(rows.Count, truth.Count);
        Assert.True(truth.Sum(t => t.Values[TruthMetrics.Received]) > 0);
        foreach (var expected in truth)
        {
            var code = expected.Unit == DemoUnits.Province ? "H02" : DemoUnits.Get(expected.Unit).Code;
            var figures = rows[(expected.Kind, code)];
            foreach (var (metric, field) in FieldOf)
            {
                Assert.True(expected.Values[metric] == figures.GetProperty(field).GetInt64(), $"{expected.Unit} {expected.Scope} {metric}");
            }
        }
    }

    [Fact]
    public async Task Months_of_a_unit_agree_with_its_dossiers()
    {
        await using var server = await StartAsync(new DemoClock());
        var days = server.Truth.Days(new DateOnly(2024, 5, 1), new DateOnly(2024, 5, 31), "so-tp");
        var month = server.Truth.Snapshots("Tháng", 5, 2024).Single(r => r is { Unit: "so-tp", Scope: "own" });
        foreach (var metric in TruthMetrics.OfSnapshots.Intersect(TruthMetrics.OfDossiers))
        {
            Assert.Equal(days.Sum(_ => true, days.From, days.To, metric), month.Values[metric]);
        }
    }

    [Fact]
    public async Task Roll_ups_are_sums_of_leaves_for_counts_and_less_for_procedures()
    {
        await using var server = await StartAsync(new DemoClock());
        using var client = new TthcClient(server);
        var rows = (await client.SearchAsync("Năm", 0, 2024)).GetProperty("data").EnumerateArray().ToList();
        var leaves = rows.Where(r => Text(r, "loaiThongKe") == "DonVi").ToList();
        Check("ToanTinh", "H02", _ => true);
        Check("SoBanNganh", "H02", code => string.CompareOrdinal(code, "H02.31") < 0);
        Check("QuanHuyen", "H02", code => code.Length == 6 && string.CompareOrdinal(code, "H02.31") >= 0);
        Check("XaPhuong", "H02", code => code.Length == 9);
        Check("TongDonViCon", "H02.36", code => code.StartsWith("H02.36", StringComparison.Ordinal));

        void Check(string kind, string code, Func<string, bool> includes)
        {
            var parts = leaves.Where(l => includes(Text(l, "maDinhDanh"))).Select(FiguresOf).ToList();
            var rollUp = FiguresOf(rows.Single(r => Text(r, "loaiThongKe") == kind && Text(r, "maDinhDanh") == code));
            foreach (var field in FieldOf.Where(f => TruthMetrics.IsAdditive(f.Key)).Select(f => f.Value))
            {
                Assert.Equal(parts.Sum(p => p.GetProperty(field).GetInt64()), rollUp.GetProperty(field).GetInt64());
            }

            Assert.InRange(rollUp.GetProperty("ThuTuc").GetInt64(), 1, parts.Sum(p => p.GetProperty("ThuTuc").GetInt64()));
            Assert.True(kind == "SoBanNganh" || rollUp.GetProperty("ThuTuc").GetInt64() < parts.Sum(p => p.GetProperty("ThuTuc").GetInt64()), kind);
            Assert.True(rollUp.GetProperty("ThuTucPhatSinhHoSo").GetInt64() < rollUp.GetProperty("ThuTuc").GetInt64(), kind);
        }
    }

    [Fact]
    public async Task Future_and_past_the_world_have_no_rows_and_the_running_year_has()
    {
        await using var server = await StartAsync(new DemoClock("2024-06-10T09:00:00+07:00"));
        using var client = new TthcClient(server);
        Assert.Empty((await client.SearchAsync("Tháng", 7, 2024)).GetProperty("data").EnumerateArray());
        Assert.Empty((await client.SearchAsync("Quý", 3, 2024)).GetProperty("data").EnumerateArray());
        Assert.Empty((await client.SearchAsync("Tháng", 11, 2023)).GetProperty("data").EnumerateArray());
        Assert.Empty((await client.SearchAsync("Năm", 0, 2025)).GetProperty("data").EnumerateArray());
        Assert.NotEmpty((await client.SearchAsync("Năm", 0, 2024)).GetProperty("data").EnumerateArray());
        Assert.Empty(server.Truth.Snapshots("Tháng", 7, 2024));
    }

    [Fact]
    public async Task Unit_without_dossiers_has_a_row_of_zeros()
    {
        await using var server = await SimulatorServer.StartAsync(
            new SimulatorOptions { World = new DemoWorldOptions { Scale = 0.002m } }, new DemoClock(), default);
        using var client = new TthcClient(server);
        var rows = (await client.SearchAsync("Tháng", 2, 2024, "&loaiThongKe=DonVi")).GetProperty("data").EnumerateArray().Select(FiguresOf).ToList();
        Assert.Equal(235, rows.Count);
        Assert.Contains(rows, r => r.GetProperty("TiepNhanTrongKy").GetInt64() == 0 && r.GetProperty("HoSoDaXuLyXong").GetInt64() == 0);
    }

    [Fact]
    public async Task Past_month_is_restated_until_a_year_later_and_then_stays()
    {
        var clock = new DemoClock("2024-01-02T08:00:00+07:00");
        await using var server = await StartAsync(clock);
        using var client = new TthcClient(server);
        var first = await PageAsync();
        clock.Now = new DateTimeOffset(2024, 11, 30, 0, 0, 0, TimeSpan.FromHours(7));
        var restated = await PageAsync();
        Assert.NotEqual(first, restated);
        clock.Now = new DateTimeOffset(2024, 12, 1, 0, 0, 0, TimeSpan.FromHours(7));
        var last = await PageAsync();
        clock.Now = clock.Now.AddDays(25);
        Assert.Equal(last, await PageAsync());

        async Task<string> PageAsync()
        {
            await client.UseTokenAsync();
            return (await client.SearchAsync("Tháng", 12, 2023)).ToString();
        }
    }

    [Fact]
    public async Task Agency_filter_is_a_naive_prefix()
    {
        await using var server = await StartAsync(new DemoClock());
        using var client = new TthcClient(server);
        var codes = (await client.SearchAsync("Tháng", 5, 2024, "&maDinhDanh=H02.1&loaiThongKe=DonVi")).GetProperty("data").EnumerateArray()
            .Select(r => Text(r, "maDinhDanh")).ToList();
        Assert.Equal(["H02.10", "H02.11", "H02.12", "H02.13", "H02.14", "H02.15", "H02.16"], codes);
    }

    [Fact]
    public async Task Pages_cover_all_rows_once()
    {
        await using var server = await StartAsync(new DemoClock());
        using var client = new TthcClient(server);
        var ids = new List<string>();
        for (var number = 1; ; number++)
        {
            var page = await client.SearchAsync("Tháng", 5, 2024, $"&pageNumber={number}&pageSize=100");
            ids.AddRange(page.GetProperty("data").EnumerateArray().Select(r => Text(r, "id")));
            Assert.Equal(3, page.GetProperty("totalPages").GetInt32());
            if (number == 3)
            {
                break;
            }
        }

        Assert.Equal(249, ids.Count);
        Assert.Equal(249, ids.Distinct().Count());
    }

    [Fact]
    public async Task Search_without_a_token_or_with_a_wrong_period_is_refused()
    {
        await using var server = await StartAsync(new DemoClock());
        using var client = new TthcClient(server);
        using var refused = await client.Http.GetAsync(TthcClient.SearchPath("Tháng", 5, 2024));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await client.UseTokenAsync();
        using var wrong = await client.Http.GetAsync(TthcClient.SearchPath("Tháng", 13, 2024));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal("text/plain", wrong.Content.Headers.ContentType!.MediaType);
    }

    private static Task<SimulatorServer> StartAsync(DemoClock clock) => SimulatorServer.StartAsync(new SimulatorOptions(), clock, default);

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static JsonElement FiguresOf(JsonElement row) => JsonDocument.Parse(Text(row, "soLieu")).RootElement;
}
