using System.Collections.Frozen;
using System.Text.Json;
using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.Tthc.Dossiers;

/// <summary>The fields of a dossier that we read. Everything that is not here is dropped unread.</summary>
internal enum DossierField
{
    None,
    Key,
    Channel,
    Status,
    ReceivedOn,
    FinishedOn,
    ReturnedOn,
    DueOn,
    HasComponents,
    IsVerified,
    OnlinePayment,
    Documents,
    IsDeleted,
    IsDigitised,
    IsReused,
    Fees,
    Price,
    Results,
    ResultFile,
}

internal static class DossierFields
{
    private static readonly FrozenDictionary<string, DossierField> ByName = new Dictionary<string, DossierField>
    {
        ["MaHoSo"] = DossierField.Key,
        ["KenhThucHien"] = DossierField.Channel,
        ["TrangThaiHoSo"] = DossierField.Status,
        ["NgayTiepNhan"] = DossierField.ReceivedOn,
        ["NgayKetThucXuLy"] = DossierField.FinishedOn,
        ["NgayTra"] = DossierField.ReturnedOn,
        ["NgayHenTra"] = DossierField.DueOn,
        ["HoSoCoThanhPhanSoHoa"] = DossierField.HasComponents,
        ["TaiKhoanDuocXacThucVoiVNeID"] = DossierField.IsVerified,
        ["DuocThanhToanTrucTuyen"] = DossierField.OnlinePayment,
        ["TaiLieuNop"] = DossierField.Documents,
        ["IsDeleted"] = DossierField.IsDeleted,
        ["DuocSoHoa"] = DossierField.IsDigitised,
        ["DuocTaiSuDung"] = DossierField.IsReused,
        ["DanhSachLePhi"] = DossierField.Fees,
        ["Gia"] = DossierField.Price,
        ["DanhSachGiayToKetQua"] = DossierField.Results,
        ["DuongDanTepTinKetQua"] = DossierField.ResultFile,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is documented of a dossier and not read: most of it is about people. A system that sends more has changed.</summary>
    private static readonly FrozenSet<string> Dropped = new[]
    {
        "MaTTHC", "TenTTHC", "MaLinhVuc", "TenLinhVuc", "SoGiayToChuHoSo", "ChuHoSo", "LoaiDoiTuong", "MaDoiTuong", "ThongTinKhac", "Email", "Fax", "SoDienThoai", "TrichYeuHoSo",
        "ThongTinTra", "HinhThuc", "DonViXuLy", "NguoiXuLy", "GhiChu", "NoiNopHoSo", "NgayTuChoi", "NgayNopHoSo", "SoBienNhan", "DanhSachHoSoBoSung", "DanhSachTepDinhKemKhac",
        "DinhDanhCHS", "DSKetNoiCSDL",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> DroppedBySpan = Dropped.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<DossierField, string> ByField = ByName.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    private static readonly FrozenDictionary<string, DossierField>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    public static string NameOf(DossierField field) => ByField[field];

    /// <summary>The field that the reader stands on, by name without case; moves on to its value.</summary>
    /// <param name="reader">On the name of a field.</param>
    /// <param name="watch">Remembers the names of fields that nobody knows; null inside of lists.</param>
    public static DossierField Find(ref Utf8JsonReader reader, FieldWatch? watch = null)
    {
        var field = DossierField.None;
        if (reader.ValueSpan.Length <= 64)
        {
            Span<char> name = stackalloc char[64];
            var length = reader.CopyString(name);
            if (!BySpan.TryGetValue(name[..length], out field) && watch is not null && !DroppedBySpan.Contains(name[..length]))
            {
                watch.Note(new string(name[..length]));
            }
        }

        reader.Read();
        return field;
    }
}
