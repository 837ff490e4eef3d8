using System.CommandLine;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Record;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;

namespace IntegrationHub.Host.Commands.Databases;

internal static class DbVerifyCommand
{
    private const int Shown = 20;

    public static Command Create(HubEnvironment environment)
    {
        var format = Formats.Option();
        var rebuild = new Option<bool>("--rebuild-sums") { Description = "First make all stored sums again from the cells; recording waits meanwhile." };
        var command = new Command("verify", "Check that ledger, current measurements, cells, sums and computed values agree. Reads a consistent picture; nothing waits for it.") { rebuild, format };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            if (call.Get(rebuild) && await store.Get<CatalogueStore>().CurrentAsync(cancellationToken) is { } active)
            {
                await store.Get<FigureSumBuilder>().RebuildAsync(await store.Get<FigureCatalogues>().OfAsync(active, cancellationToken), cancellationToken);
            }

            var report = await store.Get<StoreVerifier>().VerifyAsync(cancellationToken);
            if (call.IsJson(format))
            {
                call.PrintJson(new { clean = report.IsClean, counts = report.Counts, mismatches = report.Mismatches.Take(Shown) });
            }
            else
            {
                Print(call, report);
            }

            return report.IsClean ? ExitCodes.Success : ExitCodes.Bad;
        });
    }

    private static void Print(Invocation call, VerifyReport report)
    {
        foreach (var mismatch in report.Mismatches.Take(Shown))
        {
            call.Out.WriteLine($"✗ {mismatch.Table}: {mismatch.Place}: expected {mismatch.Expected}, found {mismatch.Found}");
        }

        if (report.Counts.Mismatches > Shown)
        {
            call.Out.WriteLine(FormattableString.Invariant($"… and {report.Counts.Mismatches - Shown} more"));
        }

        var c = report.Counts;
        call.Out.WriteLine(FormattableString.Invariant(
            $"{c.Batches} batches, {c.Measurements} measurements, {c.LedgerEntries} ledger entries, {c.Cells} cells, {c.FigureSums} sums, {c.ComputedValues} computed values compared, {c.ComputedValuesSkipped} whose view has moved"));
        call.Out.WriteLine(report.IsClean ? "clean: everything agrees" : FormattableString.Invariant(
            $"{c.Mismatches} mismatches; where only sums differ use --rebuild-sums, else keep the store as it is and restore a backup, or 'hub source reset' and pull again into a new store"));
    }
}
