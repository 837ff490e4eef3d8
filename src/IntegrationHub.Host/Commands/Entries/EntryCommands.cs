using System.CommandLine;
using IntegrationHub.Collect.Entries;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Commands.Sources;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Entries;

namespace IntegrationHub.Host.Commands.Entries;

internal static class EntryAddCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var what = new Argument<string>("WHAT") { Description = "Indicator (count, rank, milestone), metric that is entered by hand, or plan for a difficulty." };
        var unit = new Option<string>("--unit") { Description = "Unit that it is about.", Required = true };
        var period = new Option<string>("--period") { Description = "Period such as 2024 or 2024-Q3, or a day for a metric.", Required = true };
        var amount = new Option<string?>("--amount") { Description = "The count, for example 3 or 12.5. A percentage is never entered." };
        var state = new Option<string?>("--state") { Description = "Of a milestone: open, done or not-triggered." };
        var document = new Option<string?>("--document") { Description = "Number of the document that proves it." };
        var date = Formats.Day("--date", "Date of the document; for a milestone the day on which it was done.");
        var note = new Option<string?>("--note") { Description = "Words; of a difficulty what is difficult." };
        var by = EntryAnswers.By();
        var format = Formats.Option();
        var command = new Command("add", "Enter a count, a milestone state or a difficulty. It counts once a second person has confirmed it.") { what, unit, period, amount, state, document, date, note, by, format };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var draft = new EntryDraft(call.Get(what), call.Get(unit)!, call.Get(period)!, call.Get(amount), call.Get(state), call.Get(document), call.Get(date), call.Get(note), call.Get(by)!);
            var row = await EntryAnswers.GuardedAsync(() => store.Get<EntryBook>().AddAsync(draft, cancellationToken));
            EntryAnswers.Print(call, row, call.IsJson(format), $"entry {row.Id} taken; it counts once somebody else confirms it: hub entry confirm {row.Id} --by NAME");
            return ExitCodes.Success;
        });
    }
}

internal static class EntryConfirmCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var id = EntryAnswers.Id();
        var by = EntryAnswers.By();
        var format = Formats.Option();
        return new Command("confirm", "Confirm an entry, as a second person.") { id, by, format }.Does(environment, (call, cancellationToken) => EntryAnswers.DecideAsync(
            call, book => book.ConfirmAsync(call.Get(id), call.Get(by)!, cancellationToken), "confirmed", call.IsJson(format), cancellationToken));
    }
}

internal static class EntryUndoCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var id = EntryAnswers.Id();
        var by = EntryAnswers.By();
        var reason = new Option<string>("--reason") { Description = "Why it is undone.", Required = true };
        var format = Formats.Option();
        return new Command("undo", "Undo an entry; it stays in the history.") { id, by, reason, format }.Does(environment, (call, cancellationToken) => EntryAnswers.DecideAsync(
            call, book => book.UndoAsync(call.Get(id), call.Get(by)!, call.Get(reason)!, cancellationToken), "undone", call.IsJson(format), cancellationToken));
    }
}

internal static class EntryListCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var unit = new Option<string?>("--unit") { Description = "Only of this unit." };
        var what = new Option<string?>("--what") { Description = "Only of this indicator, metric or plan." };
        var all = new Option<bool>("--all") { Description = "Undone ones as well." };
        var format = Formats.Option();
        return new Command("list", "Show entries with their evidence and history.") { unit, what, all, format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var rows = await store.Get<EntryBook>().ListAsync(call.Get(unit), call.Get(what), call.Get(all), 500, cancellationToken);
            if (call.IsJson(format))
            {
                call.PrintJson(rows);
                return ExitCodes.Success;
            }

            var table = new PlainTable(
                new("Số", IsNumber: true), new("Nội dung", Gives: true), new("Đơn vị", Gives: true), new("Từ ngày"), new("Đến ngày"), new("Giá trị", Gives: true), new("Văn bản", Gives: true),
                new("Người nhập"), new("Xác nhận"), new("Tình trạng"));
            foreach (var row in rows)
            {
                table.Add(
                    Formats.Of(row.Id), row.Indicator ?? row.Metric ?? row.Plan!, row.Unit, Formats.Of(row.FromDay), Formats.Of(row.ToDay.AddDays(-1)), row.Amount ?? row.State ?? row.Note ?? "—",
                    row.Document is null ? "—" : $"{row.Document}, {Formats.Of(row.DocumentDate)}", row.EnteredBy, row.ConfirmedBy ?? "—",
                    row.UndoneAt is not null ? $"đã hủy: {row.UndoneBecause}" : row.ConfirmedAt is not null ? "có hiệu lực" : "chờ xác nhận");
            }

            call.Print(table);
            return ExitCodes.Success;
        });
    }
}

internal static class EntryAnswers
{
    public static Argument<long> Id() => new("ID") { Description = "Number of the entry, as 'hub entry list' shows it." };

    public static Option<string> By() => new("--by") { Description = "Who does it.", DefaultValueFactory = _ => Environment.UserName };

    public static async Task<EntryRow> GuardedAsync(Func<Task<EntryRow>> work)
    {
        try
        {
            return await work();
        }
        catch (EntryException e)
        {
            throw new CommandException(e.Message);
        }
    }

    public static async Task<int> DecideAsync(Invocation call, Func<EntryBook, Task<EntryRow>> decide, string done, bool asJson, CancellationToken cancellationToken)
    {
        await using var store = await call.OpenStoreAsync(cancellationToken);
        var row = await GuardedAsync(() => decide(store.Get<EntryBook>()));
        Print(call, row, asJson, $"entry {row.Id} {done}");
        if (!row.Pending || row.Metric is null)
        {
            return ExitCodes.Success;
        }

        // The amount of a metric goes the way of any source's: archive, bus, ledger.
        var source = EntryRecorder.SourceOf(await store.CatalogueAsync(cancellationToken))
            ?? throw new CommandException("no source with 'connector: manual' has been applied, so the amount waits; apply one and a collector records it");
        return await OrderedPull.RunAsync(
            call, source.Id,
            async (pull, typed, catalogue) =>
            {
                if (await pull.TryRecordEntriesAsync(typed, catalogue, cancellationToken) is { } runs)
                {
                    return runs;
                }

                call.Error.WriteLine("hub: a collector that runs has seen it first and records it");
                return [];
            },
            asJson: false, cancellationToken);
    }

    public static void Print(Invocation call, EntryRow row, bool asJson, string words)
    {
        if (asJson)
        {
            call.PrintJson(row);
        }
        else
        {
            call.Out.WriteLine(words);
        }
    }
}
