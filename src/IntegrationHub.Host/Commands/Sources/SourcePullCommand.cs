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
        var accept = new Option<bool>("--accept-regress") { Description = "The source was restored on purpose (E_SOURCE_REGRESSED): its earlier state is right and counts from now on." };
        var format = Formats.Option();
        var command = new Command("pull", "Pull a source now, in this process, and wait until all of it is recorded. Paused and disabled sources too: it was asked for.") { id, now, accept, format };
        return command.Does(environment, (call, cancellationToken) => OrderedPull.RunAsync(call, call.Get(id), new PullOrder(AcceptRegress: call.Get(accept)), call.Get(now), call.IsJson(format), cancellationToken));
    }
}
