using System.CommandLine;
using IntegrationHub.Store.Audit;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Commands.Sources;

internal static class SourcePauseCommand
{
    public static Command Create(HubEnvironment environment) => Create(environment, "pause", true, "Stop pulling a source by its schedule. A pull that is under way ends as usual.");

    public static Command CreateResume(HubEnvironment environment) => Create(environment, "resume", false, "Pull a source by its schedule again.");

    private static Command Create(HubEnvironment environment, string name, bool paused, string description)
    {
        var id = SourceArguments.Id();
        return new Command(name, description) { id }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var (source, _) = await store.SourceAsync(call.Get(id), cancellationToken);
            await using var db = await store.ContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO source_state (source, paused, pull_requested, fence) VALUES ({source.Id}, {false}, {false}, 0) ON CONFLICT (source) DO NOTHING", cancellationToken);
            var changed = await db.SourceStates.Where(s => s.Source == source.Id && s.Paused != paused)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.Paused, paused), cancellationToken);
            if (changed > 0)
            {
                await AuditLog.WriteAsync(db, new AuditEntry("source." + name, "source/" + source.Id) { Before = new { paused = !paused }, After = new { paused } }, call.Clock.GetUtcNow(), cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            call.Out.WriteLine($"source '{source.Id}' is {(changed == 0 ? "already " : "")}{(paused ? "paused" : "running by its schedule")}");
            if (!paused && !source.Enabled)
            {
                call.Error.WriteLine($"its file says 'enabled: false', so the schedule leaves it out; change sources/{source.Id}.yaml and apply it");
            }

            return ExitCodes.Success;
        });
    }
}
