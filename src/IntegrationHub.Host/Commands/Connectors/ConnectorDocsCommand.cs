using System.CommandLine;
using IntegrationHub.Host.Acceptance.Level0;

namespace IntegrationHub.Host.Commands.Connectors;

internal static class ConnectorDocsCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var folder = ConnectorFolder.Argument();
        var write = new Option<bool>("--write") { Description = "Write them into README.md, between their marks." };
        var command = new Command("docs", "The tables of options and streams of a connector's README, from its code.") { folder, write };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            await using var subject = ConnectorFolder.Open(call.Get(folder));
            var tables = CurrentDocumentation.Tables(subject);
            if (!call.Get(write))
            {
                call.Out.WriteLine(tables);
                return ExitCodes.Success;
            }

            var readme = Path.Combine(subject.Folder, "README.md");
            var text = File.Exists(readme) ? await File.ReadAllTextAsync(readme, cancellationToken) : $"# {subject.Module.NameEn}\n";
            await File.WriteAllTextAsync(readme, CurrentDocumentation.With(text.ReplaceLineEndings("\n"), tables), cancellationToken);
            call.Error.WriteLine(readme);
            return ExitCodes.Success;
        });
    }
}
