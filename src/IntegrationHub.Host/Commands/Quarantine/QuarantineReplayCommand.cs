using System.CommandLine;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Commands.Sources;
using IntegrationHub.Store.Audit;

namespace IntegrationHub.Host.Commands.Quarantine;

internal static class QuarantineReplayCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var id = SourceArguments.Id();
        var records = new Option<long[]>("--record") { Description = "Number of a refused record, as 'hub quarantine list' shows it; all that are open if left out.", AllowMultipleArgumentsPerToken = true };
        var accept = new Option<bool>("--accept") { Description = "What is held (E_JUMP, E_ABSENT, E_KEY_REUSED) is right: it counts from now on. Without it it stays held." };
        var format = Formats.Option();
        var command = new Command("replay", "Count refused records of a source again after a fix (an alias, a mapping), from the archive. The source is not asked.") { id, records, accept, format };
        return command.Does(environment, (call, cancellationToken) => OrderedPull.RunAsync(
            call, call.Get(id),
            (pull, source, catalogue) => pull.TryReplayAsync(source, catalogue, call.Get(records) is { Length: > 0 } some ? some : null, null, cancellationToken, call.Get(accept)),
            call.IsJson(format), cancellationToken,
            new AuditEntry("quarantine.replay", "source/" + call.Get(id)) { After = new { records = call.Get(records), accept = call.Get(accept) } }));
    }
}
