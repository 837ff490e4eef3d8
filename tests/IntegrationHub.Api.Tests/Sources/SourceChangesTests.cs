using System.Net;
using System.Text.Json;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Sources;
using IntegrationHub.Api.Tests.Access;
using IntegrationHub.Store;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Catalogue;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Api.Tests.Sources;

public sealed class SourceChangesTests
{
    private const string Typed = "Rất-Bí-Mật-77";

    private const string Good = """
        { "id": "tthc-moi", "connector": "tthc", "name": { "vi": "Hệ thống: \"mới\"", "en": "New" }, "streams": ["dossiers"], "schedule": "*/30 * * * *", "budget": { "requests": 60, "per": "minute" },
          "hours": ["18:00-06:00"], "options": { "baseUrl": "https://moi.example.gov.vn", "username": "null", "pageSize": 50, "password": { "secretValue": "Rất-Bí-Mật-77" } }, "note": "theo công văn 12" }
        """;

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task A_source_is_set_up_changed_removed_and_brought_back_and_every_step_is_in_its_history(string store)
    {
        await using var api = await StartAsync(store);
        var added = await Ask(api.Client, "POST", "/api/v1/sources", Good, 201);
        Assert.Equal(("tthc-moi", true), (Text(added, "id"), added.GetProperty("changed").GetBoolean()));
        var source = await api.GetAsync("/api/v1/sources/tthc-moi");
        var revision = Text(source, "revision");
        Assert.Equal(Text(added, "revision"), revision);
        var definition = source.GetProperty("definition");
        Assert.Equal(("Hệ thống: \"mới\"", "*/30 * * * *", "minute", "18:00-06:00", "null", "50"), (
            Text(definition.GetProperty("name"), "vi"), Text(definition, "schedule"), Text(definition.GetProperty("budget"), "per"), definition.GetProperty("hours")[0].GetString(),
            Text(Option(definition, "username"), "value"), Text(Option(definition, "pageSize"), "value")));
        Assert.Equal("store:source.tthc-moi.password", Text(Option(definition, "password"), "secret"));
        Assert.Equal(Typed, await SecretReference.ReadAsync("store:source.tthc-moi.password", api.Services.GetRequiredService<SecretStore>(), CancellationToken.None));

        // What was answered can be sent back: the secret stays, and nothing else differs.
        var same = await Ask(api.Client, "PUT", "/api/v1/sources/tthc-moi", definition.GetRawText(), 200, revision);
        Assert.Equal((false, revision), (same.GetProperty("changed").GetBoolean(), Text(same, "revision")));

        var changed = definition.GetRawText().Replace("*/30 * * * *", "0 6 * * *", StringComparison.Ordinal);
        Assert.Equal("no-revision", Text(await Ask(api.Client, "PUT", "/api/v1/sources/tthc-moi", changed, 428), "type"));
        var saved = await Ask(api.Client, "PUT", "/api/v1/sources/tthc-moi", changed, 200, revision);
        Assert.Equal("changed-meanwhile", Text(await Ask(api.Client, "PUT", "/api/v1/sources/tthc-moi", changed.Replace("0 6", "0 7", StringComparison.Ordinal), 412, revision), "type"));
        Assert.Equal("changed-meanwhile", Text(await Ask(api.Client, "DELETE", "/api/v1/sources/tthc-moi", null, 412, revision), "type"));
        await Ask(api.Client, "DELETE", "/api/v1/sources/tthc-moi", null, 204, Text(saved, "revision"));
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-source", "/api/v1/sources/tthc-moi");

        var history = (await api.GetAsync("/api/v1/sources/tthc-moi/history")).GetProperty("items");
        Assert.Equal(["removed hub", "changed hub", "added hub"], history.EnumerateArray().Select(h => $"{Text(h, "change")} {Text(h, "origin")}"));
        Assert.Equal("schedule */30 * * * * → 0 6 * * *", history[1].GetProperty("differences").EnumerateArray().Select(d => $"{Text(d, "field")} {Text(d, "before")} → {Text(d, "after")}").Single());
        Assert.Equal(("theo công văn 12", JsonValueKind.Null), (Text(history[2], "note"), history[0].GetProperty("definition").ValueKind));
        var first = history[2].GetProperty("version").GetInt64();
        await Ask(api.Client, "POST", $"/api/v1/sources/tthc-moi/history/{first}/restore", "{}", 200);
        Assert.Equal(revision, Text(await api.GetAsync("/api/v1/sources/tthc-moi"), "revision"));
        await Ask(api.Client, "POST", "/api/v1/sources/tthc-moi/history/1/restore", "{}", 404);

        await using var db = await api.Seed.ContextAsync();
        var audit = await db.AuditLog.Where(a => a.Subject == "source/tthc-moi").OrderBy(a => a.Seq).ToListAsync();
        Assert.Equal(["source.add", "source.change", "source.remove", "source.restore"], audit.Select(a => a.Action));
        Assert.All(audit, a => Assert.DoesNotContain("Bí-Mật", a.Before + a.After, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"connector\": \"tthc\"", "\"connector\": \"tthcc\"", "connector", "E_CONNECTOR_UNKNOWN")]
    [InlineData("[\"dossiers\"]", "[\"dossier\"]", "streams", "E_STREAM_UNKNOWN")]
    [InlineData("*/30 * * * *", "every day", "schedule", "E_CRON")]
    [InlineData("18:00-06:00", "evening", "hours[0]", "E_HOURS")]
    [InlineData("\"per\": \"minute\"", "\"per\": \"week\"", "budget", "E_RANGE")]
    [InlineData("https://moi.example.gov.vn", "moi.example.gov.vn", "options.baseUrl", "E_OPTION_URL")]
    [InlineData("\"pageSize\": 50", "\"pageSize\": 5000", "options.pageSize", "E_OPTION_RANGE")]
    [InlineData("\"pageSize\": 50", "\"pageSize\": [50]", "options.pageSize", "E_OPTION_TYPE")]
    [InlineData("\"pageSize\": 50", "\"pagesize\": 50", "options.pagesize", "E_OPTION_UNKNOWN")]
    [InlineData("\"username\": \"null\",", "", "options.username", "E_OPTION_MISSING")]
    [InlineData("{ \"secretValue\": \"Rất-Bí-Mật-77\" }", "\"Rất-Bí-Mật-77\"", "options.password", "E_SECRET_LITERAL")]
    [InlineData("{ \"secretValue\": \"Rất-Bí-Mật-77\" }", "{ \"secretValue\": \"\" }", "options.password", "E_SECRET_REFERENCE")]
    [InlineData("{ \"secretValue\": \"Rất-Bí-Mật-77\" }", "{ \"secret\": \"Rất-Bí-Mật-77\" }", "options.password", "E_SECRET_REFERENCE")]
    [InlineData("tthc-moi", "TTHC moi", "id", "E_FORM")]
    [InlineData("tthc-moi", "../../etc/passwd", "id", "E_FORM")]
    [InlineData("{ \"vi\": \"Hệ thống: \\\"mới\\\"\", \"en\": \"New\" }", "null", "name.vi", "E_PROPERTY_MISSING")]
    public async Task What_is_wrong_is_said_at_its_field_with_a_remedy_in_both_languages_and_nothing_is_kept(string good, string bad, string field, string code)
    {
        var api = await SharedAsync();
        var body = Good.Replace(good, bad, StringComparison.Ordinal);
        Assert.NotEqual(Good, body);
        var problem = await Ask(api.Client, "POST", "/api/v1/sources", body, 400);
        Assert.Equal("bad-source", Text(problem, "type"));
        var finding = problem.GetProperty("findings").EnumerateArray().First(f => Text(f, "field") == field);
        Assert.Equal(code, Text(finding, "code"));
        Assert.All(["message", "messageVi", "remedy", "remedyVi"], name => Assert.NotEqual("", Text(finding, name)));
        Assert.DoesNotContain("Bí-Mật", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(3, (await api.GetAsync("/api/v1/sources")).GetArrayLength());
        await using var db = await api.Seed.ContextAsync();
        Assert.False(await db.Secrets.AnyAsync());
    }

    [Fact]
    public async Task Whatever_is_written_into_a_text_comes_back_as_it_was_and_is_never_taken_for_something_else()
    {
        await using var api = await StartAsync();
        string[] hostile = ["a: b\nid: other", "\"quoted\" \\ back", "# remark", "null", "~", "yes", "0x1F", "!!binary x", "{ secret: env:PATH }", "'", "\t tab", "2024-01-01", "-1", "tiếng Việt", "<script>", "&anchor *alias"];
        foreach (var (text, i) in hostile.Select((t, i) => (t, i)))
        {
            var id = "odd-" + i;
            var order = JsonSerializer.Serialize(new { id, connector = "tthc", name = new { vi = text }, options = new Dictionary<string, object> { ["baseUrl"] = "https://x.example.gov.vn", ["username"] = text, ["password"] = new { secretValue = "mật khẩu" } } });
            await Ask(api.Client, "POST", "/api/v1/sources", order, 201);
            var definition = (await api.GetAsync("/api/v1/sources/" + id)).GetProperty("definition");
            Assert.Equal((text, text.Trim(), id), (Text(Option(definition, "username"), "value"), Text(definition.GetProperty("name"), "vi"), Text(definition, "id")));
        }
    }

    [Fact]
    public async Task An_operator_can_neither_have_a_kept_secret_sent_elsewhere_nor_name_secrets_nor_read_the_machine()
    {
        await using var api = await StartAsync(access: new AccessSettings());
        var (operates, administers) = (await api.SignedInAsync("operator", "operator"), await api.SignedInAsync("admin", "admin"));
        await Ask(operates, "POST", "/api/v1/sources", Good, 201);
        var source = await Ask(operates, "GET", "/api/v1/sources/tthc-moi", null, 200);
        var (revision, definition) = (Text(source, "revision"), source.GetProperty("definition").GetRawText());

        // The same secret to another host, in a change and in a test of what is not saved.
        var moved = definition.Replace("moi.example.gov.vn", "evil.example.com", StringComparison.Ordinal);
        Assert.Contains("type the secret again", Text(await Ask(operates, "PUT", "/api/v1/sources/tthc-moi", moved, 403, revision), "detail"), StringComparison.Ordinal);
        await Ask(operates, "POST", "/api/v1/sources/tthc-moi/test", $$"""{ "definition": {{moved}} }""", 403);
        await Ask(operates, "POST", "/api/v1/sources/tthc-moi/preview", $$"""{ "definition": {{moved}} }""", 403);
        await Ask(operates, "PUT", "/api/v1/sources/tthc-moi", moved.Replace("\"store:source.tthc-moi.password\"", "null, \"secretValue\": \"khác\"", StringComparison.Ordinal), 200, revision);

        foreach (var reference in new[] { "file:/etc/passwd", "env:PATH", "store:source.other.password" })
        {
            await Ask(operates, "POST", "/api/v1/sources", Good.Replace("tthc-moi", "tthc-hai", StringComparison.Ordinal).Replace($"{{ \"secretValue\": \"{Typed}\" }}", $"{{ \"secret\": \"{reference}\" }}", StringComparison.Ordinal), 403);
        }

        foreach (var host in new[] { "http://127.0.0.1:5432", "http://localhost", "http://169.254.169.254", "http://[::1]:80", "http://[::ffff:127.0.0.1]" })
        {
            await Ask(operates, "POST", "/api/v1/sources", Good.Replace("tthc-moi", "tthc-hai", StringComparison.Ordinal).Replace("https://moi.example.gov.vn", host, StringComparison.Ordinal), 403);
        }

        var machine = Good.Replace("tthc-moi", "tep", StringComparison.Ordinal).Replace("\"tthc\"", "\"files\"", StringComparison.Ordinal);
        await Ask(operates, "POST", "/api/v1/sources", machine, 403);
        await Ask(administers, "POST", "/api/v1/sources", machine, 201);
        await Ask(await api.SignedInAsync("looks", "viewer"), "POST", "/api/v1/sources", Good, 403);
        await Ask(await api.SignedInAsync("confined", "operator", "district"), "POST", "/api/v1/sources", Good, 403);
    }

    [Fact]
    public async Task Of_two_who_change_the_same_revision_at_once_one_is_told()
    {
        await using var api = await StartAsync();
        await Ask(api.Client, "POST", "/api/v1/sources", Good, 201);
        var source = await api.GetAsync("/api/v1/sources/tthc-moi");
        var (revision, definition) = (Text(source, "revision"), source.GetProperty("definition").GetRawText());
        var answers = await Task.WhenAll(Enumerable.Range(1, 6).Select(i => SendAsync(api.Client, "PUT", "/api/v1/sources/tthc-moi", definition.Replace("*/30", "*/" + i, StringComparison.Ordinal), revision)));
        Assert.Equal([200, 412, 412, 412, 412, 412], answers.Select(a => a.Status).Order());
    }

    [Fact]
    public async Task A_folder_that_would_undo_what_was_changed_in_the_hub_is_refused_kept_out_or_told_to_overwrite()
    {
        await using var api = await StartAsync();
        var catalogues = api.Services.GetRequiredService<CatalogueStore>();
        var source = await api.GetAsync("/api/v1/sources/tthc-test");
        var order = source.GetProperty("definition").GetRawText().Replace("*/15", "*/20", StringComparison.Ordinal).Replace("https://…@tthc", "https://tthc", StringComparison.Ordinal);
        await Ask(api.Client, "PUT", "/api/v1/sources/tthc-test", order, 200, Text(source, "revision"));
        var folder = SeedCatalogue.Files.With(new CatalogueFiles([new("sources/tthc-broken.yaml", SeedCatalogue.Files.Find("sources/tthc-broken.yaml")!.Replace("hỏng", "khác", StringComparison.Ordinal))]));

        var undone = await Assert.ThrowsAsync<HubChangesException>(() => catalogues.EditAsync(new CatalogueEdit(folder, "folder") { Rule = HubChangeRule.Refuse }, CancellationToken.None));
        Assert.Equal(("sources/tthc-test.yaml", "demo"), (undone.Changes.Single().Path, undone.Changes[0].By));

        var kept = await catalogues.EditAsync(new CatalogueEdit(folder, "folder") { Rule = HubChangeRule.Keep }, CancellationToken.None);
        Assert.Equal(("sources/tthc-test.yaml", "sources/tthc-broken.yaml"), (kept.Kept.Single().Path, kept.Files.Single().Path));
        Assert.Equal("*/20 * * * *", Text(await api.GetAsync("/api/v1/sources/tthc-test"), "schedule"));

        // A folder that has caught up knows of it: from then on its files are changed like any other's.
        var now = (await catalogues.CurrentAsync(CancellationToken.None))!.Files;
        await catalogues.EditAsync(new CatalogueEdit(now, "folder") { Rule = HubChangeRule.Refuse }, CancellationToken.None);
        await catalogues.EditAsync(new CatalogueEdit(folder, "folder") { Rule = HubChangeRule.Refuse }, CancellationToken.None);
        Assert.Equal("*/15 * * * *", Text(await api.GetAsync("/api/v1/sources/tthc-test"), "schedule"));
        Assert.Equal(["files", "hub"], (await api.GetAsync("/api/v1/sources/tthc-test/history")).GetProperty("items").EnumerateArray().Take(2).Select(h => Text(h, "origin")));
    }

    [Fact]
    public async Task A_connector_describes_its_form_in_both_languages_and_never_takes_a_secret_as_plain_text()
    {
        var api = await SharedAsync();
        var connector = (await api.GetAsync("/api/v1/connectors")).EnumerateArray().First(c => Text(c, "key") == "tthc");
        Assert.Equal(("Hệ thống thử", false), (Text(connector.GetProperty("name"), "vi"), connector.GetProperty("administratorsOnly").GetBoolean()));
        Assert.Equal(["tthc-broken", "tthc-new", "tthc-test"], connector.GetProperty("sources").EnumerateArray().Select(s => s.GetString()));
        Assert.Equal("tthc/dossiers records", connector.GetProperty("streams").EnumerateArray().Select(s => $"{Text(s, "feed")} {Text(s, "kind")}").Last());
        var schema = connector.GetProperty("schema").GetProperty("vi");
        Assert.Equal(["baseUrl", "username", "password"], schema.GetProperty("required").EnumerateArray().Select(r => r.GetString()));
        var properties = schema.GetProperty("properties");
        Assert.Equal(("Địa chỉ", "uri", "object", 1000, "commune"), (
            Text(properties.GetProperty("baseUrl"), "title"), Text(properties.GetProperty("baseUrl"), "format"), Text(properties.GetProperty("password"), "type"),
            properties.GetProperty("pageSize").GetProperty("maximum").GetInt32(), properties.GetProperty("level").GetProperty("enum")[1].GetString()));
        Assert.True(properties.GetProperty("password").GetProperty("properties").GetProperty("secretValue").GetProperty("writeOnly").GetBoolean());
        Assert.Equal("Address", Text(connector.GetProperty("schema").GetProperty("en").GetProperty("properties").GetProperty("baseUrl"), "title"));
        Assert.Contains("tthc", await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-connector", "/api/v1/connectors/soap"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_step_of_a_test_says_what_to_do_and_which_were_not_tried()
    {
        var api = await SharedAsync();
        var answer = await Ask(api.Client, "POST", "/api/v1/sources/tthc-test/test", "{}", 200);
        Assert.False(answer.GetProperty("passed").GetBoolean());
        Assert.Equal(["configuration ok", "address failed", "connect skipped", "sign-in skipped", "permission skipped"], answer.GetProperty("steps").EnumerateArray().Select(s => $"{Text(s, "name")} {Text(s, "state")}"));
        var failed = answer.GetProperty("steps")[1];
        Assert.Equal(("E_SOURCE_UNREACHABLE", "unavailable", "Địa chỉ"), (Text(failed, "code"), Text(failed, "category"), Text(failed, "titleVi")));
        Assert.Contains("đường mạng", Text(failed, "remedyVi"), StringComparison.Ordinal);
        Assert.Contains("network", Text(failed, "remedyEn"), StringComparison.Ordinal);
        await Ask(api.Client, "POST", "/api/v1/sources/tthc-moi/test", $$"""{ "definition": {{Good}} }""", 200);
        await Ask(api.Client, "POST", "/api/v1/sources/tthc-moi/test", "{}", 404);
        await Ask(api.Client, "POST", "/api/v1/sources/tthc-test/preview", """{ "limit": 0 }""", 400);
        await Ask(api.Client, "POST", "/api/v1/sources/tthc-test/preview", """{ "from": "2030-01-01" }""", 400);
    }

    private static ApiServer? shared;

    private static async Task<ApiServer> SharedAsync() => shared ??= await StartAsync();

    private static Task<ApiServer> StartAsync(string store = ApiServer.Sqlite, AccessSettings? access = null) =>
        ApiServer.StartAsync(store, configure: services => services.AddSingleton<ISourceTrials, FormTrials>(), access: access);

    private static JsonElement Option(JsonElement definition, string name) => definition.GetProperty("options").GetProperty(name);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static async Task<JsonElement> Ask(HttpClient client, string method, string path, string? body, int status, string? revision = null)
    {
        var (found, text) = await SendAsync(client, method, path, body, revision);
        Assert.True(status == found, $"{method} {path}: {found} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    private static async Task<(int Status, string Text)> SendAsync(HttpClient client, string method, string path, string? body, string? revision = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative)) { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        if (revision is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{revision}\"");
        }

        using var response = await client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
