using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Tests.Stores;

/// <summary>A computed figure in the outbox, read as its receiver would.</summary>
internal sealed record Outgoing(string RoutingKey, string Subject, JsonNode Data)
{
    public JsonNode? Previous => Data["previous"];

    public string Display => Data["display"]!.GetValue<string>();

    public override string ToString() => $"{Subject} {Display}, before {Previous?["display"]}";

    public static async Task<IReadOnlyList<Outgoing>> AllAsync(TestStore store)
    {
        await using var db = store.Open();
        return [.. (await db.Outbox.AsNoTracking().Where(o => o.RoutingKey.StartsWith("computed.")).OrderBy(o => o.Id).ToListAsync()).Select(o =>
        {
            var body = JsonNode.Parse(o.Body)!;
            return new Outgoing(o.RoutingKey, body["subject"]!.GetValue<string>(), body["data"]!);
        })];
    }
}
