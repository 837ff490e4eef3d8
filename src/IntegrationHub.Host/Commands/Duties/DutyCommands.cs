using System.CommandLine;
using System.Globalization;
using IntegrationHub.Host.Commands.Entries;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Store.Duties;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Host.Commands.Duties;

/// <summary>What units owe by the plans' reporting duties.</summary>
internal static class DutyCommands
{
    public static Command List(HubEnvironment environment)
    {
        var plan = new Option<string?>("--plan") { Description = "Only of this plan." };
        var unit = new Option<string?>("--unit") { Description = "Only what this unit owes." };
        var receiver = new Option<string?>("--receiver") { Description = "Only what is handed to this unit." };
        var from = Formats.Day("--from", "Only with a last day from this one on.");
        var to = Formats.Day("--to", "Only with a last day up to this one.");
        var state = new Option<string?>("--state") { Description = $"Only in this state: {string.Join(", ", DutyBook.States)}." };
        state.AcceptOnlyFromAmong([.. DutyBook.States]);
        var format = Formats.Option();
        return new Command("list", "Show what units owe, by when, and whether it was sent.") { plan, unit, receiver, from, to, state, format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var query = new DutyQuery(call.Get(plan), call.Get(unit), call.Get(receiver), call.Get(from), call.Get(to), call.Get(state));
            var lines = await GuardedAsync(() => store.Get<DutyBook>().ListAsync(query, cancellationToken));
            if (call.IsJson(format))
            {
                call.PrintJson(lines);
                return ExitCodes.Success;
            }

            var table = new PlainTable(new("Hạn"), new("Đơn vị", Gives: true), new("Nội dung", Gives: true), new("Tình trạng"), new("Đã gửi", Gives: true), new("Mã"));
            foreach (var line in lines)
            {
                table.Add(line.LastDay is null ? "—" : Formats.Of(line.LastDay), line.UnitName, line.What, Word(line.State), line.Sent is null ? "—" : $"{Formats.Of(line.Sent.At)}{(line.Sent.Document is null ? "" : $", {line.Sent.Document}")}", line.Id);
            }

            call.Print(table);
            foreach (var remedy in lines.Select(l => l.Remedy).OfType<string>().Distinct())
            {
                call.Out.WriteLine(remedy);
            }

            return ExitCodes.Success;
        });
    }

    public static Command Sent(HubEnvironment environment)
    {
        var id = Id();
        var at = new Option<string?>("--at") { Description = $"When it was sent: {Instants.Forms}; now if left out." };
        var document = new Option<string?>("--document") { Description = "Number and date of the paper, or what else shows it." };
        var release = new Option<long?>("--release") { Description = "Number of the release that was sent." };
        var note = new Option<string?>("--note") { Description = "Anything else." };
        var by = EntryAnswers.By();
        var format = Formats.Option();
        return new Command("sent", "Say that it was sent.") { id, at, document, release, note, by, format }.Does(environment, async (call, cancellationToken) =>
        {
            var sentAt = call.Get(at) is not { } text ? (DateTimeOffset?)null
                : Instants.TryParse(text, out var instant) ? instant
                : throw new CommandException($"--at is '{text}'; write {Instants.Forms}", ExitCodes.Usage);
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var sending = new DutySending(call.Get(by)!, sentAt, call.Get(document), call.Get(release), call.Get(note));
            Print(call, await GuardedAsync(() => store.Get<DutyBook>().SendAsync(call.Get(id), sending, cancellationToken)), call.IsJson(format));
            return ExitCodes.Success;
        });
    }

    public static Command Undo(HubEnvironment environment)
    {
        var id = Id();
        var by = EntryAnswers.By();
        var reason = new Option<string>("--reason") { Description = "Why it is undone.", Required = true };
        var format = Formats.Option();
        return new Command("undo", "Say that it was not sent after all; the history stays.") { id, by, reason, format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            Print(call, await GuardedAsync(() => store.Get<DutyBook>().UndoAsync(call.Get(id), call.Get(by)!, call.Get(reason), cancellationToken)), call.IsJson(format));
            return ExitCodes.Success;
        });
    }

    private static Argument<string> Id() => new("ID") { Description = "As 'hub duty list' shows it; what is owed on request ends in the period, for example 2024-Q1, in place of on-request." };

    private static void Print(Invocation call, DutyLine line, bool asJson)
    {
        if (asJson)
        {
            call.PrintJson(line);
        }
        else
        {
            call.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line.Id}: {Word(line.State)}{(line.LastDay is null ? "" : $" (hạn {Formats.Of(line.LastDay)})")}"));
        }
    }

    private static string Word(string state) => state switch
    {
        "sent" => "đã gửi",
        "late" => "gửi muộn",
        "overdue" => "quá hạn",
        "due-soon" => "sắp đến hạn",
        "upcoming" => "chưa đến hạn",
        _ => "chưa ấn định ngày",
    };

    private static async Task<T> GuardedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (DutyException e)
        {
            throw new CommandException(e.Message);
        }
    }
}
