using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Contracts;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Sources;
using IntegrationHub.Testing;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>
/// During an upgrade senders and receivers of two versions run side by side. contracts/messages keeps what each version sent, raw as it was on the wire:
/// the receiver of today takes all of them, and what is sent today has everything that a receiver of then reads.
/// </summary>
public sealed class MessageVersionTests
{
    private static readonly string File1 = Repository.File("contracts/messages/measurements-reported.v1.json");
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Messages_of_the_version_before_and_of_one_after_are_recorded_from_a_real_broker()
    {
        await using var hub = await SurveyHub.StartAsync(Stack.PostgreSqlAndRabbitMq);
        await using var broker = await new ConnectionFactory { Uri = new Uri(hub.Servers.Bus) }.CreateConnectionAsync();
        await using var channel = await broker.CreateChannelAsync();
        var run = Guid.Parse((string)Message(Read())["run"]!);
        await hub.QueryAsync(db =>
        {
            db.Add(new Run { Id = run, Source = "survey", Stream = "counts", Kind = "pull", StartedAt = hub.Clock.GetUtcNow() });
            return db.SaveChangesAsync();
        });

        // As it is.
        await SendAsync(Read());
        Assert.Equal((1200, 480, null), await CellsAsync());
        var rejection = await hub.QueryAsync(db => db.Rejections.SingleAsync());
        Assert.Equal(("c3|2024-11", "E_UNKNOWN_AGENCY", "commune", "c3", "c33"), (rejection.Record, rejection.Code, rejection.Place, rejection.Unit, rejection.Sample));

        // A later version has added to it, everywhere.
        var later = Next(Read(), 1);
        later["addedToTheEnvelope"] = new JsonObject { ["deep"] = 1 };
        Message(later)["addedLater"] = new JsonArray(1, "two", null);
        Message(later)["rejections"]![0]!["addedLater"] = "x";
        Message(later)["amounts"]![0] = 1300;
        await SendAsync(later);
        Assert.Equal((1300, 480, null), await CellsAsync());

        // One that leaves out what may be left out.
        var bare = Next(Read(), 2);
        foreach (var optional in new[] { "retracted", "scopes", "scopeOf", "rejections", "traceParent" })
        {
            Assert.True(Message(bare).Remove(optional), $"the file has no '{optional}'");
        }

        Message(bare)["amounts"]![0] = 1400;
        await SendAsync(bare);
        Assert.Equal((1400, 480, null), await CellsAsync());

        async Task SendAsync(JsonObject envelope)
        {
            var batch = Guid.Parse((string)Message(envelope)["batch"]!);
            await hub.QueryAsync(db =>
            {
                db.Add(new Batch { Id = batch, Run = run, Seq = db.Batches.Count(), Source = "survey", Stream = "counts", Connector = "rest", CreatedAt = hub.Clock.GetUtcNow(), Readings = 0 });
                return db.SaveChangesAsync();
            });
            await channel.BasicPublishAsync(HubServices.MeasurementsExchange, "", mandatory: true, new BasicProperties { ContentType = "application/vnd.masstransit+json", DeliveryMode = DeliveryModes.Persistent },
                Encoding.UTF8.GetBytes(envelope.ToJsonString()));
            for (var began = TimeProvider.System.GetTimestamp(); await hub.QueryAsync(db => db.Batches.AnyAsync(b => b.Id == batch && b.State != BatchState.Recorded)); await Task.Delay(20))
            {
                Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(1), "it was not recorded: " + envelope.ToJsonString());
            }
        }

        // Asked and content of the first commune, and what the second one has withdrawn.
        Task<(long?, long?, long?)> CellsAsync() => hub.QueryAsync(async db =>
        {
            var words = await db.Codes.ToDictionaryAsync(c => c.Id, c => c.Value);
            var cells = (await db.PeriodCells.Where(c => c.Present > 0).ToListAsync()).ToDictionary(c => (words[c.Metric], words[c.Unit]), c => c.Amount);
            return (Amount("survey.asked", "c1"), Amount("survey.content", "c1"), Amount("survey.asked", "c2"));

            long? Amount(string metric, string unit) => cells.TryGetValue((metric, unit), out var amount) ? amount : null;
        });
    }

    /// <summary>A field that is added without a default, renamed, retyped or removed shows here: old and new could not run side by side.</summary>
    [Fact]
    public async Task What_is_sent_today_has_everything_that_a_receiver_of_the_version_before_reads()
    {
        await using var hub = await SurveyHub.StartAsync(Stack.PostgreSqlAndRabbitMq);
        await using var broker = await new ConnectionFactory { Uri = new Uri(hub.Servers.Bus) }.CreateConnectionAsync();
        await using var channel = await broker.CreateChannelAsync();
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(queue, HubServices.MeasurementsExchange, "");

        // The receiver reads the old one, and sends it on as a sender of today would.
        var then = File.Exists(File1) ? Read() : null;
        var message = then is null ? Sample : Message(then).Deserialize<MeasurementsReported>(Wire)!;
        await hub.Services.GetRequiredService<IBus>().Publish(message);
        BasicGetResult? got = null;
        for (var i = 0; i < 500 && got is null; i++)
        {
            await Task.Delay(20);
            got = await channel.BasicGetAsync(queue, autoAck: true);
        }

        Assert.Equal("application/vnd.masstransit+json", got!.BasicProperties.ContentType);
        var now = JsonNode.Parse(got.Body.Span)!.AsObject();
        if (then is null && Environment.GetEnvironmentVariable("HUB_APPROVE") == "1")
        {
            Approve(now);
            then = now.DeepClone().AsObject();
        }

        Assert.NotNull(then);
        Assert.Equal(then["messageType"]!.ToJsonString(), now["messageType"]!.ToJsonString());
        Assert.Empty(Lost(then["message"]!, now["message"]!, "message"));

        // The check itself can fail.
        now["message"]!.AsObject().Remove("amounts");
        now["message"]!["units"] = "c1";
        Assert.Equal(["message.amounts", "message.units"], Lost(then["message"]!, now["message"]!, "message").Order());
    }

    /// <summary>What the old one has and the new one has not, or otherwise.</summary>
    private static IEnumerable<string> Lost(JsonNode then, JsonNode now, string place) => then switch
    {
        JsonObject old when now is JsonObject @new => old.SelectMany(p => p.Value is null ? []
            : @new[p.Key] is { } value ? Lost(p.Value, value, $"{place}.{p.Key}") : [$"{place}.{p.Key}"]),
        JsonArray old when now is JsonArray @new && old.Count == @new.Count => old.Zip(@new).SelectMany((pair, i) => pair.First is null ? [] : Lost(pair.First, pair.Second!, $"{place}[{i}]")),
        JsonValue when now is JsonValue && then.ToJsonString() == now.ToJsonString() => [],
        _ => [place],
    };

    private static JsonObject Read() => JsonNode.Parse(File.ReadAllText(File1))!.AsObject();

    private static JsonObject Message(JsonObject envelope) => envelope["message"]!.AsObject();

    /// <summary>The same records as another batch, asked for later.</summary>
    private static JsonObject Next(JsonObject envelope, int by)
    {
        var message = Message(envelope);
        message["batch"] = Guid.NewGuid().ToString();
        message["observedAt"] = new JsonArray([.. message["observedAt"]!.AsArray().Select(at => JsonValue.Create((long)at! + by))]);
        return envelope;
    }

    /// <summary>With made-up names for what is of the machine and the moment.</summary>
    private static void Approve(JsonObject envelope)
    {
        envelope["messageId"] = "0193e000-0000-7000-8000-000000000001";
        envelope["conversationId"] = "0193e000-0000-7000-8000-000000000002";
        envelope["sourceAddress"] = "rabbitmq://broker/hub/collector";
        envelope["destinationAddress"] = "rabbitmq://broker/hub/hub.measurements";
        envelope["sentTime"] = "2024-12-20T01:00:00Z";
        envelope["host"]!["machineName"] = "collector-1";
        envelope["host"]!["processName"] = "hub";
        envelope["host"]!["processId"] = 1;
        envelope["host"]!["assembly"] = "hub";
        Directory.CreateDirectory(Path.GetDirectoryName(File1)!);
        File.WriteAllText(File1, envelope.ToJsonString(Wire) + "\n");
    }

    /// <summary>With every field of the first version: two records that count, one that is withdrawn, one that is refused.</summary>
    private static MeasurementsReported Sample => new()
    {
        Batch = Guid.Parse("0193e000-0000-7000-8000-00000000000b"), Run = Guid.Parse("0193e000-0000-7000-8000-00000000000a"),
        Source = "survey", Stream = "counts", Feed = "rest/counts", Mapping = 1,
        Records = ["c1|2024-11", "c2|2024-11"], SourceSeq = [0, 0], ObservedAt = [1734656400000000, 1734656400000001], Retracted = [1], ValuesFrom = [0, 2, 2],
        Units = ["c1"], Metrics = ["survey.asked", "survey.content"], Scopes = ["own"], UnitOf = [0, 0], MetricOf = [0, 1], ScopeOf = [0, 0],
        From = [new DateOnly(2024, 11, 1).DayNumber, new DateOnly(2024, 11, 1).DayNumber], To = [new DateOnly(2024, 12, 1).DayNumber, new DateOnly(2024, 12, 1).DayNumber], Amounts = [1200, 480],
        Rejections =
        [
            new RejectedRecord
            {
                Record = "c3|2024-11", Code = "E_UNKNOWN_AGENCY", Place = "commune", Message = "no alias for 'c33'; add it, the record is replayed", ObservedAt = 1734656400000002,
                Unit = "c3", Day = new DateOnly(2024, 11, 1).DayNumber, Sample = "c33",
            },
        ],
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    };
}
