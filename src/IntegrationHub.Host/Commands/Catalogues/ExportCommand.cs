using System.CommandLine;
using System.Text;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Host.Commands.Catalogues;

internal static class ExportCommand
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static Command Create(HubEnvironment environment)
    {
        var file = new Argument<string?>("FILE") { Description = "Print this file, for example metrics.yaml.", Arity = ArgumentArity.ZeroOrOne };
        var folder = new Option<string?>("--out") { Description = "Write all files into this folder; files of the same name are replaced.", HelpName = "DIR" };
        var format = Formats.Option();
        var command = new Command("export", "Write out the applied files byte for byte. Without FILE and --out: list them.") { file, folder, format };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var active = await store.CatalogueAsync(cancellationToken);
            if (call.Get(file) is { } name)
            {
                call.Out.Write(active.Files.Find(name) ?? throw new CommandException($"version {active.Version} has no file '{name}'; 'hub export' lists what it has"));
            }
            else if (call.Get(folder) is { } target)
            {
                Write(active.Files, Path.GetFullPath(target));
                call.Error.WriteLine($"version {active.Version}: {active.Files.All.Count} files written to {target}");
            }
            else if (call.IsJson(format))
            {
                call.PrintJson(new { version = active.Version, files = active.Files.All });
            }
            else
            {
                var table = new PlainTable(new("Tệp", Gives: true), new("Byte", IsNumber: true));
                active.Files.All.ToList().ForEach(f => table.Add(f.Path, Formats.Of(Utf8.GetByteCount(f.Text))));
                call.Out.WriteLine($"Phiên bản {active.Version}");
                call.Print(table);
            }

            return ExitCodes.Success;
        });
    }

    private static void Write(CatalogueFiles files, string folder)
    {
        foreach (var file in files.All)
        {
            var path = Path.GetFullPath(Path.Combine(folder, file.Path));
            if (!path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new CommandException($"'{file.Path}' lies outside the folder; nothing more was written");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, Utf8.GetBytes(file.Text));
        }
    }
}
