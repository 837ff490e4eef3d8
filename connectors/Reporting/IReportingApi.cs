using RestEase;

namespace IntegrationHub.Connectors.Reporting;

/// <summary>The calls below baseUrl. All of them are assumed: no public text describes an interface of a reporting system.</summary>
public interface IReportingApi
{
    /// <summary>The reporting regimes.</summary>
    [Get("api/v1/che-do-bao-cao")]
    Task<HttpResponseMessage> ListRegimesAsync([Query("pageIndex")] int pageIndex, [Query("pageSize")] int pageSize, CancellationToken cancellationToken);

    /// <summary>The reports of an agency and reporting year, whatever their period (<c>ky</c> is left out; 0 is the year's own).</summary>
    [Get("api/v1/bao-cao")]
    Task<HttpResponseMessage> ListReportsAsync(
        [Query("nam")] int year, [Query("maDinhDanh")] string agency, [Query("pageIndex")] int pageIndex, [Query("pageSize")] int pageSize, CancellationToken cancellationToken);
}
