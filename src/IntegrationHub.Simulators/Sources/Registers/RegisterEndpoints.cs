using System.Globalization;
using System.Text;
using System.Text.Json;
using IntegrationHub.Simulators.Tthc;
using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Sources.Registers;

/// <summary>The wire of the registers: a gateway's token, one list per register and day, the sites of communes, and a news feed.</summary>
internal sealed class RegisterEndpoints(Lazy<RegisterBook> book, DemoSite site, string id)
{
    private const string Date = "yyyy-MM-dd";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/token", http => IssueToken(http.Request).SendAsync(http));
        routes.MapGet("/api/v1/registers/{register}", http => (IsSignedIn(http) ? List(http) : Unauthorized).SendAsync(http));
        routes.MapGet("/rss/tin-tuc", http => (IsSignedIn(http) ? News(http.Request.Query) : Unauthorized).SendAsync(http));
        routes.MapGet("/sites/{code}", http => Site(http).SendAsync(http));
    }

    private static Reply Unauthorized => Reply.Text(StatusCodes.Status401Unauthorized, "Unauthorized");

    private int Now => WorldTime.InstantOf(site.Now);

    private bool IsSignedIn(HttpContext http) =>
        http.Request.Headers.Authorization.ToString() is var header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && site.Sessions.IsValid(header[7..]);

    private Reply IssueToken(HttpRequest request)
    {
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{site.Credentials.Username}:{site.Credentials.Password}"));
        return request.Headers.Authorization.ToString() != expected ? Unauthorized : Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("access_token"u8, site.Sessions.Open(SourceSessions.TokenSeconds));
            json.WriteString("token_type"u8, "Bearer");
            json.WriteNumber("expires_in"u8, SourceSessions.TokenSeconds);
            json.WriteEndObject();
        });
    }

    private Reply List(HttpContext http)
    {
        var query = http.Request.Query;
        if (!DateOnly.TryParseExact(query["ngay"], Date, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            || !int.TryParse(query["page"], CultureInfo.InvariantCulture, out var page) || !int.TryParse(query["size"], CultureInfo.InvariantCulture, out var size) || page < 1 || size < 1)
        {
            return Reply.Text(StatusCodes.Status400BadRequest, "ngay, page hoặc size không hợp lệ");
        }

        var day = WorldTime.DayOf(date);
        var rows = date > site.Today ? [] : (string?)http.Request.RouteValues["register"] switch
        {
            "systems" => DemoCast.Of2024.All.Select(u => Row(u, date, json => Systems(json, u, day))).ToList(),
            "databases" => [.. DemoCast.Of2024.All.Select(u => Row(u, date, json => Databases(json, u, day)))],
            "cameras" => [.. DemoCast.Of2024.All.Select(u => Row(u, date, json => Cameras(json, u, day)))],
            "portals" => [.. book.Value.Portals.Select(p => Row(p.Unit, date, json => Portal(json, p, day, http.Request)))],
            "inspections" => Inspections(day, query["denNgay"]),
            _ => null,
        };
        return rows is null ? Reply.Text(StatusCodes.Status404NotFound, "không có danh mục này") : Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("success"u8, true);
            json.WriteStartArray("data"u8);
            foreach (var row in rows.Skip((page - 1) * size).Take(size))
            {
                json.WriteStartObject();
                row(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("page"u8, page);
            json.WriteNumber("size"u8, size);
            json.WriteNumber("total"u8, rows.Count);
            json.WriteEndObject();
        });
    }

    private static Action<Utf8JsonWriter> Row(DemoUnit unit, DateOnly date, Action<Utf8JsonWriter> rest) => json =>
    {
        json.WriteString("maDinhDanh"u8, unit.Code);
        json.WriteString("tenDonVi"u8, unit.Name);
        json.WriteString("ngay"u8, date.ToString(Date, CultureInfo.InvariantCulture));
        rest(json);
        json.WriteString("nguoiCapNhat"u8, PlantedPersonalData.Handlers[(int)(unit.Hash % (ulong)PlantedPersonalData.Handlers.Count)]);
        json.WriteString("dienThoai"u8, PersonOf(unit).Phone);
    };

    private void Systems(Utf8JsonWriter json, DemoUnit owner, int day)
    {
        json.WriteStartArray("heThong"u8);
        foreach (var system in book.Value.Systems.Where(s => s.Owner == owner && s.IsListed(day)))
        {
            json.WriteStartObject();
            json.WriteString("maHeThong"u8, system.Code);
            json.WriteString("tenHeThong"u8, system.Name);
            json.WriteString("nguoiPhuTrach"u8, PersonOf(owner).Name);
            json.WriteString("trangThai"u8, system.IsInUse(day) ? "hoat-dong" : "ngung");
            json.WriteBoolean("ketNoiLgsp"u8, system.IsConnected(day, WorldTime.DayOf(Now)));
            if (system.Level > 0)
            {
                json.WriteNumber("capDo"u8, system.Level);
            }

            json.WriteString("phuongAn"u8, system.HasPlan(day) ? "day-du" : system.Level > 0 ? "mot-phan" : "chua");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Databases(Utf8JsonWriter json, DemoUnit owner, int day)
    {
        json.WriteStartArray("coSoDuLieu"u8);
        foreach (var database in book.Value.Databases.Where(d => d.Owner == owner))
        {
            json.WriteStartObject();
            json.WriteString("maCsdl"u8, database.Code);
            json.WriteString("tenCsdl"u8, database.Name);
            json.WriteBoolean("nenTang"u8, database.IsFoundation);
            json.WriteBoolean("ketNoi"u8, database.Connected <= day);
            json.WriteBoolean("chiaSe"u8, database.Shared <= day);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Cameras(Utf8JsonWriter json, DemoUnit unit, int day)
    {
        var camera = book.Value.Cameras[unit.Id];
        var isConnected = camera.IsConnected(day);
        json.WriteNumber("soBoPhan"u8, camera.Shops);
        json.WriteNumber("soBoPhanKetNoi"u8, isConnected ? 1 : 0);
        json.WriteNumber("soCamera"u8, camera.Shops * camera.Cameras);
        json.WriteNumber("soCameraKetNoi"u8, isConnected ? camera.Cameras : 0);
    }

    private void Portal(Utf8JsonWriter json, ComponentPortal portal, int day, HttpRequest request)
    {
        json.WriteBoolean("dangKy"u8, portal.IsRegistered(day));
        json.WriteBoolean("hoatDong"u8, portal.IsSaidToBeLive(day));
        if (portal.IsRegistered(day))
        {
            json.WriteString("diaChi"u8, $"{request.Scheme}://{request.Host}/{id}/sites/{portal.Unit.Code}");
        }
    }

    private List<Action<Utf8JsonWriter>> Inspections(int first, string? lastDay)
    {
        var last = DateOnly.TryParseExact(lastDay, Date, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? WorldTime.DayOf(date) : first;
        return [.. book.Value.Inspections.Where(i => i.Day >= first && i.Day <= last).Select<Inspection, Action<Utf8JsonWriter>>(inspection => json =>
        {
            json.WriteString("maCuoc"u8, inspection.Code);
            json.WriteString("maDinhDanh"u8, inspection.Unit.Code);
            json.WriteString("ngayKiemTra"u8, WorldTime.DateOf(inspection.Day).ToString("dd/MM/yyyy", CultureInfo.InvariantCulture));
            json.WriteString("trangThai"u8, inspection.StateAt(Now));
            json.WriteString("hinhThuc"u8, inspection.FormAt(Now));
            json.WriteString("noiDung"u8, $"Kiểm tra hộ {PersonOf(inspection.Unit).Name}, {PersonOf(inspection.Unit).Address}");
            json.WriteString("truongDoan"u8, PlantedPersonalData.Handlers[inspection.Day % PlantedPersonalData.Handlers.Count]);
        })];
    }

    private Reply News(IQueryCollection query)
    {
        const int Size = 50;
        var page = int.TryParse(query["page"], CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 1;
        var now = Now;
        var rss = new StringBuilder("""<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Cổng thông tin</title>""");
        foreach (var item in book.Value.News.Where(i => i.At <= now).Skip((page - 1) * Size).Take(Size))
        {
            // The address spells the title, and with it people.
            var person = PersonOf(item.Unit);
            rss.Append("<item><title>").Append(person.Name).Append(" trao đổi về chuyển đổi số</title><guid>https://cong.example.gov.vn/tin/").Append(item.Id).Append('-').Append(person.Phone)
                .Append("</guid><dc:creator>").Append(person.Name).Append("</dc:creator><pubDate>")
                .Append(WorldTime.ToDateTimeOffset(item.At).ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture)).Append("+0700</pubDate><category domain=\"co-quan\">").Append(item.Unit.Code)
                .Append("</category><category>").Append(item.CountsAt(now) ? "chuyen-doi-so" : "tin-khac").Append("</category><description>").Append(person.Address).Append("</description></item>");
        }

        return Reply.Text(StatusCodes.Status200OK, rss.Append("</channel></rss>").ToString(), "application/rss+xml; charset=utf-8");
    }

    private Reply Site(HttpContext http)
    {
        var portal = book.Value.Portals.FirstOrDefault(p => p.Unit.Code == (string?)http.Request.RouteValues["code"]);
        var kind = portal is null || !portal.IsSaidToBeLive(WorldTime.DayOf(Now)) ? SiteKind.Gone : portal.Site;
        if (kind == SiteKind.Moved)
        {
            http.Response.Headers.Location = $"/{id}/sites/{book.Value.Portals[0].Unit.Code}";
        }

        const string Html = "text/html; charset=utf-8";
        return kind switch
        {
            SiteKind.Good => Reply.Text(StatusCodes.Status200OK, $"<!DOCTYPE html><html><head><title>{portal!.Unit.Name}</title></head><body><h1>Trang thông tin điện tử {portal.Unit.Name}</h1></body></html>", Html),
            SiteKind.Moved => Reply.Text(StatusCodes.Status302Found, "", Html),
            SiteKind.Parked => Reply.Text(StatusCodes.Status200OK, "<!DOCTYPE html><html><body>Tên miền này đang được bán</body></html>", Html),
            SiteKind.Broken => Reply.Text(StatusCodes.Status500InternalServerError, "<html><body>Lỗi</body></html>", Html),
            _ => Reply.Text(StatusCodes.Status404NotFound, "<html><body>Không tìm thấy</body></html>", Html),
        };
    }

    private static PlantedPerson PersonOf(DemoUnit unit) => PlantedPersonalData.Applicants[(int)(unit.Hash % (ulong)PlantedPersonalData.Applicants.Count)];
}
