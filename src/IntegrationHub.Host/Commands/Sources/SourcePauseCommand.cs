using System.CommandLine;
using IntegrationHub.Store.Sources;

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
            var changed = await SourcePauses.SetAsync(db, source.Id, paused, call.Clock.GetUtcNow(), cancellationToken);
            call.Out.WriteLine($"source '{source.Id}' is {(changed ? "" : "already ")}{(paused ? "paused" : "running by its schedule")}");
            if (!paused && !source.Enabled)
            {
                call.Error.WriteLine($"its file says 'enabled: false', so the schedule leaves it out; change sources/{source.Id}.yaml and apply it");
            }

            return ExitCodes.Success;
        });
    }
}
