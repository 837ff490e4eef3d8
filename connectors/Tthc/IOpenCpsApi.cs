using RestEase;

namespace IntegrationHub.Connectors.Tthc;

/// <summary>
/// The statistics of OpenCPS below baseUrl, which ends with the portal's prefix (/o/…). Read only: the parameter reCalculate, by which the source
/// would count anew, is never sent.
/// </summary>
public interface IOpenCpsApi
{
    /// <param name="start">Rows from this one …</param>
    /// <param name="end">… up to before this one.</param>
    [Get("secure/rest/statistics")]
    Task<HttpResponseMessage> GetStatisticsAsync([Query("year")] int year, [Query("month")] int month, [Query("start")] int start, [Query("end")] int end, CancellationToken cancellationToken);
}
