using System.Globalization;
using System.Text;
using System.Text.Json;
using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Sources.NationalPortalPayments;

/// <summary>The wire: tokens, counts in the form of QĐ 766, and transactions page by page.</summary>
internal sealed class PaymentEndpoints(Lazy<PaymentBook> book, DemoSite site)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var door = new TokenDoor(site);
        door.Map(routes);
        routes.MapPost("/api/v1/QuyetDinh766s/TTTT", async http =>
        {
            var body = await RequestBody.ReadAsync(http);
            await door.ServeAsync(http, () => Count(body));
        });
        routes.MapGet("/api/v1/GiaoDichThanhToans", http => door.ServeAsync(http, () => List(http.Request.Query)));
    }

    private Reply Count(RequestBody body)
    {
        DemoLevel? level = body["Catalog"] switch { "so-ban-nganh" => DemoLevel.Province, "quan-huyen" => DemoLevel.District, "xa-phuong" => DemoLevel.Commune, _ => null };
        if (level is null || !TryDay(body["TuNgay"], out var from) || !TryDay(body["DenNgay"], out var to) || from.Day != 1 || to.AddDays(1) != from.AddMonths(1))
        {
            return Reply.Text(StatusCodes.Status400BadRequest, "Catalog, TuNgay hoặc DenNgay không hợp lệ");
        }

        // LIKE 'code%': H02.3 gives H02.31 to H02.40 as well.
        var counts = new PaymentCounts(book.Value, from, WorldTime.InstantOf(site.Now));
        var root = body["MaDinhDanhCha"] ?? "";
        var units = from > site.Today ? [] : DemoCast.Of2024.All.Where(u => u.Level == level && u.Code.StartsWith(root, StringComparison.Ordinal) && counts.IsPublished(u)).ToList();
        var rows = Reply.Json(json =>
        {
            json.WriteStartArray();
            if (units.Count > 0)
            {
                Write(json, "tong", null, root, "Tổng số", body["Catalog"]!, units.Sum(u => counts.Of(u).All), units.Sum(u => counts.Of(u).OnPortal), asFloat: true);
            }

            foreach (var unit in units)
            {
                var (all, onPortal) = counts.Of(unit);
                Write(json, unit.Id, "tong", unit.Code, unit.Name, body["Catalog"]!, all, onPortal, unit.Hash % 5 == 0);
            }

            json.WriteEndArray();
        });
        return level == DemoLevel.District ? Wrapped(rows) : Plain(rows, null);
    }

    private Reply List(IQueryCollection query)
    {
        if (!TryDay(query["TuNgay"], out var from) || !TryDay(query["DenNgay"], out var last)
            || !int.TryParse(query["pageNumber"], CultureInfo.InvariantCulture, out var number) || !int.TryParse(query["pageSize"], CultureInfo.InvariantCulture, out var size) || number < 1 || size < 1)
        {
            return Reply.Text(StatusCodes.Status400BadRequest, "TuNgay, DenNgay, pageNumber hoặc pageSize không hợp lệ");
        }

        var now = WorldTime.InstantOf(site.Now);
        var all = book.Value.Between(from, last.AddDays(1)).ToArray().Where(p => p.At <= now).SelectMany(p => p.IsListedTwice ? new[] { p, p } : [p]).ToList();
        var rows = Reply.Json(json =>
        {
            json.WriteStartArray();
            foreach (var payment in all.Skip((number - 1) * size).Take(size))
            {
                Write(json, payment, now);
            }

            json.WriteEndArray();
        });
        return number % 3 == 0 ? Wrapped(rows) : Plain(rows, all.Count);
    }

    private static void Write(Utf8JsonWriter json, string name, string? parent, string code, string title, string catalog, int all, int onPortal, bool asFloat)
    {
        json.WriteStartObject();
        json.WriteString("maThongKe"u8, name);
        json.WriteString("maThongKeCha"u8, parent);
        json.WriteString("maDinhDanh"u8, code);
        json.WriteString("tenThongKe"u8, title);
        json.WriteString("catalog"u8, catalog);
        Number("tongCoNghiaVuTaiChinh", all);
        Number("daTTTTQuaDvcqg", onPortal);
        json.WriteEndObject();

        // The counts are declared as float: 1000 goes out as 1.0E+3.
        void Number(string field, int value)
        {
            json.WritePropertyName(field);
            json.WriteRawValue(asFloat ? ((decimal)value).ToString("0.0##########E+0", CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture), skipInputValidation: true);
        }
    }

    private static void Write(Utf8JsonWriter json, Payment payment, int now)
    {
        var person = PlantedPersonalData.Applicants[payment.At % PlantedPersonalData.Applicants.Count];
        var pending = payment.IsPending(now);
        var local = WorldTime.LocalOf(payment.At);
        json.WriteStartObject();
        json.WriteString("MaThamChieu"u8, payment.Reference);
        json.WriteString("MaHoSo"u8, string.Create(CultureInfo.InvariantCulture, $"{payment.Unit.Code}-{local:yyMMdd}-{(payment.At % 9000) + 1:D4}"));
        json.WriteString("MaTTHC"u8, "2.000477");
        json.WriteString("MaDonVi"u8, local < new DateTime(2024, 2, 1) ? payment.Unit.OldCode : payment.Unit.Code);
        json.WriteString("SoTien"u8, payment.Amount.ToString(payment.At % 2 == 0 ? "0" : "0.0", CultureInfo.InvariantCulture));
        json.WriteString("TrangThaiGD"u8, pending ? "3" : payment.Fails ? "4" : "1");
        json.WriteString("TrangThai"u8, pending ? "Chờ thanh toán" : payment.Fails ? "Chưa thanh toán" : payment.IsRefunded(now) ? "Đã hoàn phí" : "Đã thanh toán");
        json.WriteString("MaLoi"u8, payment.Fails && payment.At % 2 == 0 ? "09" : "00");

        // Some systems write a twelve-hour clock and do not say which half.
        json.WriteString("ThoiGianGD"u8, local.ToString(payment.Unit.Hash % 3 == 0 ? "yyyyMMddhhmmss" : "yyyyMMddHHmmss", CultureInfo.InvariantCulture));
        json.WriteString("MaGiaoDich"u8, pending ? "" : ((long)payment.At * 7919).ToString("D12", CultureInfo.InvariantCulture));
        json.WriteString("MaKenhThanhToan"u8, payment.Channel.ToString(CultureInfo.InvariantCulture));
        json.WriteString("HinhThucThanhToan"u8, payment.Form);
        json.WriteString("HoTenNguoiNop"u8, person.Name);
        json.WriteString("SoCMNDNguoiNop"u8, person.IdNumber);
        json.WriteString("DiaChiNguoiNop"u8, person.Address);
        json.WriteString("ThongTinGiaoDich"u8, $"{person.Name} nop phi {person.Phone}");
        json.WriteEndObject();
    }

    private static Reply Plain(Reply rows, int? total) => Reply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("error_code"u8, "0");
        json.WritePropertyName("data"u8);
        json.WriteRawValue(rows.Body.Span, skipInputValidation: true);
        if (total is { } all)
        {
            json.WriteNumber("totalCount"u8, all);
        }

        json.WriteEndObject();
    });

    // The data once more as a text inside message.
    private static Reply Wrapped(Reply rows) => Reply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("error_code"u8, "00");
        json.WriteString("message"u8, $$"""{"result":{{Encoding.UTF8.GetString(rows.Body.Span)}}}""");
        json.WriteEndObject();
    });

    private static bool TryDay(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text is { Length: >= 10 } ? text[..10] : "", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
