using RestEase;

namespace IntegrationHub.Connectors.Registers;

/// <summary>The calls below baseUrl; the access handler signs them in. Bodies stay raw until the edge has dropped what is not needed.</summary>
public interface IRegistersApi
{
    /// <summary>The state of a register on a day.</summary>
    [Get("api/v1/registers/{register}")]
    Task<HttpResponseMessage> ReadAsync(
        [Path] string register, [Query("ngay")] string day, [Query("page")] int page, [Query("size")] int size, CancellationToken cancellationToken);

    /// <summary>What happened from a day to another, both included.</summary>
    [Get("api/v1/registers/inspections")]
    Task<HttpResponseMessage> ListInspectionsAsync(
        [Query("ngay")] string firstDay, [Query("denNgay")] string lastDay, [Query("page")] int page, [Query("size")] int size, CancellationToken cancellationToken);

    [Get("{path}")]
    Task<HttpResponseMessage> ReadNewsAsync([Path(UrlEncode = false)] string path, [Query("page")] int page, CancellationToken cancellationToken);
}
