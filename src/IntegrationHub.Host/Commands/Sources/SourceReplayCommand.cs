using System.CommandLine;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Store.Audit;

namespace IntegrationHub.Host.Commands.Sources;

internal static class SourceReplayCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var id = SourceArguments.Id();
        var stream = new Option<string>("--stream") { Description = "The stream.", Required = true };
        var kept = new Option<bool>("--kept") { Description = "Although pages were erased under retention: only those that are still archived." };
        var format = Formats.Option();
        var command = new Command("replay", "Count everything archived of a stream again, with the mapping and agency codes of today. The source is not asked.") { id, stream, kept, format };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            await using (var store = await call.OpenStoreAsync(cancellationToken))
            {
                var (source, catalogue) = await store.SourceAsync(call.Get(id), cancellationToken);
                store.Streams(source, catalogue.Catalogue, call.Get(stream));
            }

            return await OrderedPull.RunAsync(
                call, call.Get(id), (pull, source, catalogue) => pull.TryReplayAsync(source, catalogue, null, call.Get(stream), cancellationToken, keptOnly: call.Get(kept)), call.IsJson(format), cancellationToken,
                new AuditEntry("source.replay", "source/" + call.Get(id)) { After = new { stream = call.Get(stream), kept = call.Get(kept) } });
        });
    }
}
