using System.CommandLine;
using IntegrationHub.Collect.Schedule;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Commands.Sources;

internal static class SourceResetCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var id = SourceArguments.Id();
        var stream = SourceArguments.Stream("Only this stream; all of the source's if left out.");
        var yes = new Option<bool>("--yes") { Description = "Do it; without it the command only says what it would do." };
        var command = new Command("reset", "Forget how far a source was read: the next pull reads everything from its first day. Recorded figures stay and what comes again changes nothing.") { id, stream, yes };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var (source, catalogue) = await store.SourceAsync(call.Get(id), cancellationToken);
            var streams = store.Streams(source, catalogue.Catalogue, call.Get(stream));
            if (!call.Get(yes))
            {
                throw new CommandException(
                    $"this forgets where {string.Join(" and ", streams.Select(s => $"{source.Id}/{s}"))} was read to, and the next pull reads everything again; say --yes to do it", ExitCodes.Usage);
            }

            var (cursors, open) = await ResetAsync(store, source, streams, call.Clock.GetUtcNow(), cancellationToken);
            call.Out.WriteLine($"source '{source.Id}': {cursors} cursors and {open} open records forgotten ({string.Join(", ", streams)})");
            return ExitCodes.Success;
        });
    }

    private static async Task<(int Cursors, int Open)> ResetAsync(HubStore store, SourceDefinition source, IReadOnlyList<string> streams, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await store.ContextAsync(cancellationToken);

        // Under the lease: a pull that is under way would write its cursor again.
        var lease = await Lease.TakeAsync(db, source.Id, cancellationToken)
            ?? throw new CommandException($"source '{source.Id}' is being pulled now; pause it ('hub source pause {source.Id}') and try again when the pull has ended", ExitCodes.Unreachable);
        var next = await db.SourceStates.Where(s => s.Source == source.Id).Select(s => s.NextRunAt).SingleAsync(cancellationToken);
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await lease.GuardAsync(db, cancellationToken);
            var cursors = await db.Cursors.Where(c => c.Source == source.Id && streams.Contains(c.Stream)).ExecuteDeleteAsync(cancellationToken);
            foreach (var spans in streams.Select(BackfillCursors.PrefixOf))
            {
                cursors += await db.Cursors.Where(c => c.Source == source.Id && c.Stream.StartsWith(spans)).ExecuteDeleteAsync(cancellationToken);
            }

            var open = await db.OpenRecords.Where(o => o.Source == source.Id && streams.Contains(o.Stream)).ExecuteDeleteAsync(cancellationToken);
            await AuditLog.WriteAsync(db, new AuditEntry("source.reset", "source/" + source.Id) { Before = new { streams, cursors, open } }, now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return (cursors, open);
        }
        finally
        {
            await lease.ReleaseAsync(db, next, CancellationToken.None);
        }
    }
}
