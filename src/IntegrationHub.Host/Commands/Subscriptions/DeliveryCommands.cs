using System.CommandLine;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Store.Outbox;

namespace IntegrationHub.Host.Commands.Subscriptions;

/// <summary>What a subscriber was sent, and sending it once more.</summary>
internal static class DeliveryCommands
{
    // The relay of a running hub looks every five seconds, and waits for a subscriber for fifteen.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    public static Command List(HubEnvironment environment)
    {
        var (id, format) = (SubscriptionAnswers.Id(), Formats.Option());
        var state = new Option<string?>("--state") { Description = "Only those in this state: waiting, delivered, parked, skipped or failed." };
        state.AcceptOnlyFromAmong([.. EventDelivery.States]);
        var limit = new Option<int>("--limit") { Description = "Most of them, 1 to 500.", DefaultValueFactory = _ => 50 };
        return new Command("deliveries", "Show what a subscriber was sent, newest first.") { id, state, limit, format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var rows = (await SubscriptionAnswers.GuardedAsync(() => store.Get<DeliveryBook>().ListAsync(call.Get(id), call.Get(state), null, Math.Clamp(call.Get(limit), 1, 500), cancellationToken)))
                .Select(DeliveryAnswer.Of).ToList();
            if (call.IsJson(format))
            {
                call.PrintJson(rows);
                return ExitCodes.Success;
            }

            if (rows.Count == 0)
            {
                call.Out.WriteLine("chưa gửi gì");
                return ExitCodes.Success;
            }

            var table = new PlainTable(new("Sự kiện"), new("Nội dung", Gives: true), new("Tình trạng"), new("Số lần", IsNumber: true), new("Lần cuối"), new("Lỗi", Gives: true));
            foreach (var row in rows)
            {
                table.Add(row.Id.ToString(), row.RoutingKey, Word(row.State), Formats.Of(row.Attempts), Formats.Of(row.LastAt), row.Problem ?? "—");
            }

            call.Print(table);
            return ExitCodes.Success;
        });
    }

    public static Command Redeliver(HubEnvironment environment)
    {
        var (id, format) = (SubscriptionAnswers.Id(), Formats.Option());
        var events = new Argument<Guid[]>("EVENT") { Description = "Ids of events, as 'hub subscription deliveries' shows them; all parked ones if left out.", Arity = ArgumentArity.ZeroOrMore };
        return new Command("redeliver", "Send events once more, with the same ids; events that come later are not held up.") { id, events, format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var book = store.Get<DeliveryBook>();
            var wanted = (IReadOnlyList<Guid>)(call.Get(events) ?? []);
            if (wanted.Count == 0)
            {
                wanted = [.. (await SubscriptionAnswers.GuardedAsync(() => book.ListAsync(call.Get(id), EventDelivery.Parked, null, 500, cancellationToken))).Select(d => d.Delivery.EventId)];
            }

            var begun = new List<DeliveryAnswer>();
            foreach (var one in wanted)
            {
                begun.Add(DeliveryAnswer.Of(await SubscriptionAnswers.GuardedAsync(() => book.RedeliverAsync(call.Get(id), one, cancellationToken))));
            }

            SubscriptionAnswers.Print(call, call.IsJson(format), begun, FormattableString.Invariant($"{begun.Count} events are sent once more; a running hub begins within seconds"));
            return ExitCodes.Success;
        });
    }

    public static Command Test(HubEnvironment environment)
    {
        var (id, format) = (SubscriptionAnswers.Id(), Formats.Option());
        return new Command("test", "Send a webhook a test event and say what it answered. A running hub sends it.") { id, format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var book = store.Get<DeliveryBook>();
            var test = await SubscriptionAnswers.GuardedAsync(() => book.TestAsync(call.Get(id), cancellationToken));
            for (var began = TimeProvider.System.GetTimestamp(); test.Delivery.State == EventDelivery.Waiting; await Task.Delay(200, cancellationToken))
            {
                if (TimeProvider.System.GetElapsedTime(began) > Patience)
                {
                    throw new CommandException("nobody sent it: no hub with the role notify runs on this store; it is sent when one does", ExitCodes.Unreachable);
                }

                test = await SubscriptionAnswers.GuardedAsync(() => book.FindAsync(call.Get(id), test.Delivery.EventId, cancellationToken));
            }

            SubscriptionAnswers.Print(call, call.IsJson(format), DeliveryAnswer.Of(test), test.Delivery.Problem ?? $"{call.Get(id)} has taken it");
            return test.Delivery.State == EventDelivery.Delivered ? ExitCodes.Success : ExitCodes.Bad;
        });
    }

    private static string Word(string state) => state switch
    {
        EventDelivery.Waiting => "sẽ gửi lại",
        EventDelivery.Delivered => "đã nhận",
        EventDelivery.Parked => "gác lại",
        EventDelivery.Skipped => "không gửi",
        _ => "thử không được",
    };
}
