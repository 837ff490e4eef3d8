using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Api.Tests.Changes;
using IntegrationHub.Record;
using IntegrationHub.Record.Alerts;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.Releases;
using IntegrationHub.Store.Sources;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Api.Tests.OpenApi;

/// <summary>Both documents as others' tools see them: a linter, a validator of JSON Schema and the CloudEvents SDK, all in Node.</summary>
public sealed partial class InterfaceDocumentTests
{
    private static readonly string OpenApi = Repository.File("contracts/openapi/v1.json");
    private static readonly string AsyncApi = Repository.File("contracts/asyncapi/v1.json");

    [Fact]
    public async Task Both_documents_are_valid_by_the_linter()
    {
        foreach (var (code, findings, errors) in await Task.WhenAll(LintAsync(OpenApi), LintAsync(AsyncApi)))
        {
            Assert.True(code == 0 && !findings.Exists(f => f.StartsWith("error", StringComparison.Ordinal)), string.Join('\n', findings) + errors);
        }
    }

    [Fact]
    public async Task A_document_with_a_fault_is_not()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("v1.json");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(AsyncApi)).Replace("\"action\": \"send\"", "\"action\": \"shout\"", StringComparison.Ordinal));
        var (code, findings, _) = await LintAsync(file);
        Assert.NotEqual(0, code);
        Assert.Contains(findings, f => f.Contains("struct", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_event_that_is_really_sent_is_what_the_document_says()
    {
        await using var api = await ApiServer.StartAsync();
        var events = await EventsOfEveryKindAsync(api);

        Assert.Equal("[]", await CheckAsync(events));
        var kinds = events.Select(e => Type().Match(e.GetProperty("body").GetString()!).Value).ToHashSet();
        Assert.Equal(TypesIn(await File.ReadAllTextAsync(AsyncApi)).Order(), kinds.Order());

        // What a reader must be able to rely on was really there: a figure before, without one, restated, with a document.
        var data = events.Select(e => Body(e).GetProperty("data")).ToList();
        Assert.Contains(data, d => d.TryGetProperty("kind", out _) && d.GetProperty("previous").ValueKind is JsonValueKind.Object && d.GetProperty("reason").ValueKind is JsonValueKind.String);
        Assert.Contains(data, d => d.TryGetProperty("kind", out _) && d.GetProperty("previous").ValueKind is JsonValueKind.Null && d.GetProperty("numerator").ValueKind is JsonValueKind.String);
        Assert.Contains(data, d => d.TryGetProperty("evidence", out var evidence) && evidence.ValueKind is JsonValueKind.Object);
    }

    [Fact]
    public async Task An_event_with_another_shape_is_found_out()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Seed.AllAsync();
        var good = (await SentAsync(api))[0];
        foreach (var (from, to) in new[] { ("\"numerator\":\"", "\"numerator\":1,\"n\":\""), ("\"verdict\":", "\"vreddict\":"), ("\"specversion\":\"1.0\"", "\"specversion\":\"2.0\"") })
        {
            var bad = JsonSerializer.SerializeToNode(good)!;
            bad["body"] = Body(good).GetRawText().Replace(from, to, StringComparison.Ordinal);
            Assert.NotEqual("[]", await CheckAsync([JsonSerializer.SerializeToElement(bad)]));
        }
    }

    /// <summary>Whoever sends a new type describes it: the types in the product are those of the document.</summary>
    [Fact]
    public async Task The_document_knows_every_type_of_event_in_the_product()
    {
        var product = Directory.EnumerateFiles(Repository.File("src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !f.Contains("IntegrationHub.Api", StringComparison.Ordinal))
            .SelectMany(f => Type().Matches(File.ReadAllText(f)).Select(m => m.Value)).ToHashSet();

        // What a person tests one webhook with is told to nobody else: it is on no channel.
        Assert.True(product.Remove(DeliveryBook.TestType));
        Assert.Equal(TypesIn(await File.ReadAllTextAsync(AsyncApi)).Order(), product.Order());
    }

    /// <summary>A figure for the first time, another one, a month that had counted and was released, and what a person entered.</summary>
    private static async Task<IReadOnlyList<JsonElement>> EventsOfEveryKindAsync(ApiServer api)
    {
        await api.Seed.AllAsync();
        var (book, told) = (api.Services.GetRequiredService<ReleaseBook>(), api.Services.GetRequiredService<ReleaseAnnouncer>());
        var release = (await book.PrepareAsync(new ReleaseOrder("plan-2024", "2024-M01", null, null, null, "an"), CancellationToken.None)).Id;
        await book.CheckAsync(release, "an", CancellationToken.None);
        await book.SubmitAsync(release, "an", "đã rà soát", CancellationToken.None);
        await book.ApproveAsync(release, "binh", CancellationToken.None);
        Assert.Equal(1, (await told.AnnounceAsync(CancellationToken.None)).Announced);
        await api.Seed.PullAsync("period-snapshots", [Seed.Snapshot("commune-a", Seed.January, 10, 9)]);
        await api.ChangeAsync("commune-a", 7);
        var entry = await api.PostAsync(HttpStatusCode.Created, "/api/v1/entries",
            """{"what":"rule-issued","unit":"province","period":"2024","state":"done","document":"12/QĐ","documentDate":"2024-02-01","by":"an"}""");
        await api.PostAsync(HttpStatusCode.OK, $"/api/v1/entries/{entry.GetProperty("id")}/confirm", """{"by":"binh"}""");
        await api.Services.GetRequiredService<DecisionAnnouncer>().AnnounceAsync(CancellationToken.None);
        await api.ApplyAsync("plans/duties-2024.yaml", Duties.DutiesEndpointsTests.Plan.Replace("beforeDay: 20", "beforeDay: 25", StringComparison.Ordinal));
        Assert.Equal(2, await api.Services.GetRequiredService<DutyReminders>().AnnounceAsync(CancellationToken.None));
        await api.Seed.AddRunAsync(Guid.NewGuid(), "tthc-test", "dossiers", RunState.Failed, errorCode: "E_SIGN_IN", error: "refused");
        Assert.NotEmpty(await api.Services.GetRequiredService<AlertWatch>().LookAsync(CancellationToken.None));
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.Seed.AddRunAsync(Guid.NewGuid(), "tthc-test", "dossiers", RunState.Succeeded);
        Assert.NotEmpty(await api.Services.GetRequiredService<AlertWatch>().LookAsync(CancellationToken.None));
        return await SentAsync(api);
    }

    /// <summary>As the relay puts it on the bus; PublicExchangeTests shows that a client of the bus receives exactly that.</summary>
    private static async Task<IReadOnlyList<JsonElement>> SentAsync(ApiServer api)
    {
        await using var db = await api.Seed.ContextAsync();
        return [.. (await db.Outbox.AsNoTracking().OrderBy(e => e.Id).ToListAsync()).Select(e => JsonSerializer.SerializeToElement(new
        {
            key = e.RoutingKey, contentType = "application/cloudevents+json", messageId = e.EventId.ToString(), body = e.Body,
            headers = e.TraceParent is null ? [] : new Dictionary<string, string> { ["traceparent"] = e.TraceParent },
        }))];
    }

    private static JsonElement Body(JsonElement sent)
    {
        using var document = JsonDocument.Parse(sent.GetProperty("body").GetString()!);
        return document.RootElement.Clone();
    }

    private static async Task<string> CheckAsync(IReadOnlyList<JsonElement> events)
    {
        var result = await NodeProgram.RunAsync(Repository.File("tests/node/check-events.js"), [AsyncApi, "--exact"], JsonSerializer.Serialize(events));
        Assert.True(result.ExitCode == 0, result.Errors);
        return result.Output.Trim();
    }

    private static async Task<(int Code, List<string> Findings, string Errors)> LintAsync(string document)
    {
        var result = await NodeProgram.RunAsync(NodeProgram.Redocly, ["lint", document, "--format", "json", "--config", Repository.File("tests/node/redocly.yaml")]);
        if (!result.Output.StartsWith('{'))
        {
            return (result.ExitCode == 0 ? -1 : result.ExitCode, [], result.Output + result.Errors);
        }

        using var report = JsonDocument.Parse(result.Output);
        return (result.ExitCode, [.. report.RootElement.GetProperty("problems").EnumerateArray().Select(p =>
            $"{p.GetProperty("severity")} {p.GetProperty("ruleId")} {p.GetProperty("location")[0].GetProperty("pointer")}: {p.GetProperty("message")}")], result.Errors);
    }

    private static HashSet<string> TypesIn(string text) => [.. Type().Matches(text).Select(m => m.Value)];

    /// <summary>What happened to what; a file has a kind of its own, of one word.</summary>
    [GeneratedRegex(@"vn\.integrationhub\.[a-z-]+\.[a-z-]+\.v[0-9]+")]
    private static partial Regex Type();
}
