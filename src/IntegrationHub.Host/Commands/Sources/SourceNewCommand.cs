using System.CommandLine;
using IntegrationHub.Host.Commands.Catalogues;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Host.Commands.Sources;

internal static class SourceNewCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var connector = new Argument<string>("CONNECTOR") { Description = $"Key of the connector: {string.Join(", ", HubServices.Connectors.Select(c => c.Key))}." };
        var id = new Argument<string>("ID") { Description = "Id of the new source: lower-case letters, digits and hyphens, for example tthc-bac-giang." };
        var target = new Option<string?>("--out") { Description = "Write the file here (a folder gets ID.yaml); standard output if left out. An existing file is not replaced.", HelpName = "PATH" };
        var command = new Command("new", "Write the commented file of a new source, to be filled in, checked and applied. Needs no store.") { connector, id, target };
        return command.Does(environment, (call, _) => Task.FromResult(Run(call, call.Get(connector), call.Get(id), call.Get(target))));
    }

    private static int Run(Invocation call, string connector, string id, string? target)
    {
        var module = HubServices.Connectors.FirstOrDefault(c => c.Key == connector) ?? throw new CommandException(
            $"there is no connector '{connector}'; known are {string.Join(", ", HubServices.Connectors.Select(c => c.Key))}", ExitCodes.Usage);
        var text = SourceTemplate.Of(module, id);
        var findings = CatalogueReader.Read(new CatalogueFiles([new CatalogueFile($"sources/{id}.yaml", text)]), HubServices.Connectors).Findings;
        if (Findings.Errors(findings) > 0)
        {
            throw new CommandException($"'{id}' cannot be the id of a source: {findings[0].Message} {findings[0].Remedy}", ExitCodes.Usage);
        }

        if (target is null)
        {
            call.Out.Write(text);
            return ExitCodes.Success;
        }

        var file = Directory.Exists(target) ? Path.Combine(target, id + ".yaml") : target;
        if (File.Exists(file))
        {
            throw new CommandException($"'{file}' exists and is not replaced; name another file or remove it", ExitCodes.Usage);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, text);
        call.Error.WriteLine($"written to {file}; fill in the options, then 'hub lint {file}' and 'hub apply -f {file}'");
        return ExitCodes.Success;
    }
}
