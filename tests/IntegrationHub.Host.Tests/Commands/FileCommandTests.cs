using System.Net;
using System.Text;
using System.Text.Json;
using IntegrationHub.Host.Commands;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Testing;

namespace IntegrationHub.Host.Tests.Commands;

/// <summary>Tables that people fill in and send, on the command line and over HTTP.</summary>
[Collection(PulledHubTests.Name)]
public sealed class FileCommandTests(PulledHub hub)
{
    private const string Source = "thu-muc-vien-thong";
    private const string Titles = "Mã đơn vị;Ngày chốt số liệu;Dân số trưởng thành;Người trưởng thành có điện thoại thông minh;Số hộ gia đình;Số hộ có đường cáp quang;Người lập biểu\n";

    [Fact]
    public async Task A_template_is_filled_in_looked_at_sent_and_counted()
    {
        using var copy = hub.Copy();
        var folder = await SourceAsync(copy);
        var template = copy.Folder.File("mau.csv");
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("source", "template", Source, "--out", template, "--period", "30/11/2024")).Code);
        var lines = (await File.ReadAllTextAsync(template)).Split("\r\n");
        Assert.StartsWith("H02.36;30/11/2024;;;;;", lines[2], StringComparison.Ordinal);
        Assert.Contains("there already", (await copy.RunAsync("source", "template", Source, "--out", template)).Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("source", "template", Source, "--out", copy.Folder.File("mau.xlsx"))).Code);

        var filled = copy.Folder.Write("Số liệu.csv", Titles + "H02.36;30/11/2024;100;90;50;60;Nguyễn Văn A\nH02.99;30/11/2024;1;1;1;1;\n");
        var preview = await copy.RunAsync("source", "upload", Source, filled, "--preview", "--format", "json");
        Assert.Equal((ExitCodes.Bad, 2, 2), (preview.Code, preview.Json.GetProperty("rows").GetInt32(), preview.Json.GetProperty("rejectedRows").GetInt32()));
        var cells = preview.Json.GetProperty("rejected").EnumerateArray().SelectMany(r => r.GetProperty("cells").EnumerateArray()).Select(c => c.GetProperty("code").GetString());
        Assert.Equal(["E_NUMERATOR_ABOVE_DENOMINATOR", "E_UNKNOWN_AGENCY"], cells);
        Assert.Equal("Người lập biểu", preview.Json.GetProperty("unknownColumns")[0].GetString());
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        Assert.Equal(0, copy.Count("SELECT count(*) FROM upload"));

        var good = copy.Folder.Write("Nguyen Van An (so lieu cua to truong) 0912345678 lan 2.csv", Titles + "H02.36;30/11/2024;100;90;50;40;Nguyễn Văn A\n");
        var sent = await copy.RunAsync("source", "upload", Source, good, "--by", "an");
        Assert.Equal((ExitCodes.Success, ""), (sent.Code, sent.Error));
        var stored = Path.GetFileName(Assert.Single(Directory.EnumerateFileSystemEntries(folder)));
        Assert.Matches(@"^telecom-20241220-\d{6}-\d{3}\.csv$", stored);
        Assert.Equal(1, copy.Count($"SELECT count(*) FROM upload WHERE sent_by = 'an' AND stored_as = '{stored}' AND length(digest) = 64"));
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("source", "pull", Source)).Code);
        Assert.Equal(90, copy.Count("SELECT amount FROM period_cell WHERE metric = (SELECT id FROM code WHERE kind = 'metric' AND value = 'telecom.smartphone_user.adult')"));
        Assert.Equal(0, copy.Count("SELECT count(*) FROM measurement_current WHERE record LIKE '%Nguy%'"));
    }

    [Fact]
    public async Task Over_http_a_file_is_looked_at_or_taken_whole_or_refused_with_the_reason()
    {
        using var copy = hub.Copy();
        var folder = await SourceAsync(copy);
        var settings = new HubSettings { Store = "sqlite:" + copy.Store, Bus = "in-memory", Roles = HubRoles.Api, Urls = [new Uri("http://127.0.0.1:0")], Data = copy.Folder.Path };
        await using var app = HubHost.Build(settings, hub.Clock, scheduled: false);
        await app.StartAsync();
        using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.First()) }.With(await TestKeys.AddAsync(settings.Store));
        var table = Encoding.UTF8.GetBytes(Titles + "H02.36;30/11/2024;100;90;50;40;\n");

        // What is downloaded and filled in is taken.
        var template = await browser.GetStringAsync(new Uri($"/api/v1/sources/{Source}/files/template.csv?period=30%2F11%2F2024", UriKind.Relative));
        Assert.Contains("H02.36;30/11/2024;;;;;", template, StringComparison.Ordinal);
        var filled = Encoding.UTF8.GetBytes(template.Replace("30/11/2024;;;;;", "30/11/2024;100;90;50;40;", StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.OK, "0"), await SendAsync("name=mau.csv&preview=true", filled, "rejectedRows"));
        var book = await browser.GetByteArrayAsync(new Uri($"/api/v1/sources/{Source}/files/template.xlsx", UriKind.Relative));
        Assert.Equal((HttpStatusCode.OK, "1"), await SendAsync("name=mau.xlsx&preview=true", book, "rows"));

        Assert.Equal((HttpStatusCode.OK, null), await SendAsync("name=a.csv&preview=true", table, "storedAs"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        Assert.Equal("bad-parameter", (await SendAsync("preview=true", table, "type")).Value);
        Assert.Equal((HttpStatusCode.Forbidden, "not-you"), await SendAsync("name=a.csv&by=an", table, "type"));
        Assert.Equal("bad-file", (await SendAsync("name=a.exe", table, "type")).Value);
        Assert.Contains("E_FILE_FORMAT", (await SendAsync("name=a.xlsx", table, "detail")).Value, StringComparison.Ordinal);
        Assert.Contains("telecom", (await SendAsync("name=a.csv&stream=schools", table, "detail")).Value, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too-large"), await SendAsync("name=a.csv", new byte[(1024 * 1024) + 1], "type"));
        Assert.Equal("bad-body", (await SendAsync("name=a.csv", [], "type")).Value);
        Assert.Equal("no-files", (await SendAsync("name=a.csv", table, "type", PulledHub.Source)).Value);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));

        var (status, stored) = await SendAsync("name=..%2F..%2Fetc%2Fa.csv", table, "storedAs");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal([stored], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName));
        Assert.Equal(table, await File.ReadAllBytesAsync(Path.Combine(folder, stored!)));
        var listed = JsonDocument.Parse(await browser.GetStringAsync(new Uri($"/api/v1/sources/{Source}/files", UriKind.Relative))).RootElement[0];
        Assert.Equal(("key:test", stored), (listed.GetProperty("sentBy").GetString(), listed.GetProperty("storedAs").GetString()));
        Assert.Equal(1, copy.Count($"SELECT count(*) FROM source_state WHERE source = '{Source}' AND pull_requested"));

        async Task<(HttpStatusCode Status, string? Value)> SendAsync(string query, byte[] bytes, string property, string source = Source)
        {
            using var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = new("application/octet-stream");
            using var response = await browser.PostAsync(new Uri($"/api/v1/sources/{source}/files?{query}", UriKind.Relative), content);
            var text = await response.Content.ReadAsStringAsync();
            return (response.StatusCode, JsonDocument.Parse(text).RootElement.TryGetProperty(property, out var value) ? value.ValueKind is JsonValueKind.Number ? value.GetRawText() : value.GetString() : text);
        }
    }

    [Fact]
    public async Task A_file_and_the_note_of_who_sent_it_are_kept_together_or_not_at_all()
    {
        using var copy = hub.Copy();
        var folder = await SourceAsync(copy);
        var table = copy.Folder.Write("a.csv", Titles + "H02.36;30/11/2024;100;90;50;40;\n");

        copy.Execute("CREATE TRIGGER refuse BEFORE INSERT ON upload BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
        Assert.NotEqual(ExitCodes.Success, (await copy.RunAsync("source", "upload", Source, table)).Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));

        // A reference that is looked at with the commit.
        copy.Execute("DROP TRIGGER refuse; CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (id INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED); CREATE TRIGGER refuse AFTER INSERT ON upload BEGIN INSERT INTO b VALUES (1); END");
        Assert.NotEqual(ExitCodes.Success, (await copy.RunAsync("source", "upload", Source, table)).Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));

        copy.Execute("DROP TRIGGER refuse");
        Directory.Delete(folder);
        var missing = await copy.RunAsync("source", "upload", Source, table);
        Assert.Equal(ExitCodes.Bad, missing.Code);
        Assert.Contains("E_FOLDER", missing.Error, StringComparison.Ordinal);
        Assert.Equal(0, copy.Count("SELECT count(*) FROM upload"));
        Assert.Equal(0, copy.Count($"SELECT count(*) FROM source_state WHERE source = '{Source}' AND pull_requested"));
    }

    [Fact]
    public async Task A_file_is_looked_at_with_the_limits_of_its_source()
    {
        using var copy = hub.Copy();
        var folder = await SourceAsync(copy, "  maxRows: 1\n");
        var table = copy.Folder.Write("a.csv", Titles + string.Concat(Enumerable.Repeat("H02.36;30/11/2024;100;90;50;40;\n", 20)));
        foreach (var preview in new[] { new[] { "--preview" }, [] })
        {
            var run = await copy.RunAsync(["source", "upload", Source, table, .. preview]);
            Assert.NotEqual(ExitCodes.Success, run.Code);
            Assert.Contains("maxRows", run.Error, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    private static async Task<string> SourceAsync(HubCopy copy, string options = "")
    {
        var folder = Directory.CreateDirectory(copy.Folder.File("nhan")).FullName;
        copy.Folder.Write($"sources/{Source}.yaml", $"id: {Source}\nconnector: files\nname: {{ vi: Thư mục viễn thông, en: Telecom folder }}\nstreams: [telecom]\noptions:\n  folder: {folder}\n  maxFileMb: 1\n  settleMilliseconds: 0\n{options}");
        copy.Folder.Write($"aliases/{Source}.yaml", $"source: {Source}\naliases:\n  - {{ code: H02.36, unit: ubnd-huyen-yen-the }}\n");
        foreach (var file in new[] { $"sources/{Source}.yaml", $"aliases/{Source}.yaml" })
        {
            var run = await copy.RunAsync("apply", "-f", copy.Folder.File(file));
            Assert.True(run.Code == ExitCodes.Success, run.Error);
        }

        return folder;
    }
}
