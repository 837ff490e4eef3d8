using System.CommandLine;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;

namespace IntegrationHub.Host.Commands.Catalogues;

internal static class ApplyCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var path = new Option<string>("--file", "-f") { Description = "Folder of a catalogue, folder of sources, or one file.", Required = true, HelpName = "PATH" };
        var overwrite = new Option<bool>("--overwrite") { Description = "Also over files that were changed in the hub since they were applied." };
        var format = Formats.Option();
        var command = new Command("apply", "Load catalogue and source files into the store, over those of the active version. Applying the same again changes nothing.") { path, overwrite, format };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            var named = CataloguePath.Read(call.Get(path)!);
            await using var store = HubStore.Connect(call.Settings, call.Clock);
            await using (var db = await store.ContextAsync(cancellationToken))
            {
                await db.BringUpToDateAsync(cancellationToken);
            }

            var edit = new CatalogueEdit(named.Files, Environment.UserName) { Rule = call.Get(overwrite) ? HubChangeRule.Undo : HubChangeRule.Refuse };
            if (await CatalogueChange.ApplyAsync(store, edit, named.Shown, call.Error, cancellationToken) is not { } change)
            {
                return ExitCodes.Bad;
            }

            if (call.IsJson(format))
            {
                call.PrintJson(new { changed = change.Files.Count > 0, version = change.Version, files = change.Files });
                return ExitCodes.Success;
            }

            call.Out.WriteLine(change.Files.Count == 0 ? $"no change: version {change.Version} has these files already" : $"version {change.Version}: {change.Files.Count} files");
            foreach (var file in change.Files)
            {
                call.Out.WriteLine($"  {file.Change,-8} {file.Path}");
            }

            return ExitCodes.Success;
        });
    }
}
