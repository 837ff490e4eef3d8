using System.Globalization;
using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Sources.Enterprises;

/// <summary>Small and medium enterprises by district, as the platform of the department for planning and investment would give them.</summary>
public sealed class EnterprisesSource(ulong seed) : DemoSource
{
    // One district is restated after the demo begins.
    private static readonly DateTimeOffset LateRestated = new(2024, 12, 23, 14, 0, 0, WorldTime.Offset);

    public override string Id => "doanh-nghiep";

    public override IEnumerable<(string Code, string Unit)> Agencies => Districts.Select(u => (u.Code, u.Id));

    public override string Yaml(string baseUrl) => $$"""
        id: {{Id}}
        connector: rest
        name: { vi: "Nền tảng hỗ trợ doanh nghiệp (mô phỏng)", en: "Enterprise support platform (simulated)" }
        streams: [enterprises]
        schedule: "30 * * * *"
        enabled: true
        options:
          baseUrl: {{baseUrl}}
          access: basic
          username: {{DemoCredentials.DefaultUsername}}
          password: { secret: "env:{{DemoCredentials.PasswordVariable}}" }

        """.ReplaceLineEndings("\n");

    public override IEnumerable<TruthCell> Truth(DateTimeOffset asOf)
    {
        foreach (var row in Rows(asOf))
        {
            yield return new("enterprise.sme.active", row.Unit.Id, row.Day, row.Day.AddDays(1), row.Active);
            yield return new("enterprise.sme.digital_platform", row.Unit.Id, row.Day, row.Day.AddDays(1), row.OnPlatform);
        }
    }

    internal override void Map(IEndpointRouteBuilder routes, DemoSite site) =>
        routes.MapGet("/api/v1/thong-ke/dnnvv", http => (SourceSignIn.HasBasic(http, site.Credentials) ? Answer(http.Request.Query, site.Now) : SourceSignIn.Refusal).SendAsync(http));

    private static IEnumerable<DemoUnit> Districts => DemoCast.Of2024.All.Where(u => u.Level == DemoLevel.District);

    private Reply Answer(IQueryCollection query, DateTimeOffset now)
    {
        if (Day(query["tuNgay"]) is not { } from || Day(query["denNgay"]) is not { } to)
        {
            return Reply.Text(StatusCodes.Status200OK, """{"success":false,"message":"Thiếu tuNgay hoặc denNgay"}""", "application/json; charset=utf-8");
        }

        var page = Math.Max(1, Number(query["trang"], 1));
        var size = Math.Clamp(Number(query["soDong"], 20), 1, 40); // Silently fewer than asked for.
        var rows = Rows(now).Where(r => r.Day >= from && r.Day <= to).ToList();
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("success"u8, true);
            json.WriteStartObject("data"u8);
            json.WriteNumber("tongSo"u8, rows.Count);
            json.WriteStartArray("danhSach"u8);
            foreach (var row in rows.Skip((page - 1) * size).Take(size))
            {
                json.WriteStartObject();
                json.WriteString("maHuyen"u8, row.Unit.Code);
                json.WriteString("tenHuyen"u8, row.Unit.Name);
                json.WriteString("ngayChot"u8, row.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                json.WriteNumber("soDangHoatDong"u8, row.Active);
                json.WriteNumber("soDungNenTangSo"u8, row.OnPlatform);
                json.WriteNumber("tyLe"u8, Math.Round(100m * row.OnPlatform / row.Active, 2));
                json.WriteString("nguoiPhuTrach"u8, PlantedPersonalData.Applicants[row.Unit.Index % 100].Name);
                json.WriteString("dienThoai"u8, PlantedPersonalData.Applicants[row.Unit.Index % 100].Phone);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private IEnumerable<(DemoUnit Unit, DateOnly Day, long Active, long OnPlatform)> Rows(DateTimeOffset asOf)
    {
        foreach (var day in MonthEnds.PublishedBy(asOf))
        {
            foreach (var unit in Districts)
            {
                var random = DemoRandom.For(seed, unit.Hash, DemoRandom.Hash(Id));
                var month = MonthEnds.IndexOf(day);
                var active = random.Between(240, 2_900) + (month * random.Between(0, 14));
                var share = random.Between(410, 560) + (month * random.Between(2, 9));
                var isOld = unit.Id == "ubnd-huyen-viet-yen" && day is { Month: 11, Year: 2024 } && asOf < LateRestated;
                yield return (unit, day, active, ((long)active * share / 1000) - (isOld ? 12 : 0));
            }
        }
    }

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static int Number(string? text, int usual) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;
}
