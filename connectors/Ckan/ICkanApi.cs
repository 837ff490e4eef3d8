using RestEase;

namespace IntegrationHub.Connectors.Ckan;

/// <summary>The two calls of CKAN's action API that are used; both only read.</summary>
public interface ICkanApi
{
    [Get("api/3/action/organization_list")]
    Task<HttpResponseMessage> ListOrganizationsAsync(CancellationToken cancellationToken);

    [Get("api/3/action/package_search")]
    Task<HttpResponseMessage> SearchAsync([Query("rows")] int rows, [Query("start")] int start, [Query("sort")] string sort, CancellationToken cancellationToken);
}
