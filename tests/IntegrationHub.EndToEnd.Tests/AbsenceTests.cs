using System.Text.Json.Nodes;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Catalogue;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>A source from which records go away without a word.</summary>
public sealed class AbsenceTests
{
    private const string Mapping = """
        stream: counts
        version: 1
        kind: records
        complete: window
        title: { vi: "Phiếu khảo sát", en: "Survey forms" }
        key: [id]
        agency: commune
        fields:
          id: key
          commune: agency
          day: day
          content: { code: ["yes", "no"] }
        unused: [month]
        conditions:
          content: { content: ["yes"] }
        values:
          survey.asked: { on: day }
          survey.content: { on: day, when: content }
        request:
          path: counts
          query: { since: "{from}", until: "{to}", skip: "{offset}", max: "{limit}" }
          paging: { by: offset, size: 400, end: short }
          on: day
          overlap: 62
        """;

    private static readonly TimeSpan LongerThanAnHour = TimeSpan.FromMinutes(61);

    [Fact]
    public Task What_two_complete_reads_have_not_brought_is_taken_back_and_many_at_once_are_held() => TakeBackAsync(Stack.SqliteAndInMemoryBus);

    [Fact]
    [Trait("Category", "Full")]
    public Task So_it_is_on_servers() => TakeBackAsync(Stack.PostgreSqlAndRabbitMq);

    private static async Task TakeBackAsync(Stack stack)
    {
        await using var hub = await StartAsync(stack, Mapping);
        await hub.PullAsync();
        await AssertAsync(hub, ("c1", 300), ("c2", 300));

        // Of c1 fewer than one in a hundred, of c2 more.
        var gone = Remove(hub, "c1", 2);
        Remove(hub, "c2", 4);
        await PullLaterAsync(hub, LongerThanAnHour);
        await PullLaterAsync(hub, LongerThanAnHour);
        await AssertAsync(hub, ("c1", 300), ("c2", 300));

        // The next poll, however soon, judges by the two reads before it.
        await PullLaterAsync(hub, TimeSpan.FromMinutes(30));
        await AssertAsync(hub, ("c1", 298), ("c2", 300));
        var held = await hub.OpenAsync();
        Assert.Equal(4, held.Count);
        Assert.All(held, r => Assert.Equal(("E_ABSENT", "c2"), (r.Code, r.Unit)));
        Assert.Contains(Marks.Held, (await hub.RowAsync("c2")).Marks);
        Assert.DoesNotContain(Marks.Held, (await hub.RowAsync("c1")).Marks);

        // They are not held a second time; what a person accepts is taken back.
        await PullLaterAsync(hub, LongerThanAnHour);
        Assert.Equal(4, (await hub.OpenAsync()).Count);
        await hub.ReplayAsync(accept: true);
        await AssertAsync(hub, ("c1", 298), ("c2", 296));
        Assert.Empty(await hub.OpenAsync());

        // What comes again counts again, and everything archived gives the same once more.
        hub.Rows.Add(gone[0]);
        await PullLaterAsync(hub, LongerThanAnHour);
        await AssertAsync(hub, ("c1", 299), ("c2", 296));
        await hub.ReplayAsync(all: true);
        await AssertAsync(hub, ("c1", 299), ("c2", 296));
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task Without_the_word_absence_says_nothing_and_reads_close_together_are_one()
    {
        await using var hub = await StartAsync(Stack.SqliteAndInMemoryBus, Mapping.Replace("complete: window\n", "", StringComparison.Ordinal));
        await using var hasty = await StartAsync(Stack.SqliteAndInMemoryBus, Mapping);
        foreach (var each in new[] { hub, hasty })
        {
            await each.PullAsync();
            Remove(each, "c1", 2);
            await PullLaterAsync(each, LongerThanAnHour);
            for (var pull = 0; pull < 3; pull++)
            {
                await PullLaterAsync(each, each == hub ? LongerThanAnHour : TimeSpan.FromMinutes(15));
            }

            await AssertAsync(each, ("c1", 300), ("c2", 300));
        }
    }

    private static async Task<SurveyHub> StartAsync(Stack stack, string mapping)
    {
        var hub = await SurveyHub.StartAsync(stack, file => file.Path switch
        {
            "mappings/rest/counts.map.yaml" => file with { Text = mapping },
            "metrics.yaml" => file with { Text = file.Text.Replace("kind: snapshots, grain: month", "kind: records, grain: day", StringComparison.Ordinal).Replace("rest/counts: {}", "rest/counts: { on: day }", StringComparison.Ordinal) },
            _ => file,
        });
        hub.Rows.Clear();
        foreach (var (commune, number) in new[] { "c1", "c2" }.SelectMany(c => Enumerable.Range(0, 300).Select(n => (c, n))))
        {
            hub.Rows.Add(new JsonObject
            {
                ["id"] = FormattableString.Invariant($"{commune}-{number:000}"), ["commune"] = commune, ["month"] = "2024-11", ["day"] = FormattableString.Invariant($"2024-11-{1 + (number % 30):00}"),
                ["content"] = number % 3 == 0 ? "no" : "yes",
            });
        }

        return hub;
    }

    private static List<JsonNode> Remove(SurveyHub hub, string commune, int count)
    {
        var rows = hub.Rows.Where(r => (string?)r!["commune"] == commune).Take(count).Select(r => r!).ToList();
        rows.ForEach(r => hub.Rows.Remove(r));
        return rows;
    }

    private static Task PullLaterAsync(SurveyHub hub, TimeSpan by)
    {
        hub.Clock.Sleep(by); // An hour second by second would cost more than all that is tested here.
        return hub.PullAsync();
    }

    private static async Task AssertAsync(SurveyHub hub, params (string Unit, int Asked)[] expected)
    {
        foreach (var (unit, asked) in expected)
        {
            Assert.Equal($"{asked}", (await hub.RowAsync(unit)).Denominator);
        }
    }
}
