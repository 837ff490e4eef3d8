using System.Net;
using System.Text.Json;
using IntegrationHub.Record;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Api.Tests.Duties;

public sealed class DutiesEndpointsTests
{
    private const string Quarter = "duties-2024.quarterly.commune-a.2024-Q1";
    private const string Next = "duties-2024.quarterly.commune-a.2024-Q2";

    internal const string Plan = """
        id: duties-2024
        title: Kế hoạch có nghĩa vụ báo cáo
        owner: district
        year: 2024
        reporting:
          - id: quarterly
            who: Các xã
            roster: [{ level: commune }]
            frequency: quarterly
            asWritten: trước ngày 20 của tháng cuối quý
            beforeDay: 20
            to: UBND huyện; tỉnh
            receiver: district
          - { id: ad-hoc, who: Các xã, roster: [{ units: [commune-b] }], frequency: as-requested, asWritten: theo yêu cầu }
        rows:
          - { row: "1", indicator: online-rate, origin: table, title: Trực tuyến, clause: I, target: { op: ">", value: 70, asWritten: trên 70% }, lead: [Xã An, Các xã], monitor: [Huyện] }
          - { row: "2", indicator: rule-issued, origin: milestone, title: Ban hành, clause: II, target: { op: done, asWritten: Ban hành, due: 2024-12-31 }, lead: [Xã An] }

        """;

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task A_report_is_overdue_then_sent_late_and_overdue_again_when_that_was_wrong(string store)
    {
        await using var api = await StartAsync(store);
        Assert.Equal(("overdue", "2024-03-19", "2024-03-19T17:00:00Z"), (State(await FindAsync(api, Quarter)), (await FindAsync(api, Quarter)).GetProperty("lastDay").GetString(), (await FindAsync(api, Quarter)).GetProperty("deadline").GetString()));
        Assert.Equal("upcoming", State(await FindAsync(api, Next)));

        var late = await api.PostAsync(HttpStatusCode.OK, $"/api/v1/duties/{Quarter}/sent", """{"by":"an","document":"12/BC-UBND"}""");
        Assert.Equal(("late", "an", "12/BC-UBND"), (State(late), late.GetProperty("sent").GetProperty("by").GetString(), late.GetProperty("sent").GetProperty("document").GetString()));
        var again = await api.PostAsync(HttpStatusCode.BadRequest, $"/api/v1/duties/{Quarter}/sent", """{"by":"binh"}""");
        Assert.Contains("sent already", again.GetProperty("detail").GetString(), StringComparison.Ordinal);

        await api.PostAsync(HttpStatusCode.BadRequest, $"/api/v1/duties/{Quarter}/undo", """{"by":"binh","reason":" "}""");
        Assert.Equal("overdue", State(await api.PostAsync(HttpStatusCode.OK, $"/api/v1/duties/{Quarter}/undo", """{"by":"binh","reason":"nhầm đơn vị"}""")));
        await api.PostAsync(HttpStatusCode.BadRequest, $"/api/v1/duties/{Quarter}/undo", """{"by":"binh","reason":"nhầm"}""");
        Assert.Equal("sent", State(await api.PostAsync(HttpStatusCode.OK, $"/api/v1/duties/{Quarter}/sent", """{"by":"an","sentAt":"2024-03-19T16:59:59Z","release":3}""")));
        Assert.Equal(3, (await FindAsync(api, Quarter)).GetProperty("sent").GetProperty("release").GetInt64());

        await using var db = await api.Seed.ContextAsync();
        Assert.Equal([("an", "nhầm đơn vị"), ("an", null)], (await db.DutySubmissions.OrderBy(s => s.Id).ToListAsync()).Select(s => (s.RecordedBy, s.UndoneBecause)));
        Assert.Equal(["duty.sent", "duty.undo", "duty.sent"], await db.AuditLog.Where(r => r.Subject == $"duty/{Quarter}").OrderBy(r => r.Seq).Select(r => r.Action).ToListAsync());
    }

    [Fact]
    public async Task What_has_no_date_says_how_to_set_one_and_is_sent_for_the_period_that_was_asked()
    {
        await using var api = await StartAsync();
        var open = Assert.Single(await ListAsync(api, "?unit=commune-b&state=no-date"));
        Assert.Equal("duties-2024.ad-hoc.commune-b.on-request", open.GetProperty("id").GetString());
        Assert.Contains("plans/duties-2024.yaml", open.GetProperty("remedy").GetString(), StringComparison.Ordinal);
        var unnamed = await api.PostAsync(HttpStatusCode.BadRequest, "/api/v1/duties/duties-2024.ad-hoc.commune-b.on-request/sent", """{"by":"an"}""");
        Assert.Contains("duties-2024.ad-hoc.commune-b.2024-Q1", unnamed.GetProperty("detail").GetString(), StringComparison.Ordinal);

        Assert.Equal("sent", State(await api.PostAsync(HttpStatusCode.OK, "/api/v1/duties/duties-2024.ad-hoc.commune-b.2024-M02/sent", """{"by":"an"}""")));
        Assert.Equal(["no-date", "sent"], (await ListAsync(api, "?unit=commune-b&plan=duties-2024")).Select(State).Where(s => s is "no-date" or "sent"));
        await api.PostAsync(HttpStatusCode.NotFound, "/api/v1/duties/duties-2024.ad-hoc.commune-a.2024-M02/sent", """{"by":"an"}""");
        await api.PostAsync(HttpStatusCode.NotFound, "/api/v1/duties/nothing/sent", """{"by":"an"}""");
        await api.PostAsync(HttpStatusCode.BadRequest, $"/api/v1/duties/{Next}/sent", """{"by":"an","sentAt":"2024-06-01T00:00:00Z"}""");
    }

    [Fact]
    public async Task The_list_is_asked_by_unit_receiver_days_and_state_and_read_page_by_page()
    {
        await using var api = await StartAsync();
        Assert.Equal(9, (await ListAsync(api, "?plan=duties-2024")).Count);
        Assert.Equal(8, (await ListAsync(api, "?receiver=district")).Count);
        Assert.Equal(["2024-06-19", "2024-06-19"], (await ListAsync(api, "?from=2024-04-01&to=2024-06-19")).Select(d => d.GetProperty("lastDay").GetString()));
        Assert.Equal(2, (await ListAsync(api, "?state=overdue")).Count);
        var first = await api.GetAsync("/api/v1/duties?limit=4");
        var second = await api.GetAsync($"/api/v1/duties?limit=500&cursor={first.GetProperty("next").GetString()}");
        Assert.Equal((await ListAsync(api, "")).Select(Id), first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).Select(Id));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-unit", "/api/v1/duties?unit=no-unit");
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-plan", "/api/v1/duties?plan=no-plan");
        await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-duty", "/api/v1/duties?state=lost");
        await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-parameter", "/api/v1/duties?from=31/12/2024");
        await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-cursor", "/api/v1/duties?cursor=7");
    }

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task A_reminder_is_announced_once_and_only_of_what_was_not_sent(string store)
    {
        await using var api = await StartAsync(store);
        var reminders = api.Services.GetRequiredService<DutyReminders>();
        Assert.Equal(0, await reminders.AnnounceAsync(CancellationToken.None));

        await api.PostAsync(HttpStatusCode.OK, $"/api/v1/duties/{Next}/sent", """{"by":"an"}""");
        api.Clock.Advance(new DateTimeOffset(2024, 6, 12, 0, 0, 0, TimeSpan.FromHours(7)) - api.Clock.GetUtcNow());
        Assert.Equal(1, await reminders.AnnounceAsync(CancellationToken.None));
        Assert.Equal(0, await reminders.AnnounceAsync(CancellationToken.None));

        await using var db = await api.Seed.ContextAsync();
        var row = Assert.Single(await db.Outbox.ToListAsync());
        var told = JsonDocument.Parse(row.Body).RootElement;
        Assert.Equal(("duty.reminder.duties-2024.quarterly.commune-b", "vn.integrationhub.duty.reminder.v1"), (row.RoutingKey, told.GetProperty("type").GetString()));
        Assert.Equal(("due-soon", "Xã Bình", "2024-06-19"), (State(told.GetProperty("data")), told.GetProperty("data").GetProperty("unitName").GetString(), told.GetProperty("data").GetProperty("lastDay").GetString()));
    }

    [Fact]
    public async Task The_calendar_has_a_day_for_each_date_and_an_alarm_for_what_is_open()
    {
        await using var api = await StartAsync();
        await api.PostAsync(HttpStatusCode.OK, $"/api/v1/duties/{Quarter}/sent", """{"by":"an"}""");
        using var response = await api.Client.GetAsync(new Uri("/api/v1/duties/calendar.ics?unit=commune-a", UriKind.Relative));
        Assert.Equal("text/calendar", response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync();
        Assert.All(text.Split("\r\n"), line => Assert.True(System.Text.Encoding.UTF8.GetByteCount(line) <= 75, line));
        var lines = text.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n");
        Assert.Equal(["DTSTART;VALUE=DATE:20240319", "DTSTART;VALUE=DATE:20240619", "DTSTART;VALUE=DATE:20240919", "DTSTART;VALUE=DATE:20241219"], lines.Where(l => l.StartsWith("DTSTART", StringComparison.Ordinal)));
        Assert.Contains("SUMMARY:Đã nộp: Xã An: Báo cáo kết quả thực hiện kế hoạch Kế hoạch có nghĩa vụ báo cáo", lines);
        Assert.Contains(lines, l => l.Contains("Gửi UBND huyện\\; tỉnh", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Repeat("TRIGGER:-PT160H", 3), lines.Where(l => l.StartsWith("TRIGGER", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_leads_and_who_watches_over_a_plan_sees_the_figures_and_how_they_stand()
    {
        await using var api = await StartAsync();
        await api.Seed.AllAsync();
        var leads = (await api.GetAsync("/api/v1/plans/duties-2024/responsibilities")).EnumerateArray().ToList();
        Assert.Equal([("Xã An", "commune-a", 2), ("Các xã", null, 1)], leads.Select(l => (l.GetProperty("agency").GetString(), l.GetProperty("unit").GetString(), l.GetProperty("figures").GetArrayLength())));
        var rows = (await api.GetAsync("/api/v1/plans/duties-2024/progress")).GetProperty("rows");
        Assert.Equal(rows[0].GetProperty("display").GetString(), leads[0].GetProperty("figures")[0].GetProperty("display").GetString());
        Assert.Equal(1, leads[1].GetProperty("verdicts").GetProperty(rows[0].GetProperty("verdict").GetString()!).GetInt32());
        var watch = Assert.Single((await api.GetAsync("/api/v1/plans/duties-2024/responsibilities?role=monitor&agency=district")).EnumerateArray());
        Assert.Equal("Huyện", watch.GetProperty("agency").GetString());
        await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-parameter", "/api/v1/plans/duties-2024/responsibilities?role=boss");
    }

    private static async Task<ApiServer> StartAsync(string store = ApiServer.Sqlite)
    {
        var api = await ApiServer.StartAsync(store);
        await api.ApplyAsync("plans/duties-2024.yaml", Plan);
        return api;
    }

    private static async Task<List<JsonElement>> ListAsync(ApiServer api, string query) => [.. (await api.GetAsync("/api/v1/duties" + query)).GetProperty("items").EnumerateArray()];

    private static async Task<JsonElement> FindAsync(ApiServer api, string id) => (await ListAsync(api, "")).Single(d => Id(d) == id);

    private static string? Id(JsonElement duty) => duty.GetProperty("id").GetString();

    private static string? State(JsonElement duty) => duty.GetProperty("state").GetString();
}
