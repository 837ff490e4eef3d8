using System.Text.Json.Serialization;
using IntegrationHub.Connectors.Http.Qd766;
using RestEase;

namespace IntegrationHub.Connectors.Tthc;

/// <summary>
/// The calls below baseUrl; the access handler signs them in. They give the raw response: its body is one pooled block that is scanned for the
/// fields we keep, so that names and numbers of people never become objects. Failures have been translated before a method returns.
/// </summary>
public interface ITthcApi
{
    [Get("api/v1/SoLieuBaoCaos/SearchSoLieuBaoCaoTheoKy")]
    Task<HttpResponseMessage> SearchSnapshotsAsync(
        [Query("loaiThoiGian")] string periodKind,
        [Query("ky")] int period,
        [Query("nam")] int year,
        [Query("pageNumber")] int pageNumber,
        [Query("pageSize")] int pageSize,
        CancellationToken cancellationToken);

    /// <summary>Counts as Decision 766/QĐ-TTg asks for them; nothing is changed at the source.</summary>
    [Post("api/v1/QuyetDinh766s/{call}")]
    Task<HttpResponseMessage> CountAsync([Path] string call, [Body] Qd766Request request, CancellationToken cancellationToken);

    [Post("mapi/g")]
    Task<HttpResponseMessage> ListDossiersAsync([Body] DossierListRequest request, CancellationToken cancellationToken);

    [Post("mapi/g")]
    Task<HttpResponseMessage> FindDossierAsync([Body] DossierRequest request, CancellationToken cancellationToken);
}

/// <summary>The dossiers that an agency received on some days, both ends included. The session goes in front of it.</summary>
public sealed record DossierListRequest(
    [property: JsonPropertyName("donViXuLy")] string Agency,
    [property: JsonPropertyName("ngayNhan1")] string FirstDay,
    [property: JsonPropertyName("ngayNhan2")] string LastDay,
    [property: JsonPropertyName("service")] string Service = "DanhSachHoSo");

/// <summary>One dossier in full.</summary>
public sealed record DossierRequest(
    [property: JsonPropertyName("donViXuLy")] string Agency,
    [property: JsonPropertyName("mahoso")] string Key,
    [property: JsonPropertyName("service")] string Service = "TraCuuHoSo");
