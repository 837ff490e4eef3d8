using System.CommandLine;
using System.Globalization;
using IntegrationHub.Host.Backups;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Store.Model;

namespace IntegrationHub.Host.Commands.Databases;

internal static class BackupCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var file = new Argument<string?>("file") { Description = "File to write; HUB_DATA/backups/hub-INSTANT.backup if left out.", Arity = ArgumentArity.ZeroOrOne };
        var format = Formats.Option();
        var command = new Command("backup", "Write the whole store into a file, positions of streams included, while the hub goes on. Secrets are in it only encrypted, and the folder of their keys (HUB_DATA/keys) is not: keep a copy of it elsewhere.") { file, format };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            // A store that is not there, or of another version, is told before anything is written.
            var content = await StoreBackup.ContentAsync(call.Settings, call.Clock, cancellationToken);
            var path = call.Get(file) ?? Path.Combine(call.Settings.Data, "backups",
                $"hub-{call.Clock.GetUtcNow().ToOffset(VietnamDay.Offset).ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.backup");
            call.Error.WriteLine($"writing {path}");
            await StoreBackup.WriteAsync(call.Settings, path, cancellationToken);
            var bytes = new FileInfo(path).Length;
            if (call.IsJson(format))
            {
                call.PrintJson(new { file = path, bytes, content.Batches, content.RecordedTo });
            }
            else
            {
                call.Out.WriteLine(FormattableString.Invariant($"{path}: {bytes / 1024.0 / 1024:0.0} MiB, {content.Batches} batches, recorded to {Formats.Of(content.RecordedTo)} or later; 'hub restore {path}' fills an empty store with it"));
            }

            return ExitCodes.Success;
        });
    }
}
