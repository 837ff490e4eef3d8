using RestEase;

namespace IntegrationHub.Connectors.DocumentManagement;

/// <summary>
/// The calls below baseUrl; all of them read. The axis also has <c>POST v1/updateStatus</c>: it acknowledges a document and takes it out of the
/// receiver's queue, so it is not part of this interface and must never be.
/// </summary>
public interface IDocumentManagementApi
{
    /// <summary>Assumed: no public text describes statistics of a document management system.</summary>
    [Get("v1/thongke/van-ban")]
    Task<HttpResponseMessage> GetStatisticsAsync(
        [Query("maDinhDanh")] string agency, [Query("tuNgay")] string firstDay, [Query("denNgay")] string lastDay, CancellationToken cancellationToken);

    [Get("v1/syncReceivedEdocList")]
    Task<HttpResponseMessage> ListAsync(
        [Query("messageType")] string messageType, [Query("fromDate")] string firstDay, [Query("toDate")] string lastDay, CancellationToken cancellationToken);

    [Get("v1/getEdoc")]
    Task<HttpResponseMessage> GetAsync([Query("docId")] string docId, CancellationToken cancellationToken);
}
