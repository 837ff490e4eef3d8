using System.Globalization;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Entries;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Releases;
using IntegrationHub.Store.Tests.Stores;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;

namespace IntegrationHub.Store.Tests.Releases;

/// <summary>Releases from preparation to what becomes of their figures.</summary>
public abstract class ReleaseSuite(Database database)
{
    [Fact]
    public async Task A_release_needs_a_check_two_people_and_a_reason_for_what_is_open()
    {
        await using var world = await ReleaseWorld.CreateAsync(database, isComplete: false);
        Assert.Equal("Partial(0) 143/200 Undetermined", await world.RowAsync());
        var (id, book) = ((await world.PrepareAsync()).Id, world.Book);
        await RefusedAsync("release-state", () => book.SubmitAsync(id, "Nguyễn An", "gấp", default));
        var (checkedNow, findings) = await book.CheckAsync(id, "Nguyễn An", default);
        Assert.Equal((Release.Checked, findings.Count), (checkedNow.State, checkedNow.Findings));
        Assert.DoesNotContain(findings, f => f.IsBlocking);
        Assert.Equal(["p"], findings.Single(f => f is { Code: "Partial", Indicator: "online-rate" }).Units);
        Assert.Equal(["b", "b1"], findings.Single(f => f is { Code: "NoData", Indicator: "online-rate" }).Units);
        Assert.All(findings, f => Assert.NotEqual("", f.Remedy));

        await RefusedAsync("release-findings", () => book.SubmitAsync(id, "Nguyễn An", " ", default));
        var submitted = await book.SubmitAsync(id, "Nguyễn An", "xã B1 mất điện", default);
        Assert.Equal((Release.Submitted, "xã B1 mất điện"), (submitted.State, submitted.Acknowledged));
        await RefusedAsync("release-state", () => book.SubmitAsync(id, "Lê Bình", "gấp", default));
        await RefusedAsync("release-state", async () => (await book.CheckAsync(id, "Lê Bình", default)).Release);
        await RefusedAsync("second-person", () => book.ApproveAsync(id, "  nguye\u0302\u0303n  AN ", default));
        Assert.Equal("Partial(0) 143/200 Undetermined", await world.RowAsync());

        var approved = await book.ApproveAsync(id, "Lê Bình", default);
        Assert.Equal((Release.Approved, "Lê Bình", submitted.Digest), (approved.State, approved.ApprovedBy, approved.Digest));
        await RefusedAsync("release-state", () => book.WithdrawAsync(id, "Lê Bình", "nhầm", default));
        var content = await book.ContentAsync(id, default);
        Assert.Equal((id, "xã B1 mất điện", findings.Count), (content.Release, content.Submission!.Reason, content.Findings.Count));
        Assert.Equal(approved.Digest, CanonicalJson.Digest(CanonicalJson.Of(content)));

        // Of a figure that is not complete nothing is made final.
        Assert.Equal("Partial(0) 143/200 Undetermined", await world.RowAsync());
        Assert.Equal("Final(0) 71/100 Met", await world.RowAsync("a1"));
        await using var db = world.Store.Open();
        Assert.Equal(["release.prepare", "release.check", "release.submit", "release.approve"], await db.Set<AuditRow>().Where(r => r.Subject == $"release/{id}").OrderBy(r => r.Seq).Select(r => r.Action).ToListAsync());
    }

    [Fact]
    public async Task A_release_is_announced_once_and_its_figures_are_final_from_the_approval_on()
    {
        await using var world = await ReleaseWorld.CreateAsync(database);
        Assert.Equal("Provisional(0) 179/250 Met", await world.RowAsync());
        var before = world.Clock.GetUtcNow();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var release = await world.ReleaseAsync();
        Assert.Equal("Final(0) 179/250 Met", await world.RowAsync());
        Assert.Equal("Provisional(0) 179/250 Met", await world.RowAsync(knownAt: before));
        Assert.Equal((0, 0), await world.AnnounceAsync());
        Assert.Equal(Release.Announced, (await world.Book.FindAsync(release.Id, default)).State);
        var told = Assert.Single(await world.EventsAsync("release.announced."));
        Assert.Equal(("vn.integrationhub.release.announced.v1", "plan/" + release.Id), (told["type"]!.GetValue<string>(), told["subject"]!.GetValue<string>()));
        Assert.Equal((release.Digest, "2024-Q1"), (told["data"]!["digest"]!.GetValue<string>(), told["data"]!["period"]!.GetValue<string>()));
        Assert.DoesNotContain("Lê Bình", told.ToJsonString(), StringComparison.Ordinal);

        // Rows, names, confirmed days and the way back are all in it.
        var content = await world.Book.ContentAsync(release.Id, default);
        Assert.Equal(["a", "a1", "a2", "b", "b1", "m", "p"], content.Rows.Select(r => r.Unit).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(("p", "Final", "71.600000000000"), content.Rows[0] is var row ? (row.Unit, row.Status, row.Percent) : default);
        Assert.Contains($"asKnownAt={Uri.EscapeDataString("2024-04-05T01:")}", row.Lineage, StringComparison.Ordinal);
        Assert.Equal(("Trên 70%", "trên 70%"), content.Lines.Single() is var line ? (line.Title, line.Target) : default);
        Assert.Equal("A1", content.Units.Single(u => u.Id == "a1").Name);
        Assert.Equal(1, content.Catalogue.Version);
    }

    [Fact]
    public async Task A_correction_restates_with_before_after_and_cause_and_what_was_released_stays()
    {
        await using var world = await ReleaseWorld.CreateAsync(database);
        var release = await world.ReleaseAsync();
        var then = world.Clock.GetUtcNow();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.CorrectAsync("A1", 61, 100);

        Assert.Equal(
            ["a 1 correction 143/200 Met -> 133/200 NotMet", "a1 1 correction 71/100 Met -> 61/100 NotMet", "p 1 correction 179/250 Met -> 169/250 NotMet"], await world.RestatedAsync());
        Assert.Equal("Restated(1) 169/250 NotMet", await world.RowAsync());
        Assert.Equal("Final(0) 36/50 Met", await world.RowAsync("b1"));
        Assert.Equal("Final(0) 179/250 Met", await world.RowAsync(knownAt: then));
        Assert.Equal("179", (await world.Book.ContentAsync(release.Id, default)).Rows[0].Numerator);

        var told = (await world.EventsAsync("release.restated.plan.online-rate.p")).Single()["data"]!;
        Assert.Equal(("correction", true, 1), (told["cause"]!.GetValue<string>(), told["verdictFlipped"]!.GetValue<bool>(), told["revision"]!.GetValue<int>()));
        Assert.Equal(("179", "169"), (told["before"]!["numerator"]!.GetValue<string>(), told["after"]!["numerator"]!.GetValue<string>()));
        await using (var db = world.Store.Open())
        {
            var batch = await db.Batches.OrderByDescending(b => b.No).FirstAsync();
            Assert.Equal((batch.No, batch.Run, "office-1"), await db.Restatements.Where(r => r.Unit == "p").Select(r => new ValueTuple<long?, Guid?, string?>(r.Batch, r.Run, r.Source)).SingleAsync());
        }

        // What changes nothing is no restatement; the second change counts on, and the released number again is final again.
        await world.CorrectAsync("A1", 61, 100);
        Assert.Equal(3, (await world.RestatedAsync()).Count);
        await world.CorrectAsync("A1", 71, 100);
        Assert.Equal("Final(2) 179/250 Met", await world.RowAsync());
        Assert.Equal(6, (await world.RestatedAsync()).Count);

        // Days of which nothing was released touch nothing.
        await world.RecordAsync([MovingWorld.Count("A1", Day(4, 2), 1, 1)]);
        Assert.Equal(6, (await world.RestatedAsync()).Count);
    }

    [Fact]
    public async Task What_arrives_late_restates_and_a_new_release_counts_on()
    {
        await using var world = await ReleaseWorld.CreateAsync(database, isComplete: false);
        await world.ReleaseAsync();
        await world.RecordAsync([MovingWorld.Count("B1", ReleaseWorld.Counted, 10, 50)], [Read("B1", Day(1, 1), Day(4, 5))]);
        Assert.Equal(["b 1 correction / NotEvaluable -> 10/50 NotMet", "b1 1 correction / NotEvaluable -> 10/50 NotMet", "p 1 correction 143/200 Undetermined -> 153/250 NotMet"], await world.RestatedAsync());
        Assert.Equal("Restated(1) 153/250 NotMet", await world.RowAsync());

        var second = await world.ReleaseAsync();
        Assert.Equal("Final(1) 153/250 NotMet", await world.RowAsync());
        Assert.Equal(1, (await world.Book.ContentAsync(second.Id, default)).Rows[0].Revision);
        Assert.Equal(1, (await world.EventsAsync("release.announced."))[^1]["data"]!["replaces"]!.GetValue<long>());
        await world.CorrectAsync("B1", 11, 50);
        Assert.Equal("Restated(2) 154/250 NotMet", await world.RowAsync());
        Assert.Equal(6, (await world.RestatedAsync()).Count);
    }

    [Fact]
    public async Task A_correction_between_freezing_and_approval_is_found_when_all_are_compared()
    {
        await using var world = await ReleaseWorld.CreateAsync(database);
        var release = await world.PrepareAsync();
        await world.CorrectAsync("A1", 61, 100);
        var (_, findings) = await world.Book.CheckAsync(release.Id, "Nguyễn An", default);
        Assert.DoesNotContain(findings, f => f.IsBlocking);
        await world.Book.SubmitAsync(release.Id, "Nguyễn An", "x", default);
        await world.Book.ApproveAsync(release.Id, "Lê Bình", default);
        Assert.Equal((1, 3), await world.AnnounceAsync());
        Assert.Contains("p 1 data 179/250 Met -> 169/250 NotMet", await world.RestatedAsync());
        Assert.Equal((0, 0), await world.AnnounceAsync());
    }

    [Fact]
    public async Task A_formula_a_target_and_a_move_restate_what_they_change_and_nothing_else()
    {
        await using var world = await ReleaseWorld.CreateAsync(database);
        await world.ReleaseAsync();
        var plan = MovingWorld.Files().All.Single(f => f.Path == "plans/plan.yaml").Text;
        await world.ApplyAsync("plans/plan.yaml", plan.Replace("value: 70", "value: 71.8", StringComparison.Ordinal));
        Assert.Equal((0, 3), await world.AnnounceAsync());
        Assert.Equal(
            ["a 1 target 143/200 Met -> 143/200 NotMet", "a1 1 target 71/100 Met -> 71/100 NotMet", "p 1 target 179/250 Met -> 179/250 NotMet"], await world.RestatedAsync());

        // Told in April: M belongs to B from 1 February on.
        await world.ApplyAsync("orgunits.yaml", MovingWorld.Files(moved: Day(2, 1)).All.Single(f => f.Path == "orgunits.yaml").Text);
        Assert.Equal((0, 2), await world.AnnounceAsync());
        Assert.Equal(
            ["a 2 geography 143/200 NotMet -> 107/150 NotMet", "b 1 geography 36/50 Met -> 72/100 Met"], (await world.RestatedAsync()).Where(r => r.Contains("geography", StringComparison.Ordinal)));

        await world.ApplyAsync("indicators.yaml", MovingWorld.Files(formula: MovingWorld.AtOnce).All.Single(f => f.Path == "indicators.yaml").Text);
        Assert.Equal((0, 7), await world.AnnounceAsync());
        Assert.Contains("p 2 definition 179/250 NotMet -> 0/250 NotMet", await world.RestatedAsync());
    }

    [Fact]
    public async Task Byte_for_byte_the_same_after_500_corrections_another_formula_and_a_merger()
    {
        await using var world = await ReleaseWorld.CreateAsync(database);
        var release = await world.ReleaseAsync();
        var file = await world.Book.FileAsync(release.Id, default);

        var days = Enumerable.Range(0, 90).Select(i => Day(1, 1).AddDays(i)).ToList();
        for (var page = 0; page < 5; page++)
        {
            await world.RecordAsync([.. Enumerable.Range(0, 100).Select(i => MovingWorld.Count(Communes[i % 4], days[(i + (page * 17)) % 90], (i + page) % 40, 40 + page, 100 + page, string.Create(CultureInfo.InvariantCulture, $"r{i:000}")))]);
        }

        await world.ApplyAsync(MovingWorld.Files(formula: MovingWorld.AtOnce));
        await world.AnnounceAsync();
        Assert.Contains(await world.RestatedAsync(), r => r.Contains(" definition ", StringComparison.Ordinal));
        await world.ApplyAsync(ReleaseWorld.Merged());
        await world.AnnounceAsync();
        Assert.Contains(await world.RestatedAsync(), r => r.Contains(" geography ", StringComparison.Ordinal) || r.StartsWith("a1 ", StringComparison.Ordinal));
        Assert.NotEqual("Final(0) 179/250 Met", await world.RowAsync());

        var other = world.Store.OtherProcess();
        var again = await other.Releases.FileAsync(release.Id, default);
        Assert.Equal(file, again);
        Assert.Equal(release.Digest, ReleaseFile.Verify(again).Digest);
        if (database is Database.Sqlite)
        {
            using var folder = new TemporaryFolder();
            await File.WriteAllBytesAsync(folder.File("release.json"), again);
            Assert.Equal((0, $"good {release.Digest}\n"), await ReleaseFileTests.NodeAsync(folder.File("release.json"), release.Digest!));
        }
    }

    [Fact]
    public async Task The_database_refuses_to_change_what_is_closed()
    {
        await using var world = await ReleaseWorld.CreateAsync(database);
        var draft = await world.PrepareAsync();
        await RefusedAsync("UPDATE release SET as_known_at = 1");
        await RefusedAsync("DELETE FROM release");
        await world.Book.CheckAsync(draft.Id, "Nguyễn An", default);
        await world.Book.SubmitAsync(draft.Id, "Nguyễn An", "x", default);
        await RefusedAsync("UPDATE release SET digest = 'x'");
        await RefusedAsync("UPDATE release SET submitted_by = 'x'");
        await RefusedAsync("UPDATE release_document SET digest = 'x'");
        await world.Book.ApproveAsync(draft.Id, "Lê Bình", default);
        await world.CorrectAsync("A1", 1, 100);
        await RefusedAsync("UPDATE release SET approved_by = 'x'");
        await RefusedAsync("UPDATE release SET withdrawn_at = 1");
        await RefusedAsync("DELETE FROM release_document");
        await RefusedAsync("UPDATE released_value SET numbers = 'x'");
        await RefusedAsync("DELETE FROM released_value");
        await RefusedAsync("INSERT INTO released_value SELECT release, 'other', part, unit, kind, from_day, to_day, numbers FROM released_value WHERE unit = 'p'");
        await RefusedAsync("UPDATE restatement SET after = NULL");
        await RefusedAsync("DELETE FROM restatement");
        if (database is Database.PostgreSql)
        {
            await RefusedAsync("TRUNCATE restatement");
        }

        async Task RefusedAsync(string sql)
        {
            await using var db = world.Store.Open();
            var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync(sql.Replace(" release ", " \"release\" ", StringComparison.Ordinal)));
            Assert.Contains("a release is kept as it is", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_refused_unconfirmed_behind_or_wrong_in_the_sums_is_found()
    {
        await using var world = await ReleaseWorld.CreateAsync(database);
        await world.ApplyAsync("sources/office-1.yaml", "id: office-1\nconnector: office\nname: { vi: Nguồn, en: Source }\nstreams: [cases]\noptions: {}\n");
        var page = new SourcePage(Cases, []) { Rejected = [new RejectedRecord { Record = "x", Code = "E_UNKNOWN_AGENCY", Place = "unit", Message = "?", Day = Day(3, 1).DayNumber }] };
        await SourcePage.ArchiveAsync(world.Store, [page]);
        await MovingWorld.RecordAsync(page, world.Store);
        await world.Store.Entries.AddAsync(new EntryDraft("plan", "a1", "2024-Q1", null, null, null, null, "thiếu người", "An"), default);
        await using (var db = world.Store.Open())
        {
            await db.Database.ExecuteSqlRawAsync("UPDATE figure_sum SET n = n + 1 WHERE scope = 1 AND unit = (SELECT id FROM code WHERE kind = 'unit' AND value = 'p')");
        }

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var release = await world.PrepareAsync();
        var (_, findings) = await world.Book.CheckAsync(release.Id, "Nguyễn An", default);
        Assert.Equal(["NotReproducible"], findings.Where(f => f.IsBlocking).Select(f => f.Code));
        Assert.Equal(["p"], findings[0].Units);
        Assert.Contains(findings, f => f is { Code: "Quarantine", Source: "office-1/cases" });
        Assert.Contains(findings, f => f is { Code: "UnconfirmedEntry", Units: ["a1"] });
        await RefusedAsync("release-findings", () => world.Book.SubmitAsync(release.Id, "Nguyễn An", "không sao", default));
        Assert.Equal(Release.Withdrawn, (await world.Book.WithdrawAsync(release.Id, "Nguyễn An", "sai tổng", default)).State);
    }

    [Fact]
    public async Task Up_to_a_cut_off_each_row_is_of_the_longest_period_that_its_grain_allows()
    {
        await using var world = await ReleaseWorld.CreateAsync(database);
        var release = await world.ReleaseAsync(null, Day(3, 15));
        var content = await world.Book.ContentAsync(release.Id, default);
        Assert.Equal((null, Day(3, 15), "2024-01-01..2024-03-15"), (content.Period, content.CutOff, content.Rows[0].Period.Id));
        await world.CorrectAsync("A1", 61, 100);
        Assert.Contains("p 1 correction 179/250 Met -> 169/250 NotMet", await world.RestatedAsync());
        await Assert.ThrowsAsync<ReleaseException>(() => world.PrepareAsync("2024-H1"));
        await Assert.ThrowsAsync<ReleaseException>(() => world.PrepareAsync(null, Day(4, 7)));
        await Assert.ThrowsAsync<ReleaseException>(() => world.PrepareAsync("2024-Q1", Day(4, 1)));
        await Assert.ThrowsAsync<ProgressQueryException>(() => world.PrepareAsync("2024-Q5"));
    }

    private static async Task RefusedAsync(string code, Func<Task<Release>> work) => Assert.Equal(code, (await Assert.ThrowsAsync<ReleaseException>(work)).Code);
}

public sealed class SqliteReleaseTests() : ReleaseSuite(Database.Sqlite);

public sealed class PostgreSqlReleaseTests() : ReleaseSuite(Database.PostgreSql);
