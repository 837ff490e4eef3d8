using System.Globalization;
using System.Text.Json;
using IntegrationHub.Simulators.Tthc;
using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Sources.Qd766;

/// <summary>The wire of QuyetDinh766s: leaves and their sum in one list, scores and shares of the source's own making beside the counts.</summary>
internal sealed class Qd766Endpoints(Lazy<DemoWorld> world, DemoSite site)
{
    private static readonly (string Call, Action<Utf8JsonWriter, SnapshotCounts, DemoUnit?> Write)[] Calls =
    [
        ("ChiTieuTienDo", WriteProgress),
        ("ChiTieuDvcTrucTuyen", WriteOnlineServices),
        ("ChiTieuSoHoa", WriteDigitisation),
        ("ChiTieuTTTT", WritePayments),
        ("ChiTieuTTTT2", WriteFees),
    ];

    private readonly Lazy<SnapshotTables> _tables = new(() => new SnapshotTables(world.Value));

    /// <summary>Of a few agencies nobody has entered which procedures have a fee: null, which is not 0.</summary>
    public static bool KnowsNoFees(DemoUnit unit) => unit.Hash % 17 == 0;

    public void Map(IEndpointRouteBuilder routes)
    {
        var door = new TokenDoor(site);
        door.Map(routes);
        foreach (var (call, write) in Calls)
        {
            routes.MapPost("/api/v1/QuyetDinh766s/" + call, async http =>
            {
                var body = await RequestBody.ReadAsync(http);
                await door.ServeAsync(http, () => Count(body, write));
            });
        }
    }

    private Reply Count(RequestBody body, Action<Utf8JsonWriter, SnapshotCounts, DemoUnit?> write)
    {
        DemoLevel? level = body["Catalog"] switch { "so-ban-nganh" => DemoLevel.Province, "quan-huyen" => DemoLevel.District, "xa-phuong" => DemoLevel.Commune, _ => null };
        if (level is null || !TryDay(body["TuNgay"], out var from) || !TryDay(body["DenNgay"], out var last) || from.Day != 1 || last.AddDays(1) != from.AddMonths(1))
        {
            return Reply.Text(StatusCodes.Status400BadRequest, "Input string was not in a correct format.");
        }

        // LIKE 'code%': H02.3 gives H02.31 to H02.40 as well.
        var root = body["MaDinhDanhCha"] ?? "";
        var table = _tables.Value.At(WorldTime.InstantOf(site.Now));
        var counts = (from > site.Today || from > WorldTime.LastDate ? [] : DemoCast.Of2024.All.Where(u => u.Level == level && u.Code.StartsWith(root, StringComparison.Ordinal)))
            .Select(unit => (Unit: unit, Counts: table.Sum(unit, (from.Year * 12) + from.Month - 1, 1))).ToList();
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data"u8);
            if (counts.Count > 0)
            {
                var sum = new SnapshotCounts();
                counts.ForEach(c => sum.Include(c.Counts));
                WriteRow(json, "tong", null, root, "Tổng số", body["Catalog"]!, () => write(json, sum, null));
            }

            foreach (var (unit, own) in counts)
            {
                WriteRow(json, unit.Id, "tong", unit.Hash % 6 == 0 ? unit.OldCode : unit.Code, unit.Name, body["Catalog"]!, () => write(json, own, unit));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void WriteRow(Utf8JsonWriter json, string name, string? parent, string code, string title, string catalog, Action write)
    {
        json.WriteStartObject();
        json.WriteString("maThongKe"u8, name);
        json.WriteString("maThongKeCha"u8, parent);
        json.WriteString("maDinhDanh"u8, code);
        json.WriteString("tenThongKe"u8, title);
        json.WriteString("catalog"u8, catalog);
        write();

        // The record's audit trail goes out with it.
        json.WriteString("lastModifiedBy"u8, PlantedPersonalData.Handlers[name.Length % PlantedPersonalData.Handlers.Count]);
        json.WriteEndObject();
    }

    private static void WriteProgress(Utf8JsonWriter json, SnapshotCounts counts, DemoUnit? unit)
    {
        var (received, carried) = (counts[SnapshotField.TiepNhanTrongKy], (counts[SnapshotField.TiepNhanTrongKy] / 9) + 1);
        json.WriteNumber("tongSo"u8, received + carried);
        json.WriteNumber("tongTiepNhan"u8, received + carried);
        json.WriteNumber("tiepNhanKyTruoc"u8, carried);
        json.WriteNumber("tiepNhanQuaMang"u8, counts[SnapshotField.TiepNhanTrucTuyen]);
        json.WriteNumber("tiepNhanTrucTiep"u8, counts[SnapshotField.TiepNhanTrucTiep]);
        json.WriteNumber("tiepNhanBCCI"u8, counts[SnapshotField.TiepNhanBCCI]);
        json.WriteNumber("tongDaXuLy"u8, counts[SnapshotField.HoSoDaXuLyXong]);
        json.WriteNumber("daXuLyTruocHan"u8, counts[SnapshotField.DaXuLyTruocHan]);
        json.WriteNumber("daXuLyDungHan"u8, counts[SnapshotField.DaXuLyDungHan]);
        json.WriteNumber("daXuLyQuaHan"u8, counts[SnapshotField.DaXuLyQuaHan]);
        json.WriteNumber("tongTraLai"u8, counts[SnapshotField.TraLai]);
        json.WriteNumber("tyLeDungHan"u8, Share(counts[SnapshotField.DaXuLyTruocHan] + counts[SnapshotField.DaXuLyDungHan], counts[SnapshotField.HoSoDaXuLyXong]));
        json.WriteNumber("diemTienDo"u8, 20);
    }

    private static void WriteOnlineServices(Utf8JsonWriter json, SnapshotCounts counts, DemoUnit? unit)
    {
        var all = SnapshotCounts.CountOf(counts.Competence);
        json.WriteNumber("tongSoThuTuc"u8, all);
        json.WriteNumber("thuTucDvcTrucTuyen"u8, all * 4 / 5);
        json.WriteNumber("thuTucToanTrinh"u8, all / 2);
        json.WriteNumber("thuTucMotPhan"u8, (all * 4 / 5) - (all / 2));
        json.WriteNumber("thuTucPhatSinhHoSo"u8, SnapshotCounts.CountOf(counts.WithDossier));

        // Channels 1 and 2 alone: what came by post, and what has no channel, is not in it.
        json.WriteNumber("tongHoSoPhatSinh"u8, counts[SnapshotField.TiepNhanTrucTuyen] + (counts[SnapshotField.TiepNhanTrucTiep] * 9 / 10));
        json.WriteNumber("hoSoPhatSinhTrucTuyenTrongThuTucTrucTuyen"u8, counts[SnapshotField.TiepNhanTrucTuyen] * 9 / 10);
        json.WriteNumber("tyLeHoSoTrucTuyen"u8, Share(counts[SnapshotField.TiepNhanTrucTuyen], counts[SnapshotField.TiepNhanTrongKy]) / 100);
        json.WriteNumber("diemDvcTrucTuyen"u8, 9.6);
    }

    private static void WriteDigitisation(Utf8JsonWriter json, SnapshotCounts counts, DemoUnit? unit)
    {
        var (received, digitised, done, electronic) = (
            counts[SnapshotField.TiepNhanTrongKy], counts[SnapshotField.HoSoCoThanhPhan], counts[SnapshotField.HoSoDaXuLyXong], counts[SnapshotField.HoSoDaXuLyXongCoKetQuaDienTu]);
        json.WriteNumber("tiepNhan"u8, received);
        json.WriteNumber("chuaSoHoaTPHS"u8, received - digitised);
        json.WriteNumber("coSoHoaTPHS"u8, digitised);
        json.WriteNumber("coTaiSuDungTPHS"u8, counts[SnapshotField.HoSoTaiSuDungSoHoaThanhPhan]);
        json.WriteNumber("coTaiSuDungTPHSTuDvcQg"u8, counts[SnapshotField.HoSoTaiSuDungSoHoaThanhPhan] / 3);
        json.WriteNumber("daGiaiQuyet"u8, done);
        json.WriteNumber("daGiaiQuyetChuaSoHoa"u8, done - electronic);
        json.WriteNumber("daGiaiQuyetDaSoHoa"u8, electronic);
        json.WriteNumber("tyLeSoHoa"u8, Share(digitised, received));
        json.WriteNumber("diemSoHoa"u8, 17.6);
    }

    private static void WritePayments(Utf8JsonWriter json, SnapshotCounts counts, DemoUnit? unit)
    {
        if (unit is not null && KnowsNoFees(unit))
        {
            json.WriteNull("thuTucCoPhi"u8);
        }
        else
        {
            json.WriteNumber("thuTucCoPhi"u8, counts.CompetenceWithFee());
        }

        json.WriteNumber("thuTucPhatSinhTTTT"u8, SnapshotCounts.CountOf(counts.PaidOnline));

        // Counted once for each payment request: more than there are dossiers.
        json.WriteNumber("hoSoThuocThuTucCoPhi"u8, counts[SnapshotField.HoSoCoThuPhi] * 13 / 10);
        json.WriteNumber("hoSoThuocThuTucCoPhiDaTTTT"u8, counts[SnapshotField.HoSoCoThuPhiThanhToanTrucTuyen]);
        json.WriteNumber("tyLeThanhToan"u8, Share(counts[SnapshotField.HoSoCoThuPhiThanhToanTrucTuyen], counts[SnapshotField.HoSoCoThuPhi] * 13 / 10));
        json.WriteNumber("diemThanhToan"u8, 8);
    }

    // Declared as float, counts and money alike: 123,456,789 goes out as 1.2345679E+08.
    private static void WriteFees(Utf8JsonWriter json, SnapshotCounts counts, DemoUnit? unit)
    {
        Float("hoSoDaThuPhi", counts[SnapshotField.HoSoCoThuPhiThanhToanTrucTuyen] * 5 / 4);
        Float("hoSoDaThuPhiTrucTuyen", counts[SnapshotField.HoSoCoThuPhiThanhToanTrucTuyen]);
        Float("tongSoTien", counts.Collected);
        Float("tongLePhi", counts.Collected / 3);
        Float("tongSoTienTienMat", counts.Collected - counts.CollectedOnline);
        Float("tongSoTienTrucTuyen", counts.CollectedOnline);
        json.WriteNumber("tyLeThuPhiTrucTuyen"u8, Share(counts.CollectedOnline, counts.Collected));

        void Float(string name, long value)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(((float)value).ToString("R", CultureInfo.InvariantCulture), skipInputValidation: true);
        }
    }

    private static double Share(long part, long whole) => whole == 0 ? 0 : 100.0 * part / whole;

    private static bool TryDay(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text is { Length: >= 10 } ? text[..10] : "", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
