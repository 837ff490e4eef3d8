using System.CommandLine;
using IntegrationHub.Collect.Archive;
using IntegrationHub.Host.Commands.Entries;
using IntegrationHub.Host.Commands.Output;

namespace IntegrationHub.Host.Commands.Databases;

internal static class DbPruneCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var months = new Option<int?>("--months") { Description = "How many whole months of archived pages to keep; HUB_ARCHIVE_MONTHS if left out." };
        var dry = new Option<bool>("--dry-run") { Description = "Only say what would be erased." };
        var by = EntryAnswers.By();
        var format = Formats.Option();
        var command = new Command("prune", "Erase archived pages that are older than the months to keep. Figures, their past and their lineage stay as they are; 'hub db hold' stops it.") { months, dry, by, format };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            var keep = call.Get(months) ?? call.Settings.ArchiveMonths
                ?? throw new CommandException("everything is kept: say how many months with --months, or for good with HUB_ARCHIVE_MONTHS", ExitCodes.Usage);
            if (keep < 1)
            {
                throw new CommandException($"--months: {keep} is too few; at least the month before the present one is kept", ExitCodes.Usage);
            }

            await using var store = await call.OpenStoreAsync(cancellationToken);
            var retention = store.Get<ArchiveRetention>();
            var report = await retention.PruneAsync(keep, call.Get(by)!, call.Get(dry), cancellationToken);
            var holds = await retention.HoldsAsync(cancellationToken);
            if (call.IsJson(format))
            {
                call.PrintJson(new { report.Before, dryRun = call.Get(dry), report.Erased, report.Needed, report.Held, holds = holds.Select(h => new { h.Source, h.Reason, h.HeldBy, h.HeldAt }) });
                return ExitCodes.Success;
            }

            foreach (var pages in report.Erased)
            {
                call.Out.WriteLine(FormattableString.Invariant($"{pages.Month:yyyy-MM} {pages.Source}/{pages.Stream}: {pages.Pages} pages, {pages.Bytes / 1024.0 / 1024:0.0} MiB {(call.Get(dry) ? "would be erased" : "erased")}"));
            }

            call.Out.WriteLine(FormattableString.Invariant(
                $"stored before {report.Before:yyyy-MM-dd}: {report.Erased.Sum(e => e.Pages)} pages {(call.Get(dry) ? "would go" : "erased")}, {report.Needed} stay because a replay or a comparison needs them, {report.Held} because they are held"));
            return ExitCodes.Success;
        });
    }
}
