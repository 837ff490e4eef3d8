using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using IntegrationHub.Api.Catalogue;
using IntegrationHub.Api.Tests.Access;
using IntegrationHub.Store.Catalogue;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Api.Tests.Catalogue;

public sealed class CatalogueEndpointsTests
{
    private const string Plan = "plans/plan-2024.yaml";

    private static string Changed { get; } = SeedCatalogue.Files.Find(Plan)!.Replace("Trên 70%", "Trên 75%", StringComparison.Ordinal).Replace("value: 70, asWritten: trên 70%", "value: 75, asWritten: trên 75%", StringComparison.Ordinal);

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task One_person_proposes_another_approves_and_what_was_changed_is_gone_back_to_in_the_same_way(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        var lint = await api.PostAsync(HttpStatusCode.OK, "/api/v1/catalogue/lint", Json(new { files = new[] { new { path = Plan, text = Changed } } }));
        Assert.True(lint.GetProperty("passed").GetBoolean(), lint.GetRawText());
        Assert.Equal(["removed", "added"], Differing(lint.GetProperty("changes")));
        Assert.Equal(1, (await api.GetAsync("/api/v1/catalogue")).GetProperty("version").GetInt64());

        var draft = await api.PostAsync(HttpStatusCode.Created, "/api/v1/catalogue/drafts", Json(new { note = "theo quyết định 9", files = new[] { new { path = Plan, text = Changed } }, by = "chị Lan" }));
        var id = draft.GetProperty("id").GetInt64();
        var seen = await api.GetAsync($"/api/v1/catalogue/drafts/{id}");
        Assert.Equal(("open", 0, 0), (seen.GetProperty("draft").GetProperty("state").GetString(), seen.GetProperty("stale").GetArrayLength(), seen.GetProperty("findings").GetArrayLength()));
        Assert.Equal("second-person", (await api.PostAsync(HttpStatusCode.Forbidden, $"/api/v1/catalogue/drafts/{id}/approve", Json(new { by = "CHỊ LAN" }))).GetProperty("type").GetString());
        var approved = await api.PostAsync(HttpStatusCode.OK, $"/api/v1/catalogue/drafts/{id}/approve", Json(new { by = "anh Tú" }));
        Assert.Equal(("approved", 2), (approved.GetProperty("state").GetString(), approved.GetProperty("version").GetInt64()));
        Assert.Equal("draft-state", (await api.PostAsync(HttpStatusCode.Conflict, $"/api/v1/catalogue/drafts/{id}/approve", Json(new { by = "anh Tú" }))).GetProperty("type").GetString());

        var version = (await api.GetAsync("/api/v1/catalogue/versions?limit=1")).GetProperty("items")[0];
        Assert.Equal((2, "chị Lan", "anh Tú", "hub", "theo quyết định 9"), (version.GetProperty("version").GetInt64(), Text(version, "appliedBy"), Text(version, "approvedBy"), Text(version, "origin"), Text(version, "note")));
        Assert.Contains("75", Text(await api.GetAsync("/api/v1/catalogue/files/" + Plan), "text"), StringComparison.Ordinal);
        Assert.DoesNotContain("75", Text(await api.GetAsync($"/api/v1/catalogue/files/{Plan}?version=1"), "text"), StringComparison.Ordinal);
        Assert.Equal(["removed", "added"], Differing((await api.GetAsync("/api/v1/catalogue/versions/2/diff")).GetProperty("files")));
        Assert.Equal(["removed", "added"], Differing((await api.GetAsync("/api/v1/catalogue/versions/1/diff?against=2")).GetProperty("files")));
        Assert.Equal("> 75", Target(await api.GetAsync("/api/v1/plans/plan-2024/progress")));

        var back = await api.PostAsync(HttpStatusCode.Created, "/api/v1/catalogue/versions/1/restore", Json(new { by = "anh Tú" }));
        await api.PostAsync(HttpStatusCode.OK, $"/api/v1/catalogue/drafts/{back.GetProperty("id").GetInt64()}/approve", Json(new { by = "chị Lan" }));
        Assert.Equal("> 70", Target(await api.GetAsync("/api/v1/plans/plan-2024/progress")));
        Assert.Contains("nothing would differ", Text(await api.PostAsync(HttpStatusCode.BadRequest, "/api/v1/catalogue/versions/1/restore", "{}"), "detail"), StringComparison.Ordinal);
        await using var db = await api.Seed.ContextAsync();
        Assert.Equal(["catalogue.apply", "catalogue.draft", "catalogue.approve", "catalogue.draft", "catalogue.approve"], await db.AuditLog.OrderBy(a => a.Seq).Where(a => a.Action.StartsWith("catalogue.")).Select(a => a.Action).ToListAsync());
    }

    [Fact]
    public async Task What_somebody_else_changed_meanwhile_is_not_overwritten_and_of_two_who_decide_one_does()
    {
        await using var api = await ApiServer.StartAsync();
        var first = await DraftAsync(api, Changed);
        var second = await DraftAsync(api, Changed.Replace("75", "80", StringComparison.Ordinal));
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            using var answer = await api.Client.PostAsJsonAsync(new Uri($"/api/v1/catalogue/drafts/{first}/approve", UriKind.Relative), new { by = "anh Tú" });
            return (int)answer.StatusCode;
        }));
        Assert.Equal(200, answers.Min());
        Assert.Single(answers, 200);
        Assert.Equal([Plan], (await api.GetAsync($"/api/v1/catalogue/drafts/{second}")).GetProperty("stale").EnumerateArray().Select(s => s.GetString()));
        Assert.Equal("changed-meanwhile", Text(await api.PostAsync(HttpStatusCode.PreconditionFailed, $"/api/v1/catalogue/drafts/{second}/approve", Json(new { by = "anh Tú" })), "type"));
        await api.PostAsync(HttpStatusCode.BadRequest, $"/api/v1/catalogue/drafts/{second}/withdraw", "{}");
        Assert.Equal("withdrawn", Text(await api.PostAsync(HttpStatusCode.OK, $"/api/v1/catalogue/drafts/{second}/withdraw", Json(new { reason = "đã có bản khác", by = "chị Lan" })), "state"));
        Assert.Equal(["withdrawn", "approved"], (await api.GetAsync("/api/v1/catalogue/drafts")).EnumerateArray().Select(d => Text(d, "state")));
        Assert.Equal(2, (await api.GetAsync("/api/v1/catalogue")).GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task A_signature_is_a_persons_and_an_operator_cannot_approve()
    {
        await using var api = await People.StartAsync();
        var (operates, approves) = (await api.SignedInAsync("operator", "operator"), await api.SignedInAsync("signs", "approver"));
        using var made = await operates.PostAsJsonAsync(new Uri("/api/v1/catalogue/drafts", UriKind.Relative), new { note = "vì sao", files = new[] { new { path = Plan, text = Changed } } });
        var draft = await made.Content.ReadFromJsonAsync<JsonElement>();
        var path = $"/api/v1/catalogue/drafts/{draft.GetProperty("id").GetInt64()}/approve";
        Assert.Equal((403, "not-allowed"), await operates.AskAsync(path, HttpMethod.Post, "{}"));
        Assert.Equal((403, "not-allowed"), await (await api.KeyAsync("admin")).AskAsync(path, HttpMethod.Post, "{}"));
        Assert.Equal((403, "not-you"), await approves.AskAsync(path, HttpMethod.Post, """{ "by": "somebody" }"""));
        Assert.Equal(200, (await approves.AskAsync(path, HttpMethod.Post, "{}")).Status);

        // Who may both propose and approve still needs another.
        var admin = await api.SignedInAsync("boss", "admin");
        using var own = await admin.PostAsJsonAsync(new Uri("/api/v1/catalogue/versions/1/restore", UriKind.Relative), new { });
        var mine = (await own.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        Assert.Equal((403, "second-person"), await admin.AskAsync($"/api/v1/catalogue/drafts/{mine}/approve", HttpMethod.Post, "{}"));
    }

    [Theory]
    [InlineData("metrics.yaml", "metrics: [", "E_YAML")]
    [InlineData("plans/plan-2024.yaml", "id: plan-2024\ntitle: x\nowner: moon\nyear: 2024\nnumber: 1\ndate: 2024-01-01\nrows: []\n", "E_UNIT_UNKNOWN")]
    [InlineData("remarks.yaml", "a: b", "E_FILE_UNKNOWN")]
    public async Task A_draft_with_errors_is_not_made_and_each_is_told_at_its_line(string path, string text, string code)
    {
        var api = shared ??= await ApiServer.StartAsync();
        var body = Json(new { note = "vì sao", files = new[] { new { path, text } } });
        var problem = await api.PostAsync(HttpStatusCode.BadRequest, "/api/v1/catalogue/drafts", body);
        var finding = problem.GetProperty("findings").EnumerateArray().First(f => Text(f, "code") == code);
        Assert.Equal((path, true), (Text(finding, "file"), finding.GetProperty("line").GetInt32() >= 1));
        Assert.NotEqual("", Text(finding, "remedy"));
        Assert.False((await api.PostAsync(HttpStatusCode.OK, "/api/v1/catalogue/lint", body)).GetProperty("passed").GetBoolean());
        Assert.Equal(0, (await api.GetAsync("/api/v1/catalogue/drafts")).GetArrayLength());
    }

    [Theory]
    [InlineData("{}", "1 to 500 files")]
    [InlineData("""{ "note": "x", "files": [ { "path": "../../etc/passwd", "text": "" } ] }""", "no path")]
    [InlineData("""{ "note": "x", "files": [ { "path": "sources/tthc-test.yaml", "text": "" } ] }""", "/api/v1/sources")]
    [InlineData("""{ "note": "x", "files": [ { "path": "metrics.yaml", "text": "" }, { "path": "metrics.yaml", "text": "" } ] }""", "twice")]
    [InlineData("""{ "note": "x", "removed": [ "plans/none.yaml" ] }""", "there is no plans/none.yaml")]
    [InlineData("""{ "removed": [ "plans/plan-2024.yaml" ] }""", "note")]
    public async Task A_draft_names_its_files_and_says_why(string body, string said)
    {
        var api = shared ??= await ApiServer.StartAsync();
        Assert.Contains(said, Text(await api.PostAsync(HttpStatusCode.BadRequest, "/api/v1/catalogue/drafts", body), "detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_and_versions_that_there_are_not_are_refused_and_no_address_shows_its_password()
    {
        var api = shared ??= await ApiServer.StartAsync();
        Assert.DoesNotContain(SeedCatalogue.InAddress, (await api.GetAsync("/api/v1/catalogue/files/sources/tthc-test.yaml")).GetRawText() + (await api.GetAsync("/api/v1/catalogue/versions/1/diff")).GetRawText(), StringComparison.Ordinal);
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-file", "/api/v1/catalogue/files/nothing.yaml");
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-version", "/api/v1/catalogue/files/metrics.yaml?version=99");
        await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-cursor", "/api/v1/catalogue/files/metrics.yaml?version=last");
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-version", "/api/v1/catalogue/versions/99/diff");
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-draft", "/api/v1/catalogue/drafts/99");
        await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-parameter", "/api/v1/catalogue/drafts?state=lost");
        Assert.Equal("unknown-draft", Text(await api.PostAsync(HttpStatusCode.NotFound, "/api/v1/catalogue/drafts/99/approve", "{}"), "type"));
    }

    [Fact]
    public void A_difference_names_each_line_once_with_three_lines_around()
    {
        var before = string.Join('\n', Enumerable.Range(1, 20).Select(i => "line " + i));
        var after = before.Replace("line 10\n", "line ten\nline ten and a half\n", StringComparison.Ordinal);
        var lines = LineDiff.Of(before, after);
        Assert.Equal(["line 7", "line 8", "line 9", "-line 10", "+line ten", "+line ten and a half", "line 11", "line 12", "line 13"],
            lines.Select(l => (l.Change switch { "removed" => "-", "added" => "+", _ => "" }) + l.Text));
        Assert.Equal((11, 12), (lines[6].Before, lines[6].After));
        Assert.Empty(LineDiff.Of(before, before));
        Assert.All(LineDiff.Of(null, "a\nb\n"), l => Assert.Equal("added", l.Change));
    }

    private static ApiServer? shared;

    private static async Task<long> DraftAsync(ApiServer api, string text) =>
        (await api.PostAsync(HttpStatusCode.Created, "/api/v1/catalogue/drafts", Json(new { note = "vì sao", files = new[] { new { path = Plan, text } }, by = "chị Lan" }))).GetProperty("id").GetInt64();

    private static IEnumerable<string> Differing(JsonElement files) => files.EnumerateArray().Single().GetProperty("lines").EnumerateArray().Select(l => Text(l, "change")).Where(c => c != "same");

    private static string Target(JsonElement progress)
    {
        var target = progress.GetProperty("rows").EnumerateArray().First(r => Text(r, "indicator") == "online-rate").GetProperty("target");
        return $"{Text(target, "operator")} {Text(target, "threshold")}";
    }

    private static string Json(object value) => JsonSerializer.Serialize(value);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
