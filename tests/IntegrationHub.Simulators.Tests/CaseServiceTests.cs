using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using IntegrationHub.Simulators.Truth;
using IntegrationHub.Simulators.World;
using Xunit;
using Xunit.Abstractions;

namespace IntegrationHub.Simulators.Tests;

public sealed class CaseServiceTests(ITestOutputHelper output)
{
    private static readonly SimulatorOptions Large = new() { World = new DemoWorldOptions { Scale = 1m } };

    private static readonly string[] PersonalFields =
        ["ChuHoSo", "SoGiayToChuHoSo", "Email", "SoDienThoai", "TrichYeuHoSo", "ThongTinKhac", "NguoiXuLy", "DinhDanhCHS", "TaiLieuNop"];

    [Fact]
    public async Task Session_ends_after_ten_minutes_with_status_200()
    {
        var clock = new DemoClock();
        await using var server = await SimulatorServer.StartAsync(new SimulatorOptions(), clock, default);
        using var client = new TthcClient(server);
        await client.LogInAsync();
        clock.Now = clock.Now.AddSeconds(599);
        Assert.NotEqual("-1", ErrorOf(await client.ListAsync("H02.12", "2024-12-01", "2024-12-19")));
        clock.Now = clock.Now.AddSeconds(1);
        Assert.Equal("-1", ErrorOf(await client.ListAsync("H02.12", "2024-12-01", "2024-12-19")));
    }

    [Fact]
    public async Task Wrong_password_opens_no_session()
    {
        await using var server = await SimulatorServer.StartAsync(new SimulatorOptions(), new DemoClock(), default);
        using var client = new TthcClient(server);
        using var answer = await client.PostAsync("/mapi/login", new { username = "hub", password = "guess" });
        Assert.Equal("-1", ErrorOf(answer));
        Assert.Equal(JsonValueKind.Null, answer.RootElement.GetProperty("session").ValueKind);
    }

    [Fact]
    public async Task Success_is_spelled_in_three_ways()
    {
        await using var server = await SimulatorServer.StartAsync(new SimulatorOptions(), new DemoClock(), default);
        using var client = new TthcClient(server);
        var spellings = new HashSet<string>();
        for (var n = 0; n < 6; n++)
        {
            using var answer = await client.ListAsync("H02.12", "2024-12-02", "2024-12-02");
            spellings.Add(answer.RootElement.GetProperty("error_code").GetRawText());
        }

        Assert.Equal(["\"0\"", "\"00\"", "0"], spellings.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Lists_hold_duplicates_whose_last_row_counts()
    {
        await using var server = await SimulatorServer.StartAsync(Large, new DemoClock(), default);
        using var client = new TthcClient(server);
        using var list = await client.ListAsync("H02.31", "2024-09-01", "2024-12-19");
        var repeated = list.RootElement.GetProperty("data").EnumerateArray().GroupBy(TthcClient.CodeOf).Where(g => g.Count() > 1).ToList();
        Assert.NotEmpty(repeated);
        Assert.Contains(repeated, g => StatusOf(g.First()) != StatusOf(g.Last()));
        foreach (var rows in repeated.Take(20))
        {
            using var detail = await client.DetailAsync("H02.31", rows.Key);
            Assert.Equal(StatusOf(TthcClient.ResultOf(detail)), StatusOf(rows.Last()));
        }
    }

    [Fact]
    public async Task Codes_of_dossiers_and_procedures_have_all_their_spellings()
    {
        await using var server = await SimulatorServer.StartAsync(new SimulatorOptions(), new DemoClock(), default);
        using var client = new TthcClient(server);
        using var list = await client.ListAsync("000.00.12.H02", "2024-01-01", "2024-12-19");
        var codes = list.RootElement.GetProperty("data").EnumerateArray().Select(TthcClient.CodeOf).ToList();
        Assert.Contains(codes, c => c.StartsWith("H02.12-", StringComparison.Ordinal));
        Assert.Contains(codes, c => c.StartsWith("000.00.12.H02-", StringComparison.Ordinal));
        var procedures = list.RootElement.GetProperty("data").EnumerateArray().Select(r => r.GetProperty("MaTTHC").GetString()!).ToList();
        Assert.Contains(procedures, p => p.Split('.').Length == 2);
        Assert.Contains(procedures, p => p.Split('.').Length == 3 && p.EndsWith(".H02", StringComparison.Ordinal));
        Assert.Contains(procedures, p => p.EndsWith(".000.00.00.H02", StringComparison.Ordinal));
        using var strange = await client.DetailAsync("H02.11", codes[0]);
        Assert.Equal("1", ErrorOf(strange));
    }

    [Fact]
    public async Task Values_are_strings_and_personal_data_is_planted()
    {
        await using var server = await SimulatorServer.StartAsync(new SimulatorOptions(), new DemoClock(), default);
        using var client = new TthcClient(server);
        using var list = await client.ListAsync("H02.12", "2024-11-01", "2024-11-30");
        Assert.NotNull(PlantedPersonalData.FirstLeakIn(list.RootElement.GetRawText()));
        var (nulls, empties) = (0, 0);
        foreach (var code in list.RootElement.GetProperty("data").EnumerateArray().Select(TthcClient.CodeOf))
        {
            using var answer = await client.DetailAsync("H02.12", code);
            var detail = TthcClient.ResultOf(answer);
            foreach (var property in detail.EnumerateObject())
            {
                Assert.True(property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Array or JsonValueKind.Null, property.Name);
                nulls += property is { Name: "KenhThucHien", Value.ValueKind: JsonValueKind.Null } ? 1 : 0;
                empties += property is { Name: "NgayHenTra" } && property.Value.GetString() == "" ? 1 : 0;
            }

            foreach (var field in PersonalFields)
            {
                Assert.True(PlantedPersonalData.FirstLeakIn(detail.GetProperty(field).ToString()) is not null, $"{field} of {code}");
            }
        }

        output.WriteLine($"{nulls} unstated channels, {empties} without a due date");
    }

    [Theory]
    [InlineData("Kết quả của Nguyễn Thạch Lựu Ly")]
    [InlineData("{\"ten\":\"Nguy\\u1EC5n Th\\u1EA1ch L\\u1EF1u Ly\"}")]
    [InlineData("NGUYỄN THẠCH LỰU LY")]
    [InlineData("điện thoại 0995550000")]
    [InlineData("gửi cong-dan-007@nguoi-dan.example")]
    public void Leak_is_found_in_any_spelling(string text) => Assert.NotNull(PlantedPersonalData.FirstLeakIn(text));

    [Fact]
    public void Ordinary_text_is_no_leak() =>
        Assert.Null(PlantedPersonalData.FirstLeakIn("Sở Tư pháp, UBND xã Hương Mai, 12.345 hồ sơ, hub@example.vn, 024990000000"));

    [Fact]
    public async Task Correction_has_the_effect_that_it_states()
    {
        var clock = new DemoClock();
        await using var server = await SimulatorServer.StartAsync(new SimulatorOptions(), clock, default);
        using var client = new TthcClient(server);
        var code = ClosedDossier(server.World, clock);
        var before = server.Truth.Days(WorldTime.FirstDate, WorldTime.LastDate);
        using var page = JsonDocument.Parse((await client.SearchAsync("Năm", 0, 2024)).GetRawText());

        using var answer = await client.PostAsync("/_world/correct", new { maHoSo = code, trangThaiHoSo = 4 });
        var effect = answer.RootElement.GetProperty("effect").EnumerateArray().ToList();
        Assert.Contains(effect, e => e.GetProperty("metric").GetString() == TruthMetrics.Completed && e.GetProperty("change").GetInt32() == -1);
        var unit = answer.RootElement.GetProperty("unit").GetString()!;
        var after = server.Truth.Days(WorldTime.FirstDate, WorldTime.LastDate);
        foreach (var e in effect)
        {
            var metric = e.GetProperty("metric").GetString()!;
            var day = DateOnly.Parse(e.GetProperty("day").GetString()!, CultureInfo.InvariantCulture);
            Assert.Equal(before.Count(unit, day, metric) + e.GetProperty("change").GetInt32(), after.Count(unit, day, metric));
        }

        using var detail = await client.DetailAsync(DemoUnits.Get(unit).Code, code);
        Assert.Equal("4", StatusOf(TthcClient.ResultOf(detail)));
        Assert.Equal(Completed(page.RootElement) - 1, Completed(await client.SearchAsync("Năm", 0, 2024)));

        static long Completed(JsonElement page)
        {
            var row = page.GetProperty("data").EnumerateArray().Single(r => r.GetProperty("loaiThongKe").GetString() == "ToanTinh");
            return JsonDocument.Parse(row.GetProperty("soLieu").GetString()!).RootElement.GetProperty("HoSoDaXuLyXong").GetInt64();
        }
    }

    [Fact]
    public async Task Server_keeps_its_pace_and_says_it()
    {
        await using var server = await SimulatorServer.StartAsync(Large, new DemoClock(), default);
        using var client = new TthcClient(server);
        var session = await client.LogInAsync();
        using var list = await client.ListAsync("H02.31", "2024-03-01", "2024-04-30");
        var codes = list.RootElement.GetProperty("data").EnumerateArray().Select(TthcClient.CodeOf).Distinct().ToList();
        var clock = Stopwatch.StartNew();
        var bytes = 0L;
        await Parallel.ForEachAsync(codes, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (code, stop) =>
        {
            using var answer = await client.CallRawAsync(new { session, service = "TraCuuHoSo", donViXuLy = "H02.31", mahoso = code });
            Interlocked.Add(ref bytes, (await answer.Content.ReadAsByteArrayAsync(stop)).Length);
        });
        var pace = codes.Count / clock.Elapsed.TotalSeconds;
        output.WriteLine($"{codes.Count} details, {bytes / codes.Count} bytes each, {pace:F0} a second with the client beside it");
        Assert.True(codes.Count > 1000);
    }

    private static string ClosedDossier(DemoWorld world, DemoClock clock)
    {
        var now = WorldTime.InstantOf(clock.Now);
        var found = "";
        world.Visit(DemoUnits.Get("so-tp"), 100, 200, (in Dossier dossier) =>
        {
            if (dossier.TryStateAt(now, out var state) && state is { Status: DossierStatus.Returned, ElectronicResult: true, CompletedAt: not WorldTime.None })
            {
                found = dossier.Code;
            }
        });
        return found;
    }

    private static string StatusOf(JsonElement row) => row.GetProperty("TrangThaiHoSo").GetString()!;

    private static string ErrorOf(JsonDocument answer) => answer.RootElement.GetProperty("error_code").ToString();
}
