using System.Globalization;
using System.Text.Json;
using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Sources.Reporting;

/// <summary>The province's reporting system: regimes, and the reports that agencies owe under them.</summary>
public sealed class ReportingSource : DemoSource
{
    private static readonly int[] Years = [2023, 2024];

    private readonly ILookup<string, DueReport> _reports;

    public ReportingSource(DemoWorldOptions world)
    {
        ArgumentNullException.ThrowIfNull(world);
        _reports = DemoCast.Of2024.All
            .SelectMany(unit => DemoRegime.All.Where(regime => regime.Levels.Contains(unit.Level)).SelectMany(regime => Years.SelectMany(year => DueReport.Of(world.Seed, unit, regime, year))))
            .ToLookup(report => report.Unit.Code, StringComparer.Ordinal);
    }

    public override string Id => "reporting-bac-giang";

    /// <summary>What was written back.</summary>
    public WrittenFigures Written { get; } = new();

    public override IEnumerable<(string Code, string Unit)> Agencies => DemoCast.Of2024.All.Select(unit => (unit.Code, unit.Id));

    public override string Yaml(string baseUrl) => $$"""
        id: {{Id}}
        connector: reporting
        name: { vi: "Hệ thống thông tin báo cáo tỉnh (mô phỏng)", en: "Provincial reporting system (simulated)" }
        streams: [reports]
        schedule: "*/15 * * * *"
        enabled: true
        options:
          baseUrl: {{baseUrl}}
          username: {{DemoCredentials.DefaultUsername}}
          password: { secret: "env:{{DemoCredentials.PasswordVariable}}" }

        """.ReplaceLineEndings("\n");

    public override IEnumerable<TruthCell> Truth(DateTimeOffset asOf)
    {
        var now = asOf.ToOffset(WorldTime.Offset);
        foreach (var day in _reports.SelectMany(reports => reports).Where(report => report.CountsAt(now)).GroupBy(report => (report.Unit.Id, Due: report.DueAt(now))))
        {
            yield return new("report.regime.due", day.Key.Id, day.Key.Due, day.Key.Due.AddDays(1), day.Count());
            if (day.Count(report => report.IsOnSystemAt(now)) is var sent and > 0)
            {
                yield return new("report.regime.on_system", day.Key.Id, day.Key.Due, day.Key.Due.AddDays(1), sent);
            }
        }
    }

    internal override void Map(IEndpointRouteBuilder routes, DemoSite site)
    {
        var tokens = new BearerTokens(site, TimeSpan.FromMinutes(20));
        routes.MapPost("/api/v1/dang-nhap", async http =>
        {
            var body = await RequestBody.ReadAsync(http);
            var token = tokens.Issue(body["username"], body["password"]);
            await (token is null ? Reply.Json(json => Refuse(json, "sai tài khoản hoặc mật khẩu"), StatusCodes.Status401Unauthorized) : Reply.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("token"u8, token);
                json.WriteEndObject();
            })).SendAsync(http);
        });
        routes.MapGet("/api/v1/che-do-bao-cao", http => Serve(http, () => Paged(http.Request.Query, [.. DemoRegime.All], WriteRegime)));
        routes.MapGet("/api/v1/bao-cao", http => Serve(http, () => Reports(http.Request.Query, site.Now)));

        routes.MapPost("/api/v1/so-lieu", async http =>
            await (SourceSignIn.HasKey(http, "X-Api-Key", site.Credentials) ? await Written.TakeAsync(http) : SourceSignIn.Refusal).SendAsync(http));

        Task Serve(HttpContext http, Func<Reply> answer) =>
            (tokens.Accepts(http.Request.Headers.Authorization) ? answer() : Reply.Text(StatusCodes.Status401Unauthorized, "Unauthorized")).SendAsync(http);
    }

    private Reply Reports(IQueryCollection query, DateTimeOffset now) =>
        int.TryParse(query["nam"], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            ? Paged(query, [.. _reports[query["maDinhDanh"].ToString()].Where(report => report.Year == year)], (json, report) => WriteReport(json, report, now))
            : Reply.Json(json => Refuse(json, "thiếu nam"), StatusCodes.Status400BadRequest);

    private static Reply Paged<T>(IQueryCollection query, List<T> rows, Action<Utf8JsonWriter, T> write)
    {
        var index = Number("pageIndex", 1);
        var size = Number("pageSize", 20);
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("success"u8, true);
            json.WriteNumber("total"u8, rows.Count);
            json.WriteNumber("pageIndex"u8, index);
            json.WriteStartArray("data"u8);
            foreach (var row in rows.Skip((index - 1) * size).Take(size))
            {
                json.WriteStartObject();
                write(json, row);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

        int Number(string name, int fallback) => int.TryParse(query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : fallback;
    }

    private static void WriteRegime(Utf8JsonWriter json, DemoRegime regime)
    {
        json.WriteString("maCheDo"u8, regime.Code);
        json.WriteString("tenCheDo"u8, $"Báo cáo {regime.Code}");
        json.WriteString("tanSuat"u8, regime.Frequency);
        json.WriteString("maCoQuanNhan"u8, "H02.01");
        json.WriteBoolean("trenHeThong"u8, true);
        json.WriteString("hieuLucTu"u8, "01/01/2020");
        json.WriteString("hieuLucDen"u8, regime.RetiredOn?.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture) ?? "");
        json.WriteBoolean("mat"u8, regime.IsSecret);
        json.WriteBoolean("thongKe"u8, regime.IsStatistical);
    }

    private static void WriteReport(Utf8JsonWriter json, DueReport report, DateTimeOffset now)
    {
        var person = PlantedPersonalData.Applicants[report.Unit.Index % PlantedPersonalData.Applicants.Count];
        json.WriteString("maBaoCao"u8, report.Number);
        json.WriteString("maCheDo"u8, report.Regime.Code);
        json.WriteString("tenBaoCao"u8, $"Báo cáo {report.Regime.Code} của {report.Unit.Name}");
        json.WriteNumber("ky"u8, report.Period);
        json.WriteNumber("nam"u8, report.Year);
        json.WriteString("maDinhDanh"u8, report.Unit.Code);
        json.WriteString("hanGui"u8, report.DueAt(now).ToString("dd/MM/yyyy", CultureInfo.InvariantCulture));
        json.WriteString("ngayGui"u8, report.SendingAt(now)?.ToString("dd/MM/yyyy HH:mm:ss", CultureInfo.InvariantCulture) ?? "");
        json.WriteNumber("trangThai"u8, report.StateAt(now));
        json.WriteBoolean("guiTrenHeThong"u8, report.OnSystem);
        json.WriteNumber("lanDieuChinh"u8, report.AdjustmentsAt(now));
        json.WriteString("nguoiLap"u8, person.Name);
        json.WriteString("dienThoai"u8, person.Phone);
        json.WriteString("email"u8, person.Email);
        json.WriteString("nguoiDuyet"u8, PlantedPersonalData.Handlers[report.Unit.Index % PlantedPersonalData.Handlers.Count]);
    }

    private static void Refuse(Utf8JsonWriter json, string message)
    {
        json.WriteStartObject();
        json.WriteBoolean("success"u8, false);
        json.WriteString("message"u8, message);
        json.WriteEndObject();
    }
}
