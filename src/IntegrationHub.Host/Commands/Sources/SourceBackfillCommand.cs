using System.CommandLine;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Host.Commands.Output;

namespace IntegrationHub.Host.Commands.Sources;

internal static class SourceBackfillCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var id = SourceArguments.Id();
        var from = Formats.Day("--from", "First day to read.", required: true);
        var to = Formats.Day("--to", "Day after the last day to read.", required: true);
        var now = OrderedPull.Now();
        var format = Formats.Option();
        var command = new Command("backfill", "Read a span of the past again. Where the source's regular pull goes on from does not change.") { id, from, to, now, format };
        return command.Does(environment, (call, cancellationToken) =>
        {
            var order = new PullOrder(call.Get(from), call.Get(to));
            return order.From < order.To
                ? OrderedPull.RunAsync(call, call.Get(id), order, call.Get(now), call.IsJson(format), cancellationToken)
                : throw new CommandException("--to is the day after the last day to read, so it is later than --from", ExitCodes.Usage);
        });
    }
}
