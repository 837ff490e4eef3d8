using System.Net;
using System.Net.Http.Headers;
using IntegrationHub.Store.Releases;
using IntegrationHub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Api.Tests.Reports;

public sealed class ReportsEndpointsTests
{
    private const string Xlsx = "/api/v1/plans/plan-2024/report.xlsx";
    private const string Docx = "/api/v1/plans/plan-2024/report.docx";

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task Both_formats_carry_the_figures_of_the_asked_unit_and_period(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        await api.Seed.AllAsync();
        foreach (var (path, type) in new[] { (Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (Docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document") })
        {
            using var response = await api.Client.GetAsync(new Uri(path + "?period=2024-M02&unit=commune-a", UriKind.Relative));
            Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            Assert.EndsWith(path[^5..], response.Content.Headers.ContentDisposition?.FileName, StringComparison.Ordinal);
            Assert.NotNull(response.Headers.ETag);
        }

        var rows = OfficeFiles.Rows(await BytesAsync(api, Xlsx + "?period=2024-M02&unit=commune-a"));
        Assert.Equal("XÃ AN", rows[1][0].Value);
        Assert.Contains(rows, r => r[0].Value.StartsWith("Tháng 2 năm 2024 (01/02/2024 – 29/02/2024)", StringComparison.Ordinal));
        var figure = rows.Single(r => r.Count == 10 && r[1].Value == "Trên 70%");
        Assert.Equal(("1", "> 70 %", "15", "20", "Đạt"), (figure[0].Value, figure[4].Value, figure[5].Value, figure[6].Value, figure[8].Value));
        Assert.Equal(("75.0", "[$-42A]#,##0.0\" %\""), (figure[7].Value, figure[7].Format));
    }

    [Fact]
    public async Task What_units_say_is_difficult_stands_under_the_table_once_it_is_confirmed()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Seed.AllAsync();
        const string told = "=cmd|' /C calc'!A0 Mạng yếu\\nở thôn xa\\u0007";
        var entry = await api.PostAsync(HttpStatusCode.Created, "/api/v1/entries", $$"""{"what":"plan-2024","unit":"commune-b","period":"2024-Q1","note":"{{told}}","by":"an"}""");
        Assert.DoesNotContain(OfficeFiles.Paragraphs(await BytesAsync(api, Docx)), l => l.Contains("Mạng yếu", StringComparison.Ordinal));

        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.PostAsync(HttpStatusCode.OK, $"/api/v1/entries/{entry.GetProperty("id")}/confirm", """{"by":"binh"}""");

        const string printed = "- Xã Bình: =cmd|' /C calc'!A0 Mạng yếu\nở thôn xa";
        Assert.Contains(printed, OfficeFiles.Paragraphs(await BytesAsync(api, Docx)));
        var cell = OfficeFiles.Rows(await BytesAsync(api, Xlsx)).SelectMany(r => r).Single(c => c.Value == printed);
        Assert.Null(cell.Format);
        Assert.DoesNotContain(OfficeFiles.Paragraphs(await BytesAsync(api, Docx + "?unit=commune-a")), l => l.Contains("Mạng yếu", StringComparison.Ordinal));
        Assert.DoesNotContain(OfficeFiles.Paragraphs(await BytesAsync(api, Docx + "?period=2024-Q2")), l => l.Contains("Mạng yếu", StringComparison.Ordinal));
        Assert.DoesNotContain(OfficeFiles.Paragraphs(await BytesAsync(api, Docx + "?asKnownAt=2024-03-19")), l => l.Contains("Mạng yếu", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_answer_is_not_sent_twice_and_a_wrong_question_is_refused()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Seed.AllAsync();
        using var first = await api.Client.GetAsync(new Uri(Docx, UriKind.Relative));
        using var again = new HttpRequestMessage(HttpMethod.Get, Docx);
        again.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(first.Headers.ETag!.Tag, first.Headers.ETag.IsWeak));
        using var unchanged = await api.Client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-plan", "/api/v1/plans/no-plan/report.docx");
        await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-period", Xlsx + "?period=quý-1");
        await api.RefusedAsync(HttpStatusCode.BadRequest, "unknown-parameter", Xlsx + "?ky=2024-Q1");
    }

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task The_paper_of_a_release_is_the_same_for_ever_and_names_its_digest_and_who_signed_it(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        await api.Seed.AllAsync();
        var book = api.Services.GetRequiredService<ReleaseBook>();
        var id = (await book.PrepareAsync(new("plan-2024", "2024-M02", null, null, null, "Nguyễn An"), CancellationToken.None)).Id;
        await book.CheckAsync(id, "Nguyễn An", CancellationToken.None);
        var digest = (await book.SubmitAsync(id, "Nguyễn An", "đã biết", CancellationToken.None)).Digest;
        Assert.Contains("DỰ THẢO: bản phát hành chưa được ký duyệt", OfficeFiles.Paragraphs(await BytesAsync(api, $"/api/v1/releases/{id}/report.docx")));
        await book.ApproveAsync(id, "Lê Bình", CancellationToken.None);

        string[] files = ["report.docx", "report.xlsx", "report.csv", "report.docx?unit=commune-a"];
        var before = new List<byte[]>();
        foreach (var file in files)
        {
            before.Add(await BytesAsync(api, $"/api/v1/releases/{id}/{file}"));
        }

        var text = OfficeFiles.Paragraphs(before[0]);
        Assert.Contains($"Mã kiểm tra (SHA-256): {digest}", text);
        Assert.Contains(text, l => l.StartsWith("Trình ký: Nguyễn An, ", StringComparison.Ordinal));
        Assert.Contains(text, l => l.StartsWith("Ký duyệt: Lê Bình, ", StringComparison.Ordinal));
        Assert.DoesNotContain(text, l => l.Contains("DỰ THẢO", StringComparison.Ordinal));
        var content = await book.ContentAsync(id, CancellationToken.None);
        var table = OfficeFiles.Tables(before[0]).Single(t => t[0][0] == "STT").Skip(1).Where(r => r[8].Length > 0).ToList();
        Assert.Equal(content.Rows.Where(r => r.Unit == "province").Select(r => (r.Title, r.Numerator ?? (r.Kind == "ratio" ? "—" : ""))), table.Select(r => (r[1], r[5])));
        Assert.Contains("Hoàn thành đến 31/12/2024", table.Select(r => r[4]));
        Assert.Equal(content.Rows.Count + 1, System.Text.Encoding.UTF8.GetString(before[2]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("XÃ AN", OfficeFiles.Paragraphs(before[3]));

        api.Clock.Advance(TimeSpan.FromDays(1));
        await api.Seed.PullAsync("period-snapshots", [Seed.Snapshot("commune-a", Seed.February, 20, 1)]);
        Assert.Contains(OfficeFiles.Tables(await BytesAsync(api, Docx + "?period=2024-M02")).Single(t => t[0][0] == "STT"), r => r[5] == "6");
        for (var i = 0; i < files.Length; i++)
        {
            Assert.Equal(before[i], await BytesAsync(api, $"/api/v1/releases/{id}/{files[i]}"));
        }

        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-unit", $"/api/v1/releases/{id}/report.docx?unit=commune-gone");
    }

    private static async Task<byte[]> BytesAsync(ApiServer api, string path) => await api.Client.GetByteArrayAsync(new Uri(path, UriKind.Relative));
}
