using System.Text.Json.Serialization;
using RestEase;

namespace IntegrationHub.Connectors.Tthc;

/// <summary>
/// The calls below baseUrl. They give the raw response: its body is one pooled block that is scanned for the fields we keep, so that
/// names and numbers of people never become objects. Failures have been translated before a method returns.
/// </summary>
public interface ITthcApi
{
    [Post("api/tokens")]
    Task<HttpResponseMessage> CreateTokenAsync([Body] Credentials credentials, CancellationToken cancellationToken);

    [Get("api/v1/SoLieuBaoCaos/SearchSoLieuBaoCaoTheoKy")]
    Task<HttpResponseMessage> SearchSnapshotsAsync(
        [Header("Authorization")] string authorization,
        [Query("loaiThoiGian")] string periodKind,
        [Query("ky")] int period,
        [Query("nam")] int year,
        [Query("pageNumber")] int pageNumber,
        [Query("pageSize")] int pageSize,
        CancellationToken cancellationToken);

    [Post("mapi/login")]
    Task<HttpResponseMessage> LogInAsync([Body] Credentials credentials, CancellationToken cancellationToken);

    [Post("mapi/g")]
    Task<HttpResponseMessage> ListDossiersAsync([Body] DossierListRequest request, CancellationToken cancellationToken);

    [Post("mapi/g")]
    Task<HttpResponseMessage> FindDossierAsync([Body] DossierRequest request, CancellationToken cancellationToken);
}

/// <summary>Sign-in of both doors.</summary>
public sealed record Credentials(
    [property: JsonPropertyName("username")] string Username,
    [property: JsonPropertyName("password")] string Password)
{
    public override string ToString() => nameof(Credentials);
}

/// <summary>The dossiers that an agency received on some days, both ends included.</summary>
public sealed record DossierListRequest(
    [property: JsonPropertyName("session")] string Session,
    [property: JsonPropertyName("donViXuLy")] string Agency,
    [property: JsonPropertyName("ngayNhan1")] string FirstDay,
    [property: JsonPropertyName("ngayNhan2")] string LastDay,
    [property: JsonPropertyName("service")] string Service = "DanhSachHoSo")
{
    public override string ToString() => $"{Service} {Agency} {FirstDay} {LastDay}";
}

/// <summary>One dossier in full.</summary>
public sealed record DossierRequest(
    [property: JsonPropertyName("session")] string Session,
    [property: JsonPropertyName("donViXuLy")] string Agency,
    [property: JsonPropertyName("mahoso")] string Key,
    [property: JsonPropertyName("service")] string Service = "TraCuuHoSo")
{
    public override string ToString() => $"{Service} {Agency} {Key}";
}
