using System.Globalization;
using System.Text.Json;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Tthc;

/// <summary>Writes a dossier as the source does: every value a string, dates yyyyMMddHHmmss or "", personal data everywhere.</summary>
internal static class DossierJson
{
    private static readonly string[] Digits = [.. Enumerable.Range(0, 100).Select(n => n.ToString(CultureInfo.InvariantCulture))];

    public static void WriteListRow(Utf8JsonWriter json, in Dossier dossier, in DossierState state, string? status = null)
    {
        var person = PersonOf(dossier);
        json.WriteStartObject();
        // Both casings of the code field exist in the wild; one agency keeps to one of them.
        json.WriteString(dossier.Unit.Hash % 4 == 0 ? "maHoSo"u8 : "MaHoSo"u8, dossier.Code);
        json.WriteString("TrangThaiHoSo"u8, status ?? Digits[state.Status]);
        WriteDate(json, "NgayTiepNhan"u8, state.ReceivedAt);
        json.WriteString("MaTTHC"u8, ProcedureCode(dossier));
        json.WriteString("ChuHoSo"u8, person.Name);
        json.WriteString("SoDienThoai"u8, person.Phone);
        json.WriteEndObject();
    }

    public static void WriteDetail(Utf8JsonWriter json, in Dossier dossier, in DossierState state, string? status = null)
    {
        var person = PersonOf(dossier);
        var procedure = Procedures.All[dossier.Procedure];
        json.WriteStartObject();
        json.WriteString("MaHoSo"u8, dossier.Code);
        json.WriteString("MaTTHC"u8, ProcedureCode(dossier));
        json.WriteString("TenTTHC"u8, procedure.Name);
        json.WriteString("MaLinhVuc"u8, procedure.FieldCode);
        json.WriteString("TenLinhVuc"u8, procedure.FieldName);
        if (state.Channel == DossierChannel.Unstated)
        {
            json.WriteNull("KenhThucHien"u8);
        }
        else
        {
            json.WriteString("KenhThucHien"u8, Digits[state.Channel]);
        }

        WritePerson(json, dossier, person, procedure);
        WriteDate(json, "NgayNopHoSo"u8, dossier.FiledAt);
        WriteDate(json, "NgayTiepNhan"u8, state.ReceivedAt);
        WriteDate(json, "NgayHenTra"u8, state.DueAt);
        json.WriteString("TrangThaiHoSo"u8, status ?? Digits[state.Status]);
        WriteDate(json, "NgayTra"u8, state.ReturnedAt);
        json.WriteString("ThongTinTra"u8, state.ReturnedAt == WorldTime.None ? "" : $"Đã trả cho {person.Name}");
        json.WriteString("HinhThuc"u8, (dossier.Looks >> 8 & 7) == 0 ? "1"u8 : "0"u8);
        WriteDate(json, "NgayKetThucXuLy"u8, state.CompletedAt);
        WriteDate(json, "NgayTuChoi"u8, state.RefusedAt);
        json.WriteString("DonViXuLy"u8, dossier.Unit.Name);
        json.WriteString("NguoiXuLy"u8, HandlerOf(dossier));
        json.WriteString("GhiChu"u8, "");
        json.WriteString("NoiNopHoSo"u8, (dossier.Looks >> 11 & 3) == 0 ? "1"u8 : "2"u8);
        json.WriteString("HoSoCoThanhPhanSoHoa"u8, dossier.HasDigitalComponents ? "1"u8 : "0"u8);
        json.WriteString("TaiKhoanDuocXacThucVoiVNeID"u8, dossier.VerifiedAccount ? "1"u8 : "0"u8);
        json.WriteString("DuocThanhToanTrucTuyen"u8, state.Payment == 0 && (dossier.Looks >> 13 & 1) == 0 ? "" : Digits[state.Payment]);
        WritePapers(json, dossier, person);
        WriteFees(json, dossier);
        WriteResults(json, dossier, state, person);
        WriteSupplements(json, dossier, state, person);
        json.WriteStartArray("DSKetNoiCSDL"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>One procedure, three keys: national, with the old province suffix, with the new one.</summary>
    public static string ProcedureCode(in Dossier dossier)
    {
        var code = Procedures.All[dossier.Procedure].Code;
        return (dossier.Looks >> 3 & 7) switch
        {
            < 4 => code,
            < 6 => code + ".000.00.00." + DemoUnits.ProvinceCode,
            _ => code + "." + DemoUnits.ProvinceCode,
        };
    }

    private static PlantedPerson PersonOf(in Dossier dossier) =>
        PlantedPersonalData.Applicants[(int)((dossier.Looks >> 16) % (ulong)PlantedPersonalData.Applicants.Count)];

    private static string HandlerOf(in Dossier dossier) =>
        PlantedPersonalData.Handlers[(int)((dossier.Looks >> 32) % (ulong)PlantedPersonalData.Handlers.Count)];

    private static void WritePerson(Utf8JsonWriter json, in Dossier dossier, PlantedPerson person, Procedure procedure)
    {
        json.WriteString("SoGiayToChuHoSo"u8, person.IdNumber);
        json.WriteString("ChuHoSo"u8, person.Name);
        json.WriteString("LoaiDoiTuong"u8, (dossier.Looks >> 40 & 7) == 0 ? "2"u8 : "1"u8);
        json.WriteString("MaDoiTuong"u8, person.IdNumber);
        json.WriteString("ThongTinKhac"u8, $"{person.Address}, điện thoại {person.Phone}");
        json.WriteString("Email"u8, person.Email);
        json.WriteString("Fax"u8, "");
        json.WriteString("SoDienThoai"u8, person.Phone);
        json.WriteString("TrichYeuHoSo"u8, $"{procedure.Name} của {person.Name}, CCCD {person.IdNumber}");
        json.WriteStartArray("DinhDanhCHS"u8);
        json.WriteStartObject();
        json.WriteString("LoaiDinhDanh"u8, "1"u8);
        json.WriteString("SoDinhDanh"u8, person.IdNumber);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WritePapers(Utf8JsonWriter json, in Dossier dossier, PlantedPerson person)
    {
        json.WriteStartArray("TaiLieuNop"u8);
        for (var n = 0; n < dossier.PaperCount; n++)
        {
            var paper = dossier.Paper(n);
            json.WriteStartObject();
            json.WriteString("TepDinhKemId"u8, Digits[n + 1]);
            json.WriteString("TenTepDinhKem"u8, n == 0 ? $"CCCD {person.Name}.pdf" : "Đơn đề nghị.pdf");
            json.WriteString("IsDeleted"u8, paper.Deleted ? "True"u8 : "False"u8);
            json.WriteString("MaThanhPhanHoSo"u8, Digits[n + 10]);
            json.WriteString("DuongDanTaiTepTin"u8, "");
            json.WriteString("DuocSoHoa"u8, paper.Digitized ? "1"u8 : "0"u8);
            json.WriteString("DuocTaiSuDung"u8, Digits[paper.Reused]);
            json.WriteString("DuocLayTuKhoDMQG"u8, "0"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFees(Utf8JsonWriter json, in Dossier dossier)
    {
        json.WriteStartArray("DanhSachLePhi"u8);
        for (var n = 0; n < dossier.FeeCount; n++)
        {
            var fee = n == 0 ? dossier.FirstFee : dossier.SecondFee;
            json.WriteStartObject();
            json.WriteString("TenPhiLePhi"u8, n == 0 ? "Phí thẩm định" : "Lệ phí");
            json.WriteString("MaPhiLePhi"u8, Digits[n + 1]);
            json.WriteString("HinhThucThu"u8, "1"u8);
            json.WriteString("Gia"u8, fee.ToString(CultureInfo.InvariantCulture));
            json.WriteString("LoaiPhiLePhi"u8, n == 0 ? "1"u8 : "2"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteResults(Utf8JsonWriter json, in Dossier dossier, in DossierState state, PlantedPerson person)
    {
        json.WriteStartArray("DanhSachGiayToKetQua"u8);
        var settled = state.CompletedAt != WorldTime.None || state.ReturnedAt != WorldTime.None;
        // A paper result is sometimes listed without a file, which is no electronic result.
        if (settled && (!state.ElectronicResult || (dossier.Looks >> 43 & 3) == 0))
        {
            WriteResult(json, "Giấy tờ kết quả bản giấy", "");
        }

        if (state.ElectronicResult)
        {
            WriteResult(json, "Kết quả giải quyết", $"https://kho.tthc.example/ket-qua/{person.IdNumber}/{dossier.Key.Number}.pdf");
        }

        json.WriteEndArray();
    }

    private static void WriteResult(Utf8JsonWriter json, string name, string link)
    {
        json.WriteStartObject();
        json.WriteString("TenGiayTo"u8, name);
        json.WriteString("MaThanhPhanHoSo"u8, "");
        json.WriteString("GiayToId"u8, "1"u8);
        json.WriteString("DuongDanTepTinKetQua"u8, link);
        json.WriteString("MaGiayToKetQua"u8, link.Length == 0 ? "" : "KQ.H02.001");
        json.WriteEndObject();
    }

    private static void WriteSupplements(Utf8JsonWriter json, in Dossier dossier, in DossierState state, PlantedPerson person)
    {
        json.WriteStartArray("DanhSachHoSoBoSung"u8);
        if (state.Status == DossierStatus.AwaitingPapers)
        {
            json.WriteStartObject();
            json.WriteString("HoSoBoSungId"u8, "1"u8);
            json.WriteString("NguoiYeuCauBoSung"u8, HandlerOf(dossier));
            json.WriteString("NoiDungBoSung"u8, $"Đề nghị ông/bà {person.Name} bổ sung giấy tờ");
            WriteDate(json, "NgayBoSung"u8, state.ChangedAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteDate(Utf8JsonWriter json, ReadOnlySpan<byte> name, int instant)
    {
        if (instant == WorldTime.None)
        {
            json.WriteString(name, ""u8);
            return;
        }

        Span<byte> text = stackalloc byte[14];
        WorldTime.LocalOf(instant).TryFormat(text, out _, "yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        json.WriteString(name, text);
    }
}
