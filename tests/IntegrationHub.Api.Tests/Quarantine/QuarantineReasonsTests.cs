using System.Net;
using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Catalogue;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.Api.Tests.Quarantine;

public sealed class QuarantineReasonsTests
{
    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task Refused_records_are_grouped_by_what_is_wrong_and_a_kind_is_discarded_at_once_by_the_number_that_was_seen(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        await RefuseAsync(api, ("X-1", "E_BAD_DATE", "31/02/2024"), ("X-2", "E_BAD_DATE", "31/02/2024"), ("X-3", "E_BAD_DATE", "1/13/2024"), ("X-4", "E_UNKNOWN_STATUS", "77"), ("X-5", "E_JUMP", "900"));

        var reasons = (await api.GetAsync("/api/v1/quarantine/reasons")).EnumerateArray().ToList();

        Assert.Equal(["E_BAD_DATE 3", "E_JUMP 1", "E_UNKNOWN_STATUS 1"], reasons.Select(r => $"{r.GetProperty("code").GetString()} {r.GetProperty("records").GetInt32()}").Order());
        var dates = reasons[0];
        Assert.Equal(["31/02/2024 2", "1/13/2024 1"], dates.GetProperty("samples").EnumerateArray().Select(s => $"{s.GetProperty("sample").GetString()} {s.GetProperty("records").GetInt32()}"));
        Assert.Equal(("X-3", "NgayTra", true), (dates.GetProperty("newest").GetProperty("record").GetString(), dates.GetProperty("place").GetString(), dates.GetProperty("remedy").GetString()!.Contains("date", StringComparison.Ordinal)));
        Assert.True(reasons.Single(r => r.GetProperty("code").GetString() == "E_JUMP").GetProperty("held").GetBoolean());

        const string Dates = """ "source": "tthc-test", "code": "E_BAD_DATE", "reason": "nguồn đã sửa" """;
        Assert.Contains("3 records, you saw 2", (await api.PostAsync(HttpStatusCode.Conflict, "/api/v1/quarantine/discard", $$"""{ {{Dates}}, "expected": 2 }""")).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, (await api.PostAsync(HttpStatusCode.OK, "/api/v1/quarantine/discard", $$"""{ {{Dates}}, "expected": 3 }""")).GetProperty("records").GetInt32());
        await api.PostAsync(HttpStatusCode.Conflict, "/api/v1/quarantine/discard", $$"""{ {{Dates}}, "expected": 3 }""");
        Assert.Equal(1, (await api.PostAsync(HttpStatusCode.Accepted, "/api/v1/quarantine/replay?sample=77")).GetProperty("records").GetInt32());
        Assert.Equal(0, (await api.PostAsync(HttpStatusCode.Accepted, "/api/v1/quarantine/replay?code=E_JUMP")).GetProperty("records").GetInt32());
        Assert.Equal(1, (await api.PostAsync(HttpStatusCode.Accepted, "/api/v1/quarantine/replay?code=E_JUMP&accept=true")).GetProperty("records").GetInt32());

        await using var db = await api.Seed.ContextAsync();
        Assert.Equal([("discarded", "nguồn đã sửa", 3), ("open", null, 2)], (await db.Rejections.ToListAsync()).GroupBy(r => (r.State, r.Decision)).Select(g => (g.Key.State, g.Key.Decision, g.Count())).OrderBy(g => g.State));
        var audit = await db.AuditLog.Where(a => a.Action == "quarantine.discard").SingleAsync();
        Assert.Contains("E_BAD_DATE", audit.Before, StringComparison.Ordinal);
        Assert.Contains("nguồn đã sửa", audit.After, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "reason": "all" }""", "say which records")]
    [InlineData("""{ "code": "E_BAD_DATE" }""", "reason")]
    [InlineData("""{ "code": "E_BAD_DATE", "reason": "  " }""", "reason")]
    public async Task A_discard_of_many_names_them_and_says_why(string body, string said)
    {
        var api = shared ??= await ApiServer.StartAsync();
        Assert.Contains(said, (await api.PostAsync(HttpStatusCode.BadRequest, "/api/v1/quarantine/discard", body)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task An_unknown_code_comes_with_what_it_could_mean_and_once_it_is_said_its_records_are_counted_again(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        await RefuseAsync(api, ("X-1", "E_UNKNOWN_AGENCY", "000.01.001.H02"), ("X-2", "E_UNKNOWN_AGENCY", "UBND Xa An"), ("X-3", "E_UNKNOWN_AGENCY", "UBND Xa An"), ("X-4", "E_UNKNOWN_AGENCY", "zzz"), ("X-5", "E_UNKNOWN_STATUS", "77"));

        var codes = await api.GetAsync("/api/v1/quarantine/unknown-codes");

        var agencies = codes.GetProperty("agencies").EnumerateArray().ToDictionary(a => a.GetProperty("code").GetString()!);
        Assert.Equal(2, agencies["UBND Xa An"].GetProperty("records").GetInt32());
        var (byName, bySpelling) = (agencies["UBND Xa An"].GetProperty("proposals")[0], agencies["000.01.001.H02"].GetProperty("proposals")[0]);
        Assert.Equal(("commune-a", "Xã An", "name"), (byName.GetProperty("unit").GetString(), byName.GetProperty("name").GetString(), byName.GetProperty("because").GetString()));
        Assert.Equal(("commune-a", "code", "H02.01.01"), (bySpelling.GetProperty("unit").GetString(), bySpelling.GetProperty("because").GetString(), bySpelling.GetProperty("known").GetString()));
        Assert.Equal(0, agencies["zzz"].GetProperty("proposals").GetArrayLength());
        var value = codes.GetProperty("values").EnumerateArray().Single();
        Assert.Equal(("77", "mappings/tthc/dossiers.map.yaml", false), (value.GetProperty("value").GetString(), value.GetProperty("mapping").GetString(), value.GetProperty("inCatalogue").GetBoolean()));

        var added = await api.PostAsync(HttpStatusCode.Created, "/api/v1/aliases", """{ "source": "tthc-test", "code": "UBND Xa An", "unit": "commune-a", "replay": true, "note": "theo danh mục" }""");
        Assert.Equal((true, 2, 2, "Xã An"), (added.GetProperty("changed").GetBoolean(), added.GetProperty("waiting").GetInt32(), added.GetProperty("replaying").GetInt32(), added.GetProperty("unitName").GetString()));
        Assert.False((await api.PostAsync(HttpStatusCode.Created, "/api/v1/aliases", """{ "source": "tthc-test", "code": "UBND Xa An", "unit": "commune-a" }""")).GetProperty("changed").GetBoolean());
        Assert.Contains((await api.GetAsync("/api/v1/aliases?source=tthc-test")).EnumerateArray(), a => a.GetProperty("code").GetString() == "UBND Xa An" && a.GetProperty("unit").GetString() == "commune-a");

        // Another meaning at the same time is refused by the rules of the catalogue.
        var twice = await api.PostAsync(HttpStatusCode.BadRequest, "/api/v1/aliases", """{ "source": "tthc-test", "code": "UBND Xa An", "unit": "commune-b" }""");
        Assert.Equal("E_ALIAS_OVERLAP", twice.GetProperty("findings")[0].GetProperty("code").GetString());
        await using var db = await api.Seed.ContextAsync();
        Assert.Equal(2, await db.Rejections.CountAsync(r => r.ReplayRequested));
        Assert.Equal(1, await db.AuditLog.CountAsync(a => a.Action == "alias.add" && a.Subject == "source/tthc-test"));
        Assert.Equal(["aliases/tthc-test.yaml"], await db.HubChanges.Select(c => c.Path).ToListAsync());
    }

    [Fact]
    public async Task An_unknown_status_is_proposed_as_the_next_version_of_the_mapping_and_a_second_person_approves_it()
    {
        await using var api = await ApiServer.StartAsync();
        const string Mapping = "mappings/tthc/dossiers.map.yaml";
        await api.ApplyAsync(Mapping, """
            stream: dossiers
            version: 4
            kind: records
            title: { vi: "Hồ sơ", en: "Dossiers" }
            key: [MaHoSo]
            agency: { field: donVi }
            fields:
              MaHoSo: key
              donVi: agency
              TrangThai: { code: [1, 2, 9, 10], unknown: E_UNKNOWN_STATUS } # as the source lists them
              NgayTiepNhan: day
            conditions:
              done: { TrangThai: [9, 10] }
            values:
              dossier.received: { on: NgayTiepNhan, when: done }

            """);
        await RefuseAsync(api, ("X-1", "E_UNKNOWN_STATUS", "77"), ("X-2", "E_UNKNOWN_STATUS", "77"));

        var value = (await api.GetAsync("/api/v1/quarantine/unknown-codes")).GetProperty("values").EnumerateArray().Single();
        Assert.Equal("""[{"codes":["1","2"],"conditions":[]},{"codes":["9","10"],"conditions":["done"]}]""", value.GetProperty("meanings").GetRawText());

        var draft = await api.PostAsync(HttpStatusCode.Created, "/api/v1/quarantine/unknown-codes/meaning", """{ "source": "tthc-test", "stream": "dossiers", "place": "TrangThai", "value": "77", "like": "9", "by": "An" }""");
        Assert.Contains("TrangThai 77 = 9", draft.GetProperty("note").GetString(), StringComparison.Ordinal);
        var approve = $"/api/v1/catalogue/drafts/{draft.GetProperty("id").GetInt64()}/approve";
        await api.PostAsync(HttpStatusCode.Forbidden, approve, """{ "by": "An" }""");
        await api.PostAsync(HttpStatusCode.OK, approve, """{ "by": "Bình" }""");
        var active = (await ((CatalogueStore)api.Services.GetService(typeof(CatalogueStore))!).CurrentAsync(CancellationToken.None))!.Files.Find(Mapping)!;
        Assert.Contains("version: 5", active, StringComparison.Ordinal);
        Assert.Contains("TrangThai: { code: [1, 2, 9, 10, 77], unknown: E_UNKNOWN_STATUS } # as the source lists them", active, StringComparison.Ordinal);
        Assert.Contains("done: { TrangThai: [9, 10, 77] }", active, StringComparison.Ordinal);

        var refused = await api.PostAsync(HttpStatusCode.BadRequest, "/api/v1/quarantine/unknown-codes/meaning", """{ "source": "tthc-test", "stream": "dossiers", "place": "TrangThai", "value": "78", "like": "5" }""");
        Assert.Equal("bad-meaning", refused.GetProperty("type").GetString());
    }

    [Fact]
    public async Task People_who_say_at_once_what_codes_of_one_source_mean_all_succeed()
    {
        await using var api = await ApiServer.StartAsync();
        await Task.WhenAll(Enumerable.Range(1, 4).Select(i => api.PostAsync(HttpStatusCode.Created, "/api/v1/aliases", $$"""{ "source": "tthc", "code": "N.{{i}}", "unit": "commune-a" }""")));
        Assert.Equal(4, (await api.GetAsync("/api/v1/aliases?source=tthc-test")).EnumerateArray().Count(a => a.GetProperty("code").GetString()!.StartsWith("N.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{ "source": "x", "code": "A", "unit": "commune-a" }""", "source")]
    [InlineData("""{ "source": "tthc-test", "code": " ", "unit": "commune-a" }""", "code")]
    [InlineData("""{ "source": "tthc-test", "code": "a\"}, { code: b", "unit": "commune-a" }""", "code")]
    [InlineData("""{ "source": "tthc-test", "code": "A", "unit": "nobody" }""", "unit")]
    [InlineData("{}", "source")]
    public async Task An_alias_that_cannot_be_is_refused_at_its_field(string body, string field)
    {
        var api = shared ??= await ApiServer.StartAsync();
        var problem = await api.PostAsync(HttpStatusCode.BadRequest, "/api/v1/aliases", body);
        Assert.Equal(("bad-alias", field), (problem.GetProperty("type").GetString(), problem.GetProperty("findings")[0].GetProperty("field").GetString()));
    }

    private static Task RefuseAsync(ApiServer api, params (string Record, string Code, string Sample)[] refused) => api.Seed.PullAsync(
        "dossiers", [], rejections: [.. refused.Select(r => new RejectedRecord { Record = r.Record, Code = r.Code, Place = r.Code == "E_BAD_DATE" ? "NgayTra" : "TrangThai", Message = "wrong", Sample = r.Sample })]);

    private static ApiServer? shared;
}
