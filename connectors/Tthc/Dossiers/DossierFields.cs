using System.Collections.Frozen;
using System.Text.Json;

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

    private static readonly FrozenDictionary<DossierField, string> ByField = ByName.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    private static readonly FrozenDictionary<string, DossierField>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    public static string NameOf(DossierField field) => ByField[field];

    /// <summary>The field that the reader stands on, by name without case; moves on to its value.</summary>
    public static DossierField Find(ref Utf8JsonReader reader)
    {
        var field = DossierField.None;
        if (reader.ValueSpan.Length <= 64)
        {
            Span<char> name = stackalloc char[64];
            var length = reader.CopyString(name);
            BySpan.TryGetValue(name[..length], out field);
        }

        reader.Read();
        return field;
    }
}
