using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Api.Tests.Changes;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.Api.Tests.OpenApi;

/// <summary>Prism in front of a running hub: every address that can be asked is asked, well and badly, and no answer is another than the document says.</summary>
public sealed partial class ContractProxyTests
{
    // It does not end, so a proxy that looks at whole answers never passes it on.
    private const string WithoutEnd = "/api/v1/stream";

    [Fact]
    [Trait("Category", "Full")]
    public async Task No_answer_of_a_running_hub_violates_the_contract()
    {
        await using var api = await ApiServer.StartAsync();
        var run = await FillAsync(api);
        await using var proxy = await PrismProxy.StartAsync(api.Client.BaseAddress!);
        var (violations, answered) = (new List<string>(), new HashSet<string>());

        foreach (var (path, parameters) in Questions(await api.GetAsync("/openapi/v1.json")))
        {
            var address = Parameter().Replace(path, m => ValueOf(path, m.Groups["name"].Value, run));
            var required = string.Join('&', parameters.Select(p => $"{p}={Uri.EscapeDataString(ValueOf(path, p, run))}"));
            foreach (var question in new[] { $"{address}?{required}", $"{address}?{required}&nonsense=1", Parameter().Replace(path, "none") })
            {
                await AskAsync(HttpMethod.Get, question, null, path);
            }
        }

        foreach (var more in new[]
        {
            "/api/v1/plans/plan-2024/progress?period=2024-M01&unit=commune-a", "/api/v1/plans/plan-2024/progress?view=as-now", "/api/v1/plans/plan-2024/progress?asKnownAt=2024-03-20T01:00:00Z",
            "/api/v1/plans/plan-2024/progress?period=2023-M13", "/api/v1/plans/plan-2024/progress?scope=nobody", "/api/v1/plans/plan-2024/progress?period=2024-Q1&calendar=admin",
            "/api/v1/changes?limit=1", "/api/v1/changes?after=x", "/api/v1/changes?limit=0", "/api/v1/plans/plan-2024/export?format=jsonl&below=true", "/api/v1/plans/plan-2024/export?format=sdmx-csv",
        })
        {
            await AskAsync(HttpMethod.Get, more, null, more);
        }

        const string Entry = """{"what":"rule-issued","unit":"province","period":"2024","state":"done","document":"12/QĐ","documentDate":"2024-02-01","by":"an"}""";
        foreach (var (path, body) in new[]
        {
            ("/api/v1/entries", Entry), ("/api/v1/entries", "{}"), ("/api/v1/entries", "no json"), ("/api/v1/entries/1/confirm", """{"by":"an"}"""), ("/api/v1/entries/1/confirm", """{"by":"binh"}"""),
            ("/api/v1/entries/1/undo", """{"by":"binh","reason":"sai"}"""), ("/api/v1/entries/99/undo", """{"by":"binh","reason":"sai"}"""), ("/api/v1/sources/tthc-test/pull", ""), ("/api/v1/sources/none/pull", ""),
            ("/api/v1/quarantine/replay", ""), ("/api/v1/quarantine/99/discard", """{"by":"an","reason":"x"}"""),
        })
        {
            await AskAsync(HttpMethod.Post, path, body, path);
        }

        Assert.True(violations.Count == 0, string.Join('\n', violations));
        Assert.True(answered.Count >= 25, $"only {answered.Count} addresses answered: {string.Join(", ", answered)}");

        async Task AskAsync(HttpMethod method, string question, string? body, string path)
        {
            using var request = new HttpRequestMessage(method, new Uri(question, UriKind.Relative));
            request.Content = string.IsNullOrEmpty(body) ? null : new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await proxy.Client.SendAsync(request);
            if (response.IsSuccessStatusCode)
            {
                answered.Add(path);
            }

            if (response.Headers.TryGetValues("sl-violations", out var found))
            {
                using var list = JsonDocument.Parse(found.Single());
                violations.AddRange(list.RootElement.EnumerateArray()
                    .Where(v => v.GetProperty("location")[0].GetString() == "response")
                    .Select(v => $"{method} {question}: {(int)response.StatusCode} {v.GetRawText()}"));
            }
        }
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task An_answer_that_the_document_does_not_know_is_seen()
    {
        await using var other = new OtherServer();
        await using var proxy = await PrismProxy.StartAsync(other.Address);
        using var response = await proxy.Client.GetAsync(new Uri("/api/v1/changes", UriKind.Relative));
        Assert.True(response.Headers.TryGetValues("sl-violations", out var found));
        Assert.Contains("response", found.Single(), StringComparison.Ordinal);
    }

    /// <returns>A run.</returns>
    private static async Task<Guid> FillAsync(ApiServer api)
    {
        await api.Seed.AllAsync();
        await api.Seed.PullAsync("dossiers", [Seed.Day("A-9", "commune-a", Seed.January.AddDays(9), 3, 2, 1)], rejections:
        [
            new() { Record = "A-10", Code = "E_UNKNOWN_AGENCY", Place = "MaDonVi", Message = "no alias", Unit = "commune-a", Day = Seed.January.DayNumber, Sample = "{}" },
        ]);
        await api.ChangeAsync("commune-a", 7);
        await using var db = await api.Seed.ContextAsync();
        return await db.Runs.OrderBy(r => r.Id).Select(r => r.Id).FirstAsync();
    }

    /// <summary>Every address that can be read, with the parameters that it must have.</summary>
    private static IEnumerable<(string Path, string[] Parameters)> Questions(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        where path.Name != WithoutEnd && path.Value.TryGetProperty("get", out _)
        let get = path.Value.GetProperty("get")
        select (path.Name, get.TryGetProperty("parameters", out var all)
            ? all.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query" && p.TryGetProperty("required", out var r) && r.GetBoolean()).Select(p => p.GetProperty("name").GetString()!).ToArray()
            : []);

    private static string ValueOf(string path, string name, Guid run) => name switch
    {
        "plan" => "plan-2024",
        "code" => "online-rate",
        "unit" => "province",
        "period" => "2024-M01",
        "against" => "2024-M02",
        "id" when path.Contains("/sources/", StringComparison.Ordinal) => "tthc-test",
        "id" when path.Contains("/runs/", StringComparison.Ordinal) => run.ToString(),
        _ => "1",
    };

    [GeneratedRegex(@"\{(?<name>\w+)\}")]
    private static partial Regex Parameter();
}
