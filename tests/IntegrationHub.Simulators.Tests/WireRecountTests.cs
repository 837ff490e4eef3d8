using System.Globalization;
using System.Text.Json;
using IntegrationHub.Simulators.Truth;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.Simulators.Tests;

/// <summary>Reads the source as a hub would and counts by the definitions, from the JSON alone.</summary>
public sealed class WireRecountTests
{
    private static readonly DateOnly First = new(2023, 12, 1);
    private static readonly DateOnly Last = new(2024, 12, 31);

    [Trait("Category", "Full")]
    [Theory]
    [InlineData("so-tp", "H02.12")]
    [InlineData("so-tp", "000.00.12.H02")]
    [InlineData("vp-ubnd-tinh", "H02.01")]
    [InlineData("ubnd-huyen-son-dong", "H02.37")]
    [InlineData("xa-huong-mai", "000.05.39.H02")]
    [InlineData("xa-07201", "H02.31.01")]
    public async Task Truth_equals_a_recount_from_the_wire(string unit, string agency)
    {
        var clock = new DemoClock();
        await using var server = await SimulatorServer.StartAsync(new SimulatorOptions { World = new DemoWorldOptions { Scale = 0.2m } }, clock, default);
        using var client = new TthcClient(server);
        var recount = new Dictionary<(DateOnly, string), int>();
        var seen = new HashSet<string>();
        for (var month = First; month <= Last; month = month.AddMonths(1))
        {
            using var list = await client.ListAsync(agency, Iso(month), Iso(month.AddMonths(1).AddDays(-1)));
            foreach (var code in list.RootElement.GetProperty("data").EnumerateArray().Select(TthcClient.CodeOf).Distinct())
            {
                Assert.True(seen.Add(code), $"{code} is listed in two months");
                using var detail = await client.DetailAsync(agency, code);
                Recount(TthcClient.ResultOf(detail), recount);
            }
        }

        var truth = server.Truth.Days(First, Last, unit).All().ToDictionary(d => (d.Day, d.Metric), d => d.Count);
        Assert.Equal(TruthMetrics.OfDossiers.Order(), truth.Keys.Select(k => k.Metric).Distinct().Order());
        Assert.Equal(truth.OrderBy(t => t.Key), recount.OrderBy(t => t.Key));
    }

    [Fact]
    public async Task Source_answers_as_of_its_clock()
    {
        var clock = new DemoClock("2024-03-15T12:00:00+07:00");
        await using var server = await SimulatorServer.StartAsync(new SimulatorOptions { World = new DemoWorldOptions { Scale = 0.2m } }, clock, default);
        var before = server.Truth.Days(First, Last);
        Assert.Equal(0, before.Sum(_ => true, new DateOnly(2024, 3, 16), Last, TruthMetrics.Received));
        Assert.True(before.Sum(_ => true, new DateOnly(2024, 3, 15), new DateOnly(2024, 3, 15), TruthMetrics.Received) > 0);
        Assert.Equal(0, server.Truth.Days(First, Last, endedOnly: true).Sum(_ => true, new DateOnly(2024, 3, 15), Last, TruthMetrics.Received));

        clock.Now = clock.Now.AddDays(40);
        var after = server.Truth.Days(First, Last);
        var february = (new DateOnly(2024, 2, 1), new DateOnly(2024, 2, 29));
        Assert.NotEqual(
            before.Sum(_ => true, february.Item1, february.Item2, TruthMetrics.ResultElectronic),
            after.Sum(_ => true, february.Item1, february.Item2, TruthMetrics.ResultElectronic));
        var asKnownThen = server.Truth.Days(First, Last, asOf: clock.Now.AddDays(-40));
        Assert.Equal(before.All(), asKnownThen.All());
    }

    [Fact]
    public async Task Truth_over_HTTP_is_the_truth_in_process()
    {
        await using var server = await SimulatorServer.StartAsync(new SimulatorOptions(), new DemoClock(), default);
        using var http = new HttpClient();
        using var answer = JsonDocument.Parse(await http.GetStringAsync($"{server.BaseUrl}/_truth/days?from=2024-10-01&to=2024-12-31&unit=so-tp&ended=true"));
        var days = answer.RootElement.GetProperty("units").GetProperty("so-tp");
        var truth = server.Truth.Days(new DateOnly(2024, 10, 1), new DateOnly(2024, 12, 19), "so-tp").All().ToList();
        Assert.Equal(truth.Count, days.EnumerateObject().Sum(d => d.Value.EnumerateObject().Count()));
        Assert.All(truth, t => Assert.Equal(t.Count, days.GetProperty(Iso(t.Day)).GetProperty(t.Metric).GetInt32()));
    }

    private static void Recount(JsonElement dossier, Dictionary<(DateOnly, string), int> counts)
    {
        var status = Text("TrangThaiHoSo");
        var online = Text("KenhThucHien") == "2";
        if (status is not ("1" or "3"))
        {
            var day = Day("NgayTiepNhan");
            Count(day, "tthc.dossier.received", true);
            Count(day, "tthc.dossier.received_online", online);
            Count(day, "tthc.dossier.online_verified", online && Text("TaiKhoanDuocXacThucVoiVNeID") == "1");
            var components = Text("HoSoCoThanhPhanSoHoa") == "1";
            Count(day, "tthc.dossier.with_components", components);
            Count(day, "tthc.dossier.reused", components && AnyPaper("DuocTaiSuDung", "1", "2"));
            var prices = dossier.GetProperty("DanhSachLePhi").EnumerateArray().Select(f => f.GetProperty("Gia").GetString()!);
            var fee = prices.Any(p => int.Parse(p, CultureInfo.InvariantCulture) > 0);
            Count(day, "payment.dossier.fee_bearing", fee);
            Count(day, "payment.dossier.fee_paid_online", fee && Text("DuocThanhToanTrucTuyen") is "1" or "2");
        }

        if (status is "9" or "10")
        {
            var day = Day(Text("NgayKetThucXuLy") is "" ? "NgayTra" : "NgayKetThucXuLy");
            var electronic = dossier.GetProperty("DanhSachGiayToKetQua").EnumerateArray().Any(r => r.GetProperty("DuongDanTepTinKetQua").GetString() != "");
            Count(day, "tthc.dossier.completed", true);
            Count(day, "tthc.dossier.result_electronic", electronic);
            Count(day, "tthc.dossier.full_online", electronic && online);
            Count(day, "tthc.dossier.digitised", electronic && AnyPaper("DuocSoHoa", "1"));
        }

        string? Text(string name) => dossier.GetProperty(name).GetString();

        DateOnly Day(string name) => DateOnly.ParseExact(Text(name)![..8], "yyyyMMdd", CultureInfo.InvariantCulture);

        bool AnyPaper(string flag, params string[] values) => dossier.GetProperty("TaiLieuNop").EnumerateArray()
            .Any(p => p.GetProperty("IsDeleted").GetString() != "True" && values.Contains(p.GetProperty(flag).GetString()));

        void Count(DateOnly day, string metric, bool counted)
        {
            if (counted)
            {
                counts[(day, metric)] = counts.GetValueOrDefault((day, metric)) + 1;
            }
        }
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
