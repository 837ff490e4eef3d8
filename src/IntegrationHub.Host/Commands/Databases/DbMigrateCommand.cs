using System.CommandLine;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Migrations;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Commands.Databases;

internal static class DbMigrateCommand
{
    public static Command Create(HubEnvironment environment) =>
        new Command("migrate", "Bring the store's tables up to date. 'hub run' and 'hub apply' do it too.").Does(environment, async (call, cancellationToken) =>
        {
            await using var store = HubStore.Connect(call.Settings, call.Clock);
            await using var db = await store.ContextAsync(cancellationToken);
            var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            await db.BringUpToDateAsync(cancellationToken);
            call.Out.WriteLine(pending.Count == 0 ? "no change: the tables are up to date" : $"applied {string.Join(", ", pending)}");
            return ExitCodes.Success;
        });
}
