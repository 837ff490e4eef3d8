using System.CommandLine;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Commands.Catalogues;

internal static class AliasAddCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var source = new Argument<string>("SOURCE") { Description = "Id of the source, or key of a connector for all of its sources." };
        var code = new Argument<string>("CODE") { Description = "Agency code as the source writes it." };
        var unit = new Argument<string>("UNIT") { Description = "Id of the unit that it means." };
        var from = Formats.Day("--from", "First day on which the code means the unit; without it since ever.");
        var command = new Command("add", "Say which unit an agency code of a source means. Applied as a new version of the catalogue.") { source, code, unit, from };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            return await AddAsync(call, store, new AgencyAlias(call.Get(source), call.Get(code), call.Get(unit), new Validity(call.Get(from), null)), cancellationToken);
        });
    }

    private static async Task<int> AddAsync(Invocation call, HubStore store, AgencyAlias alias, CancellationToken cancellationToken)
    {
        var active = await store.CatalogueAsync(cancellationToken);
        Check(active, alias);
        var name = $"aliases/{alias.Source}.yaml";
        if (active.Catalogue.Aliases.Any(a => a.Source == alias.Source && a.Code == alias.Code && a.Unit == alias.Unit && a.Validity == alias.Validity))
        {
            call.Out.WriteLine($"no change: {alias.Code} means {alias.Unit} already");
            return ExitCodes.Success;
        }

        var text = AliasText.With(active.Files.Find(name), alias.Source, alias.Code, alias.Unit!, alias.Validity.From)
            ?? throw new CommandException($"{name} is not written as a plain list; add the code there by hand ('hub export --out DIR', then 'hub apply -f FILE')");
        var files = new CatalogueFiles([new CatalogueFile(name, text)]);
        if (await CatalogueChange.ApplyAsync(store, new CatalogueEdit(files, Environment.UserName) { IsMadeInHub = true }, f => f, call.Error, cancellationToken) is not { } change)
        {
            return ExitCodes.Bad;
        }

        call.Out.WriteLine($"version {change.Version}: {alias.Code} means {alias.Unit}");
        await using var db = await store.ContextAsync(cancellationToken);
        var waiting = await db.Rejections.CountAsync(r => r.State == "open" && r.Code == "E_UNKNOWN_AGENCY" && r.Sample == alias.Code, cancellationToken);
        if (waiting > 0)
        {
            call.Error.WriteLine($"{waiting} records with this code were rejected before; 'hub quarantine replay {alias.Source}' counts them now");
        }

        return ExitCodes.Success;
    }

    private static void Check(ActiveCatalogue active, AgencyAlias alias)
    {
        var known = active.Sources.Select(s => s.Id).Concat(HubServices.Connectors.Select(c => c.Key)).ToList();
        if (!known.Contains(alias.Source))
        {
            throw new CommandException($"there is no source or connector '{alias.Source}'; known are {string.Join(", ", known)}");
        }

        if (!active.Catalogue.Units.ContainsKey(alias.Unit!))
        {
            throw new CommandException($"there is no unit '{alias.Unit}'; units are declared in orgunits.yaml");
        }

        if (alias.Code.Length == 0 || alias.Code.Any(c => char.IsControl(c) || c is '"' or '\\'))
        {
            throw new CommandException("an agency code is not empty and has no quotes, backslashes or control characters", ExitCodes.Usage);
        }
    }
}
