using System.CommandLine;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Host.Commands.Output;

namespace IntegrationHub.Host.Commands.Sources;

internal static class SourcePullCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var id = SourceArguments.Id();
        var now = OrderedPull.Now();
        var format = Formats.Option();
        var command = new Command("pull", "Pull a source now, in this process, and wait until all of it is recorded. Paused and disabled sources too: it was asked for.") { id, now, format };
        return command.Does(environment, (call, cancellationToken) => OrderedPull.RunAsync(call, call.Get(id), new PullOrder(), call.Get(now), call.IsJson(format), cancellationToken));
    }
}
