using System.CommandLine;
using IntegrationHub.Collect.Archive;
using IntegrationHub.Host.Commands.Entries;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Hosting;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Commands.Databases;

internal static class DbHoldCommands
{
    public static Command CreateOn(HubEnvironment environment)
    {
        var (source, reason, by) = (Source(), new Option<string>("--reason") { Description = "Why, for example the number of an inspection.", Required = true }, EntryAnswers.By());
        return new Command("on", "Forbid to erase archived pages, whatever retention says.") { source, reason, by }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            await CheckAsync(store, call.Get(source), cancellationToken);
            await store.Get<ArchiveRetention>().HoldAsync(call.Get(source), call.Get(reason)!, call.Get(by)!, cancellationToken);
            call.Out.WriteLine($"archived pages of {Of(call.Get(source))} are held: none of them is erased until 'hub db hold off{(call.Get(source) is { } id ? " --source " + id : "")} --reason TEXT'");
            return ExitCodes.Success;
        });
    }

    public static Command CreateOff(HubEnvironment environment)
    {
        var (source, reason, by) = (Source(), new Option<string>("--reason") { Description = "Why it ends.", Required = true }, EntryAnswers.By());
        return new Command("off", "End a hold; it stays in the history.") { source, reason, by }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var lifted = await store.Get<ArchiveRetention>().LiftAsync(call.Get(source), call.Get(reason)!, call.Get(by)!, cancellationToken);
            call.Out.WriteLine(lifted > 0
                ? FormattableString.Invariant($"{lifted} holds of {Of(call.Get(source))} ended")
                : throw new CommandException($"there is no hold of {Of(call.Get(source))}; 'hub db hold list' shows those that there are"));
            return ExitCodes.Success;
        });
    }

    public static Command CreateList(HubEnvironment environment)
    {
        var format = Formats.Option();
        return new Command("list", "Show what is held, why and by whom.") { format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var holds = await store.Get<ArchiveRetention>().HoldsAsync(cancellationToken);
            if (call.IsJson(format))
            {
                call.PrintJson(holds.Select(h => new { h.Source, h.Reason, h.HeldBy, h.HeldAt }));
                return ExitCodes.Success;
            }

            var table = new PlainTable(new("Nguồn"), new("Giữ từ"), new("Người giữ"), new("Lý do", Gives: true));
            foreach (var hold in holds)
            {
                table.Add(hold.Source ?? "tất cả", Formats.Of((DateTimeOffset?)hold.HeldAt), hold.HeldBy, hold.Reason);
            }

            call.Print(table);
            return ExitCodes.Success;
        });
    }

    private static Option<string?> Source() => new("--source") { Description = "Only of this source; of all if left out." };

    private static string Of(string? source) => source is null ? "all sources" : $"source '{source}'";

    /// <summary>A mistyped name would hold nothing.</summary>
    private static async Task CheckAsync(HubStore store, string? source, CancellationToken cancellationToken)
    {
        await using var db = await store.ContextAsync(cancellationToken);
        if (source is not null && !await db.Batches.AnyAsync(b => b.Source == source, cancellationToken))
        {
            await store.SourceAsync(source, cancellationToken);
        }
    }
}
