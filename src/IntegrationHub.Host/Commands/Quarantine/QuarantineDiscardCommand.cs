using System.CommandLine;
using IntegrationHub.Store.Sources;

namespace IntegrationHub.Host.Commands.Quarantine;

internal static class QuarantineDiscardCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var records = new Argument<long[]>("RECORD") { Description = "Numbers of refused records, as 'hub quarantine list' shows them.", Arity = ArgumentArity.OneOrMore };
        var reason = new Option<string>("--reason") { Description = "Why they never count.", Required = true };
        var by = new Option<string>("--by") { Description = "Who decides.", DefaultValueFactory = _ => Environment.UserName };
        return new Command("discard", "Decide that refused records never count. They stay, with the reason and who decided.") { records, reason, by }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            await using var db = await store.ContextAsync(cancellationToken);
            var wanted = call.Get(records);
            if (string.IsNullOrWhiteSpace(call.Get(reason)) || string.IsNullOrWhiteSpace(call.Get(by)))
            {
                throw new CommandException("--reason and --by must say something", ExitCodes.Usage);
            }

            var discarded = await RefusedRecords.DiscardAsync(db, wanted, call.Get(reason)!, call.Get(by)!, call.Clock.GetUtcNow(), cancellationToken);
            call.Out.WriteLine($"{discarded} of {wanted.Length} discarded");
            return discarded == wanted.Distinct().Count() ? ExitCodes.Success : throw new CommandException("the others do not exist or are settled already; 'hub quarantine list --all' shows them");
        });
    }
}
