using System.CommandLine;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Host.Commands.Catalogues;

internal static class LintCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var path = new Argument<string>("PATH") { Description = "Folder of a catalogue, folder of sources, or one file." };
        var format = Formats.Option();
        var command = new Command("lint", "Check catalogue and source files. Needs no network and no store.") { path, format };
        return command.Does(environment, (call, _) => Task.FromResult(Run(call, call.Get(path), format)));
    }

    private static int Run(Invocation call, string path, Option<string> format)
    {
        var named = CataloguePath.Read(path);
        var findings = CatalogueReader.Read(named.Around ?? named.Files, HubServices.Connectors).Findings
            .Where(f => named.Around is null || named.Files.Find(f.File) is not null).ToList();
        var errors = Findings.Errors(findings);
        if (call.IsJson(format))
        {
            call.PrintJson(findings.Select(f => f with { File = named.Shown(f.File) }));
        }
        else
        {
            Findings.Print(findings, named.Shown, call.Out);
            call.Out.WriteLine($"{named.Files.All.Count} files, {errors} errors, {findings.Count - errors} warnings");
        }

        return errors > 0 ? ExitCodes.Bad : ExitCodes.Success;
    }
}
