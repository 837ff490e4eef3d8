using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Api.Access;
using IntegrationHub.Store.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Api.Tests.Access;

/// <summary>Every address, what it asks of its callers, and what each of them is answered. An address that is added without a line here fails.</summary>
public sealed partial class AccessTableTests
{
    private const Rights Read = Rights.Read, Operate = Rights.Operate, Approve = Rights.Approve, Administer = Rights.Administer;

    private static readonly Dictionary<string, (Rights Rights, Reach Reach)> Table = new(StringComparer.Ordinal)
    {
        ["GET /healthz"] = (Rights.None, Reach.Everyone),
        ["GET /readyz"] = (Rights.None, Reach.Everyone),
        ["GET /health/sources"] = (Read, Reach.Everyone),
        ["GET /health/indicators"] = (Read, Reach.Everyone),
        ["GET /health/queues"] = (Read, Reach.Everyone),
        ["GET /openapi/{documentName}.json"] = (Read, Reach.Everyone),
        ["GET /api/v1/session"] = (Read, Reach.Everyone),
        ["GET /api/v1/session/ways"] = (Rights.None, Reach.Everyone),
        ["GET /api/v1/session/openid"] = (Rights.None, Reach.Everyone),
        ["POST /api/v1/session"] = (Rights.None, Reach.Everyone),
        ["DELETE /api/v1/session"] = (Read, Reach.Everyone),
        ["GET /api/v1/clock"] = (Read, Reach.Everyone),
        ["GET /api/v1/plans"] = (Read, Reach.Filtered),
        ["GET /api/v1/plans/{plan}"] = (Read, Reach.Filtered),
        ["GET /api/v1/plans/{plan}/matrix"] = (Read, Reach.Unit),
        ["GET /api/v1/plans/{plan}/progress"] = (Read, Reach.Unit),
        ["GET /api/v1/plans/{plan}/responsibilities"] = (Read, Reach.Hub),
        ["GET /api/v1/plans/{plan}/export"] = (Read, Reach.Unit),
        ["GET /api/v1/changes"] = (Read, Reach.Unit),
        ["GET /api/v1/stream"] = (Read, Reach.Unit),
        ["GET /api/v1/plans/{plan}/report.docx"] = (Read, Reach.Unit),
        ["GET /api/v1/plans/{plan}/report.xlsx"] = (Read, Reach.Unit),
        ["GET /api/v1/indicators/{code}/values/{unit}/{period}/lineage"] = (Read, Reach.Unit),
        ["GET /api/v1/indicators/{code}/values/{unit}/{period}/movement"] = (Read, Reach.Unit),
        ["GET /api/v1/reconciliation"] = (Read, Reach.Unit),
        ["GET /api/v1/reconciliation/national"] = (Read, Reach.Unit),
        ["GET /api/v1/sources"] = (Read, Reach.Everyone),
        ["GET /api/v1/sources/{id}"] = (Read, Reach.Hub),
        ["GET /api/v1/catalogue"] = (Read, Reach.Hub),
        ["GET /api/v1/catalogue/files/{**path}"] = (Read, Reach.Hub),
        ["POST /api/v1/catalogue/lint"] = (Operate, Reach.Hub),
        ["GET /api/v1/catalogue/versions"] = (Read, Reach.Hub),
        ["GET /api/v1/catalogue/versions/{version:long}/diff"] = (Read, Reach.Hub),
        ["POST /api/v1/catalogue/versions/{version:long}/restore"] = (Operate, Reach.Hub),
        ["GET /api/v1/catalogue/drafts"] = (Read, Reach.Hub),
        ["POST /api/v1/catalogue/drafts"] = (Operate, Reach.Hub),
        ["GET /api/v1/catalogue/drafts/{id:long}"] = (Read, Reach.Hub),
        ["POST /api/v1/catalogue/drafts/{id:long}/approve"] = (Approve, Reach.Hub),
        ["POST /api/v1/catalogue/drafts/{id:long}/withdraw"] = (Operate, Reach.Hub),
        ["GET /api/v1/connectors"] = (Read, Reach.Everyone),
        ["GET /api/v1/connectors/{key}"] = (Read, Reach.Everyone),
        ["POST /api/v1/sources"] = (Operate, Reach.Hub),
        ["PUT /api/v1/sources/{id}"] = (Operate, Reach.Hub),
        ["DELETE /api/v1/sources/{id}"] = (Operate, Reach.Hub),
        ["GET /api/v1/sources/{id}/history"] = (Read, Reach.Hub),
        ["POST /api/v1/sources/{id}/history/{version:long}/restore"] = (Operate, Reach.Hub),
        ["POST /api/v1/sources/{id}/test"] = (Operate, Reach.Hub),
        ["POST /api/v1/sources/{id}/preview"] = (Operate, Reach.Hub),
        ["POST /api/v1/sources/{id}/pause"] = (Operate, Reach.Hub),
        ["POST /api/v1/sources/{id}/resume"] = (Operate, Reach.Hub),
        ["GET /api/v1/sources/{id}/cursors"] = (Read, Reach.Hub),
        ["GET /api/v1/sources/{id}/backfills"] = (Read, Reach.Hub),
        ["POST /api/v1/sources/{id}/backfill"] = (Operate, Reach.Hub),
        ["DELETE /api/v1/sources/{id}/backfills/{order:long}"] = (Operate, Reach.Hub),
        ["GET /api/v1/sources/{id}/runs"] = (Read, Reach.Hub),
        ["POST /api/v1/sources/{id}/pull"] = (Operate, Reach.Hub),
        ["GET /api/v1/sources/{id}/files"] = (Read, Reach.Hub),
        ["GET /api/v1/sources/{id}/files/template.csv"] = (Read, Reach.Hub),
        ["GET /api/v1/sources/{id}/files/template.xlsx"] = (Read, Reach.Hub),
        ["POST /api/v1/sources/{id}/files"] = (Operate, Reach.Hub),
        ["GET /api/v1/runs/{id}"] = (Read, Reach.Hub),
        ["GET /api/v1/runs/{id}/timeline"] = (Read, Reach.Hub),
        ["GET /api/v1/runs/{id}/log"] = (Read, Reach.Hub),
        ["GET /api/v1/alerts"] = (Read, Reach.Everyone),
        ["POST /api/v1/alerts/{id:long}/silence"] = (Operate, Reach.Hub),
        ["GET /api/v1/silences"] = (Read, Reach.Everyone),
        ["POST /api/v1/silences"] = (Operate, Reach.Hub),
        ["DELETE /api/v1/silences/{id:long}"] = (Operate, Reach.Hub),
        ["GET /api/v1/quarantine"] = (Read, Reach.Hub),
        ["GET /api/v1/quarantine/reasons"] = (Read, Reach.Hub),
        ["GET /api/v1/quarantine/unknown-codes"] = (Read, Reach.Hub),
        ["POST /api/v1/quarantine/discard"] = (Operate, Reach.Hub),
        ["POST /api/v1/quarantine/unknown-codes/meaning"] = (Operate, Reach.Hub),
        ["GET /api/v1/aliases"] = (Read, Reach.Hub),
        ["POST /api/v1/aliases"] = (Operate, Reach.Hub),
        ["GET /api/v1/users"] = (Administer, Reach.Hub),
        ["POST /api/v1/users"] = (Administer, Reach.Hub),
        ["PATCH /api/v1/users/{name}"] = (Administer, Reach.Hub),
        ["DELETE /api/v1/users/{name}"] = (Administer, Reach.Hub),
        ["GET /api/v1/keys"] = (Administer, Reach.Hub),
        ["POST /api/v1/keys"] = (Administer, Reach.Hub),
        ["DELETE /api/v1/keys/{id}"] = (Administer, Reach.Hub),
        ["POST /api/v1/keys/{id}/rotate"] = (Administer, Reach.Hub),
        ["GET /api/v1/org-units"] = (Read, Reach.Filtered),
        ["GET /api/v1/org-units/{id}"] = (Read, Reach.Filtered),
        ["GET /api/v1/indicators/{code}/values"] = (Read, Reach.Unit),
        ["POST /api/v1/quarantine/replay"] = (Operate, Reach.Hub),
        ["POST /api/v1/quarantine/{id:long}/replay"] = (Operate, Reach.Hub),
        ["POST /api/v1/quarantine/{id:long}/discard"] = (Operate, Reach.Hub),
        ["GET /api/v1/parked"] = (Read, Reach.Hub),
        ["POST /api/v1/parked/{batch:guid}/release"] = (Operate, Reach.Hub),
        ["GET /api/v1/entries"] = (Read, Reach.Filtered),
        ["POST /api/v1/entries"] = (Operate, Reach.Filtered),
        ["POST /api/v1/entries/{id:long}/confirm"] = (Approve, Reach.Filtered),
        ["POST /api/v1/entries/{id:long}/undo"] = (Operate, Reach.Filtered),
        ["GET /health/subscriptions"] = (Read, Reach.Everyone),
        ["GET /api/v1/releases"] = (Read, Reach.Hub),
        ["POST /api/v1/releases"] = (Operate, Reach.Hub),
        ["GET /api/v1/releases/{id:long}"] = (Read, Reach.Hub),
        ["POST /api/v1/releases/{id:long}/check"] = (Operate, Reach.Hub),
        ["POST /api/v1/releases/{id:long}/submit"] = (Operate, Reach.Hub),
        ["POST /api/v1/releases/{id:long}/approve"] = (Approve, Reach.Hub),
        ["POST /api/v1/releases/{id:long}/withdraw"] = (Operate, Reach.Hub),
        ["GET /api/v1/releases/{id:long}/restatements"] = (Read, Reach.Hub),
        ["GET /api/v1/releases/{id:long}/report.json"] = (Read, Reach.Hub),
        ["GET /api/v1/releases/{id:long}/report.csv"] = (Read, Reach.Hub),
        ["GET /api/v1/releases/{id:long}/report.xlsx"] = (Read, Reach.Hub),
        ["GET /api/v1/releases/{id:long}/report.docx"] = (Read, Reach.Hub),
        ["GET /api/v1/duties"] = (Read, Reach.Unit),
        ["GET /api/v1/duties/calendar.ics"] = (Read, Reach.Unit),
        ["POST /api/v1/duties/{id}/sent"] = (Operate, Reach.Filtered),
        ["POST /api/v1/duties/{id}/undo"] = (Operate, Reach.Filtered),
        ["GET /api/v1/subscriptions"] = (Read, Reach.Hub),
        ["POST /api/v1/subscriptions"] = (Administer, Reach.Hub),
        ["GET /api/v1/subscriptions/{id}"] = (Read, Reach.Hub),
        ["PATCH /api/v1/subscriptions/{id}"] = (Administer, Reach.Hub),
        ["DELETE /api/v1/subscriptions/{id}"] = (Administer, Reach.Hub),
        ["POST /api/v1/subscriptions/{id}/pause"] = (Operate, Reach.Hub),
        ["POST /api/v1/subscriptions/{id}/resume"] = (Operate, Reach.Hub),
        ["POST /api/v1/subscriptions/{id}/rotate"] = (Administer, Reach.Hub),
        ["POST /api/v1/subscriptions/{id}/test"] = (Operate, Reach.Hub),
        ["GET /api/v1/subscriptions/{id}/deliveries"] = (Read, Reach.Hub),
        ["GET /api/v1/subscriptions/{id}/deliveries/{delivery:guid}"] = (Read, Reach.Hub),
        ["POST /api/v1/subscriptions/{id}/deliveries/{delivery:guid}/redeliver"] = (Operate, Reach.Hub),
        ["GET /api/v1/systems"] = (Read, Reach.Everyone),
        ["GET /api/v1/secrets"] = (Administer, Reach.Hub),
        ["PUT /api/v1/secrets/{name}"] = (Administer, Reach.Hub),
        ["DELETE /api/v1/secrets/{name}"] = (Administer, Reach.Hub),
        ["GET /api/v1/audit"] = (Administer, Reach.Hub),
    };

    [Fact]
    public async Task Every_address_says_what_it_needs_and_it_is_what_the_table_says()
    {
        await using var api = await People.StartAsync();
        var found = Routes(api).ToDictionary(r => r.Route, r => r.Need, StringComparer.Ordinal);
        Assert.Equal([], found.Keys.Except(Table.Keys).Select(r => $"{r} has no line in the table"));
        Assert.Equal([], Table.Keys.Except(found.Keys).Select(r => $"{r} is in the table alone"));
        Assert.All(found, f => Assert.Equal((f.Key, new AccessNeed(Table[f.Key].Rights, Table[f.Key].Reach)), (f.Key, f.Value)));
    }

    [Fact]
    public async Task Every_address_answers_each_role_and_nobody_as_the_table_says()
    {
        await using var api = await People.StartAsync();
        var callers = new List<(string Who, HttpClient Client, Rights Rights)> { ("nobody", api.Nobody(), Rights.None) };
        foreach (var role in Store.Access.Roles.All)
        {
            callers.Add((role, await api.SignedInAsync(role, role), Store.Access.Roles.RightsOf(role)));
        }

        callers.Add(("key of an admin", await api.KeyAsync("admin"), Read | Operate | Administer));
        callers.Add(("no role", await api.KeyAsync("guest"), Rights.None));
        var wrong = new List<string>();
        foreach (var (route, (needed, _)) in Table.Where(t => t.Key != "DELETE /api/v1/session"))
        {
            foreach (var (who, client, rights) in callers)
            {
                var (method, path) = (route.Split(' ')[0], Parameter().Replace(route.Split(' ')[1].Replace("{documentName}", "v1", StringComparison.Ordinal), Value));
                using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative)) { Content = method is "POST" or "PUT" or "PATCH" ? new StringContent("{}", System.Text.Encoding.UTF8, "application/json") : null };
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                var status = (int)response.StatusCode;
                var isAsDue = needed is Rights.None ? status is not (401 or 403) || path.EndsWith("/session", StringComparison.Ordinal)
                    : who == "nobody" ? status == 401 && response.Headers.WwwAuthenticate.Count == 1 && await TypeAsync(response) == "not-signed-in"
                    : (rights & needed) == needed ? status is not (401 or 403)
                    : status == 403 && await TypeAsync(response) == "not-allowed";
                if (!isAsDue)
                {
                    wrong.Add($"{route} by {who}: {status}");
                }
            }
        }

        Assert.Equal([], wrong);
    }

    [Fact]
    public async Task Whoever_is_confined_to_a_unit_is_kept_from_what_is_about_the_hub_as_a_whole()
    {
        await using var api = await People.StartAsync();
        var admin = await api.SignedInAsync("lan", "admin", "district");
        foreach (var route in Table.Where(t => t.Value.Reach is Reach.Hub && t.Value.Rights is not Rights.None).Select(t => t.Key))
        {
            Assert.Equal((route, (403, "outside-unit")), (route, await admin.AskAsync(Parameter().Replace(route.Split(' ')[1], Value), new HttpMethod(route.Split(' ')[0]), "{}")));
        }
    }

    [Theory]
    [InlineData("/api/v1/no-such-thing", 401)]
    [InlineData("/etc/passwd", 401)]
    [InlineData("/", 200)]
    [InlineData("/app.js", 200)]
    public async Task To_nobody_only_the_files_of_the_page_are_shown(string path, int status)
    {
        await using var api = await People.StartAsync();
        Assert.Equal(status, (await api.Nobody().AskAsync(path)).Status);
    }

    private static IEnumerable<(string Route, AccessNeed? Need)> Routes(ApiServer api) =>
        from endpoint in api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["?"]
        let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
        let need = endpoint.Metadata.GetMetadata<AccessNeed>()
        where !(method == "GET" && !pattern.StartsWith("/api", StringComparison.Ordinal) && need == new AccessNeed(Rights.None, Reach.Everyone) && (pattern is "/" or "/plain" || pattern.Contains('.', StringComparison.Ordinal)))
        select ($"{method} {pattern}", need);

    private static async Task<string?> TypeAsync(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType == "application/problem+json" ? (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString() : null;

    private static string Value(Match parameter) => parameter.Value switch
    {
        "{unit}" => "district",
        "{plan}" => "plan-2024",
        "{batch:guid}" or "{delivery:guid}" => Guid.Empty.ToString(),
        var p when p.EndsWith(":long}", StringComparison.Ordinal) => "9",
        _ => "x",
    };

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
