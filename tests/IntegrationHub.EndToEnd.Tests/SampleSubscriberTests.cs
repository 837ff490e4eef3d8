using System.Diagnostics;
using System.Text.Json.Nodes;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>The sample subscribers of deploy/samples on a hub's topic exchange: what they print is what the hub computed.</summary>
public sealed class SampleSubscriberTests
{
    [Fact]
    public async Task Stock_clients_in_Node_and_CSharp_read_every_figure_from_the_exchange()
    {
        await using var hub = await SurveyHub.StartAsync(Stack.PostgreSqlAndRabbitMq);
        var bus = new Dictionary<string, string> { ["HUB_BUS"] = hub.Servers.Bus };
        using var node = new Sample("Node", NodeProgram.Start(Repository.File("deploy/samples/node-subscriber/subscriber.js"), ["node-figures", "computed.plan.#"], bus));
        using var csharp = new Sample("C#", CSharp(bus, "csharp-figures", "computed.plan.content-rate.c1"));
        await Task.WhenAll(node.ReadyAsync(), csharp.ReadyAsync());

        await hub.PullAsync();
        hub["c1", 11]["content"] = 700;
        await hub.PullAsync();
        var told = (await hub.QueryAsync(db => db.Outbox.Where(o => o.RoutingKey.StartsWith("computed.plan.")).OrderBy(o => o.Id).ToListAsync())).ConvertAll(o => (o.RoutingKey, Event: JsonNode.Parse(o.Body)!));
        Assert.Equal(told.Select(t => Line(t.Event)), await node.LinesAsync(told.Count));
        var ofOne = told.Where(t => t.RoutingKey == "computed.plan.content-rate.c1").Select(t => Line(t.Event)).ToList();
        Assert.InRange(ofOne.Count, 2, told.Count - 1);
        Assert.Equal(ofOne, await csharp.LinesAsync(ofOne.Count));
    }

    /// <summary>What both samples print of an event.</summary>
    private static string Line(JsonNode told) => new JsonObject
    {
        ["id"] = (string)told["id"]!, ["subject"] = (string)told["subject"]!, ["unit"] = (string)told["data"]!["unit"]!, ["period"] = (string)told["data"]!["period"]!["id"]!,
        ["display"] = (string)told["data"]!["display"]!, ["verdict"] = (string)told["data"]!["verdict"]!, ["isRepeated"] = false,
    }.ToJsonString();

    private static Process CSharp(Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.File("deploy/samples/csharp-subscriber/bin/Release/net10.0/IntegrationHub.Samples.Subscriber.dll"), .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private sealed class Sample(string name, Process process) : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

        public async Task ReadyAsync()
        {
            var line = await process.StandardError.ReadLineAsync().WaitAsync(Patience);
            if (line?.StartsWith("ready: ", StringComparison.Ordinal) != true)
            {
                process.Kill();
                Assert.Fail($"{name}: {line} {await process.StandardError.ReadToEndAsync()}");
            }
        }

        public async Task<IReadOnlyList<string>> LinesAsync(int count)
        {
            var lines = new List<string>();
            while (lines.Count < count)
            {
                var printed = JsonNode.Parse((await process.StandardOutput.ReadLineAsync().WaitAsync(Patience))!)!;
                lines.Add(new JsonObject
                {
                    ["id"] = (string)printed["id"]!, ["subject"] = (string)printed["subject"]!, ["unit"] = (string)printed["unit"]!, ["period"] = (string)printed["period"]!["id"]!,
                    ["display"] = (string)printed["display"]!, ["verdict"] = (string)printed["verdict"]!, ["isRepeated"] = (bool)printed["isRepeated"]!,
                }.ToJsonString());
            }

            return lines;
        }

        public void Dispose()
        {
            process.Kill();
            process.Dispose();
        }
    }
}
