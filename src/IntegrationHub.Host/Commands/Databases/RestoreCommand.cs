using System.CommandLine;
using IntegrationHub.Host.Backups;
using IntegrationHub.Host.Commands.Output;

namespace IntegrationHub.Host.Commands.Databases;

internal static class RestoreCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var file = new Argument<string>("file") { Description = "What 'hub backup' has written." };
        var format = Formats.Option();
        var command = new Command("restore", "Fill an empty store (HUB_STORE) from a backup, and verify it. A store that holds anything is left as it is.") { file, format };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            call.Error.WriteLine($"restoring {call.Get(file)}");
            await StoreBackup.RestoreAsync(call.Settings, call.Clock, call.Get(file), cancellationToken);
            call.Error.WriteLine("verifying");
            var report = await StoreBackup.VerifyAsync(call.Settings, call.Clock, cancellationToken);
            var content = await StoreBackup.ContentAsync(call.Settings, call.Clock, cancellationToken);
            if (call.IsJson(format))
            {
                call.PrintJson(new { clean = report.IsClean, content.Batches, content.RecordedTo, counts = report.Counts });
            }
            else
            {
                call.Out.WriteLine(report.IsClean
                    ? FormattableString.Invariant($"{content.Batches} batches, recorded to {Formats.Of(content.RecordedTo)}; everything agrees. Start the hub: it reads on from the positions of then")
                    : FormattableString.Invariant($"{report.Counts.Mismatches} mismatches; 'hub db verify' names them, an older backup may be whole"));
            }

            return report.IsClean ? ExitCodes.Success : ExitCodes.Bad;
        });
    }
}
