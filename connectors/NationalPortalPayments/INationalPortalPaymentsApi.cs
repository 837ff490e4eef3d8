using IntegrationHub.Connectors.Http.Qd766;
using RestEase;

namespace IntegrationHub.Connectors.NationalPortalPayments;

/// <summary>The calls below baseUrl; the access handler signs them in. Bodies stay raw until the edge has dropped what is not needed.</summary>
public interface INationalPortalPaymentsApi
{
    /// <summary>Paid requests, and those of them paid through the national portal, per agency (QĐ 766). Nothing is changed at the source.</summary>
    [Post("api/v1/QuyetDinh766s/TTTT")]
    Task<HttpResponseMessage> CountAsync([Body] Qd766Request request, CancellationToken cancellationToken);

    [Get("api/v1/GiaoDichThanhToans")]
    Task<HttpResponseMessage> ListAsync(
        [Query("TuNgay")] string firstDay, [Query("DenNgay")] string lastDay, [Query("pageNumber")] int pageNumber, [Query("pageSize")] int pageSize, CancellationToken cancellationToken);
}
