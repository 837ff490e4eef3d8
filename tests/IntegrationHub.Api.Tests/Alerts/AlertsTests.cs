using System.Net;
using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Record.Alerts;
using IntegrationHub.Store.Alerts;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.Sources;
using IntegrationHub.Store.Stages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Xunit.Abstractions;

namespace IntegrationHub.Api.Tests.Alerts;

/// <summary>Each cycle is asked for, so that nobody waits.</summary>
public sealed class AlertsTests(ITestOutputHelper output)
{
    private const string Source = "tthc-test";

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task A_source_that_fails_is_told_within_one_cycle_with_cause_owner_hits_and_remedy_and_its_recovery_as_well(string store)
    {
        await using var api = await StartAsync(store);
        Assert.Empty(await LookAsync(api));

        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.Seed.AddRunAsync(Guid.NewGuid(), Source, "dossiers", RunState.Failed, errorCode: "E_SIGN_IN", error: "the account is refused");
        api.Clock.Advance(TimeSpan.FromHours(1));
        var notice = Assert.Single(await LookAsync(api));

        Assert.Equal((AlertCauses.CredentialsRefused, Source, "province"), (notice.Cause, notice.Raised.Single().Subject, notice.Raised.Single().Owner));
        var alert = Assert.Single((await api.GetAsync("/api/v1/alerts?open=true")).EnumerateArray());
        Assert.Equal(("critical", "deploy/README.md#rotate-secrets"), (alert.GetProperty("severity").GetString(), alert.GetProperty("runbook").GetString()));
        Assert.Contains("E_SIGN_IN", alert.GetProperty("text").GetProperty("vi").GetString(), StringComparison.Ordinal);
        Assert.Contains("mật khẩu", alert.GetProperty("remedy").GetProperty("vi").GetString(), StringComparison.Ordinal);
        Assert.Superset(new HashSet<string?> { $"{Source}/dossiers", "plan-2024/verified-rate" }, alert.GetProperty("hits").EnumerateArray().Select(h => h.GetString()).ToHashSet());

        // It is told once.
        Assert.Empty(await LookAsync(api));
        await api.Seed.PullAsync("period-snapshots", []);
        await api.Seed.PullAsync("dossiers", []);
        var recovery = Assert.Single(await LookAsync(api));
        Assert.Equal((0, Source), (recovery.Raised.Count, recovery.Recovered.Single().Subject));
        Assert.Equal(0, (await api.GetAsync("/api/v1/alerts?open=true")).GetArrayLength());

        await using var db = await api.Seed.ContextAsync();
        var events = await db.Outbox.Where(e => e.RoutingKey.StartsWith(AlertEvent.Key)).OrderBy(e => e.Id).Select(e => e.Body).ToListAsync();
        Assert.Equal(["1 0", "0 1"], events.Select(b => JsonDocument.Parse(b).RootElement.GetProperty("data")).Select(d => $"{d.GetProperty("raised").GetArrayLength()} {d.GetProperty("recovered").GetArrayLength()}"));
    }

    /// <summary>Three sources that come and go for an hour, looked at four times a minute.</summary>
    [Fact]
    public async Task A_storm_is_bounded()
    {
        await using var api = await StartAsync();
        var notices = 0;
        for (var cycle = 0; cycle < 240; cycle++)
        {
            var found = cycle % 3 == 0 ? [] : Enumerable.Range(1, 3).Select(i => new AlertFinding(AlertCauses.SourceDown, $"s{i}", new("Lỗi", "Down"), null, [])).ToList();
            await using var db = await api.Seed.ContextAsync();
            notices += (await AlertLedger.ApplyAsync(db, found, api.Clock.GetUtcNow(), default)).Count;
            await db.SaveChangesAsync();
            api.Clock.Advance(AlertWatch.Tick);
        }

        output.WriteLine($"notices of 480 raised and closed alerts in an hour: {notices}");
        Assert.InRange(notices, 2, 13);
    }

    [Fact]
    public async Task What_is_silent_is_listed_and_not_told_until_the_silence_ends()
    {
        await using var api = await StartAsync();
        var to = api.Clock.GetUtcNow().AddDays(9);
        await api.PostAsync(HttpStatusCode.Created, "/api/v1/silences", JsonSerializer.Serialize(new { subject = Source, to, reason = "Nghỉ Tết", by = "An" }));
        await api.Seed.AddRunAsync(Guid.NewGuid(), Source, "dossiers", RunState.Failed, errorCode: "E_SOURCE_TIMEOUT", error: "slow");

        Assert.Empty(await LookAsync(api));
        var alert = Assert.Single((await api.GetAsync("/api/v1/alerts")).EnumerateArray());
        var silence = Assert.Single((await api.GetAsync("/api/v1/silences")).EnumerateArray());
        Assert.Equal((AlertCauses.SourceDown, silence.GetProperty("id").GetInt64()), (alert.GetProperty("cause").GetString(), alert.GetProperty("silence").GetInt64()));
        Assert.Equal(("Nghỉ Tết", "An"), (silence.GetProperty("reason").GetString(), silence.GetProperty("by").GetString()));

        using var ended = await api.Client.DeleteAsync(new Uri($"/api/v1/silences/{silence.GetProperty("id").GetInt64()}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        Assert.Single(await LookAsync(api));
        await using var db = await api.Seed.ContextAsync();
        Assert.Equal(["alert.silence", "alert.silence.end"], await db.AuditLog.Where(a => a.Action.StartsWith("alert.")).OrderBy(a => a.Seq).Select(a => a.Action).ToListAsync());

        // One alert by its number, and what cannot be.
        await api.PostAsync(HttpStatusCode.OK, $"/api/v1/alerts/{alert.GetProperty("id").GetInt64()}/silence", JsonSerializer.Serialize(new { to, reason = "đang sửa" }));
        foreach (var bad in new object[] { new { to, reason = "x", cause = "no-cause" }, new { to = to.AddDays(-20), reason = "x" }, new { to = to.AddDays(200), reason = "x" }, new { to, reason = " " } })
        {
            Assert.Equal("bad-silence", (await api.PostAsync(HttpStatusCode.BadRequest, "/api/v1/silences", JsonSerializer.Serialize(bad))).GetProperty("type").GetString());
        }
    }

    /// <summary>One after the other in one hub, because a hub takes a second to start; what moves its clock comes last.</summary>
    [Fact]
    public async Task Each_cause_is_named_by_itself()
    {
        await using var api = await StartAsync();
        await using var db = await api.Seed.ContextAsync();
        var (now, storeNow) = (api.Clock.GetUtcNow(), await StageRows.NowAsync(db, default));
        (string Cause, Func<Task> Arrange)[] cases =
        [
            (AlertCauses.SourceDown, () => FailAsync("E_SOURCE_UNREACHABLE")),
            (AlertCauses.CredentialsRefused, () => FailAsync("E_FORBIDDEN")),
            (AlertCauses.SourceFailing, () => FailAsync("E_PAGING")),
            (AlertCauses.BudgetUsedUp, () => AddAsync(new SourceState { Source = Source, WaitFor = "budget", WaitUntil = now.AddHours(2) })),
            (AlertCauses.WillBeLate, () => AddAsync(new SourceState { Source = Source, Paused = true })),
            (AlertCauses.StageDead, () => AddAsync(Stage("collect", storeNow.AddMinutes(-1)))),
            (AlertCauses.StageDead, () => AddAsync(Stage("notify", storeNow.AddSeconds(5), "loop: its loop has ended"))),
            (AlertCauses.StageNotReady, () => AddAsync(Stage("notify", storeNow.AddSeconds(5), "its memory"))),
            (AlertCauses.BrokerDown, () => AddAsync(
                Stage("record", storeNow.AddSeconds(5), "bus: masstransit-bus"), Stage("collect", storeNow.AddSeconds(5), "bus: publishing"), new Subscription { Id = "bus", Kind = "bus", Failures = 5, Problem = "the broker cannot be reached" })),
            (AlertCauses.QueueFull, () => AddAsync(Page(BatchState.Pending))),
            (AlertCauses.StageDead, () => AddAsync(Stage("record", storeNow.AddMinutes(-1)), Page(BatchState.Pending))),
            (AlertCauses.OutboxStuck, () => AddAsync(new Subscription { Id = "bus", Kind = "bus", Failures = 3, Problem = "x" })),
            (AlertCauses.SubscriberFailing, () => AddAsync(new Subscription { Id = "desk", Kind = "webhook", Address = "https://desk.example.gov.vn/", Failures = 3, Problem = "it answered 500" })),
            (AlertCauses.Parked, () => AddAsync(Page(BatchState.Parked))),
            (AlertCauses.StoreDisk, () => AddAsync(Stage("record", storeNow.AddSeconds(5), free: 100L << 20))),
            (AlertCauses.ClockOff, () => AddAsync(Stage("record", storeNow.AddSeconds(5), off: -7000))),
            (AlertCauses.SourceStale, () => LaterAsync(TimeSpan.FromHours(2))),
            (AlertCauses.FigureLate, async () =>
            {
                await LaterAsync(TimeSpan.FromDays(8));
                await api.Seed.PullAsync("period-snapshots", []);
                await api.Seed.AddRunAsync(Guid.NewGuid(), Source, "dossiers", RunState.Succeeded);
            }),
            (AlertCauses.SchemaChanged, async () =>
            {
                await api.Seed.PullAsync("period-snapshots", []);
                await api.Seed.PullAsync("dossiers", [], rejections: [.. Enumerable.Range(1, 7).Select(i => new RejectedRecord { Record = $"X-{i}", Code = "E_FIELD_MISSING", Place = "NgayTiepNhan", Message = "there is no field" })]);
            }),
        ];
        foreach (var (cause, arrange) in cases)
        {
            await arrange();
            var notices = await LookAsync(api);
            Assert.True(notices is [var one] && one.Cause == cause, $"{cause}: told was {string.Join(", ", notices.Select(n => n.Cause))}");
            output.WriteLine($"{cause}: {notices[0].Raised.Single().Text.Vi} → {string.Join(", ", notices[0].Raised.Single().Hits)}");

            // As if it had never been.
            await db.Alerts.ExecuteDeleteAsync();
            await db.Stages.ExecuteDeleteAsync();
            await db.Subscriptions.ExecuteDeleteAsync();
            await db.SourceStates.ExecuteDeleteAsync();
            await db.Batches.Where(b => b.Run == Guid.Empty).ExecuteDeleteAsync();
            await db.Runs.Where(r => r.State == RunState.Failed).ExecuteDeleteAsync();
        }

        Task FailAsync(string code) => api.Seed.AddRunAsync(Guid.NewGuid(), Source, "dossiers", RunState.Failed, error: "x", errorCode: code);
        async Task AddAsync(params object[] rows)
        {
            await using var adding = await api.Seed.ContextAsync();
            adding.AddRange(rows);
            await adding.SaveChangesAsync();
        }

        Task LaterAsync(TimeSpan span)
        {
            api.Clock.Advance(span);
            return Task.CompletedTask;
        }

        static StageRow Stage(string stage, DateTimeOffset at, string? problem = null, long free = 50L << 30, long off = 0) => new()
        {
            Process = "machine/1/" + stage, Stage = stage, State = problem is null ? StageRow.Ready : StageRow.NotReady, Problem = problem, BeatAt = at, ClockOffMilliseconds = off, DiskFree = free, DiskSize = 100L << 30,
        };
        Batch Page(BatchState state) => new()
        {
            Id = Guid.NewGuid(), Run = Guid.Empty, Seq = 0, Source = Source, Stream = "dossiers", Connector = "tthc", CreatedAt = now.AddMinutes(-7), Readings = 0, State = state,
        };
    }

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task One_process_watches_at_a_time_and_another_goes_on_when_it_falls_silent(string store)
    {
        await using var api = await StartAsync(store);
        await using var db = await api.Seed.ContextAsync();
        var now = await StageRows.NowAsync(db, default);
        var first = await AlertLease.TakeAsync(db, "one", now, default);
        Assert.NotNull(first);
        Assert.Null(await AlertLease.TakeAsync(db, "other", now.AddSeconds(59), default));
        Assert.Equal(first, await AlertLease.TakeAsync(db, "one", now.AddSeconds(30), default));
        var second = await AlertLease.TakeAsync(db, "other", now.AddSeconds(91), default);
        Assert.Equal(first + 1, second);
        Assert.False(await AlertLease.HoldsAsync(db, first!.Value, now.AddSeconds(92), default), "one that wakes up after its turn writes nothing");
        await AlertLease.ReleaseAsync(db, "other", default);
        Assert.Equal(second + 1, await AlertLease.TakeAsync(db, "one", now.AddSeconds(93), default));
    }

    private static Task<IReadOnlyList<AlertNotice>> LookAsync(ApiServer api) => api.Services.GetRequiredService<AlertWatch>().LookAsync(default);

    private static async Task<ApiServer> StartAsync(string store = ApiServer.Sqlite)
    {
        var api = await ApiServer.StartAsync(store);
        await api.ApplyAsync("plans/plan-2024.yaml", SeedCatalogue.Files.Find("plans/plan-2024.yaml")!.Replace(
            "rows:", "reporting:\n  - { id: q, who: Tỉnh, frequency: quarterly, asWritten: ngày 25, byDay: 25 }\nrows:", StringComparison.Ordinal));
        await api.Seed.AllAsync();
        return api;
    }
}
