using System.CommandLine;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Store.Access;

namespace IntegrationHub.Host.Commands.Access;

internal static class SecretCommands
{
    public static Command Set(HubEnvironment environment)
    {
        var name = Name();
        return new Command("set", "Set or replace a secret, typed or piped in; sources and subscribers refer to it as store:NAME.") { name }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            await store.Get<SecretStore>().SetAsync(call.Get(name), call.ReadSecret("secret"), cancellationToken);
            call.Out.WriteLine($"secret '{call.Get(name)}' is kept; it is never shown again. Refer to it as {{ secret: \"store:{call.Get(name)}\" }}. Back up {Path.Combine(call.Settings.Data, "keys")}: without it nobody can read it");
            return ExitCodes.Success;
        });
    }

    public static Command List(HubEnvironment environment)
    {
        var format = Formats.Option();
        return new Command("list", "Show the names of secrets, who set them and when; never their values.") { format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var secrets = await store.Get<SecretStore>().ListAsync(cancellationToken);
            if (call.IsJson(format))
            {
                call.PrintJson(secrets);
                return ExitCodes.Success;
            }

            var table = new PlainTable(new("Tên", Gives: true), new("Đặt lúc"), new("Người đặt", Gives: true));
            foreach (var secret in secrets)
            {
                table.Add(secret.Name, Formats.Of((DateTimeOffset?)secret.SetAt), secret.SetBy);
            }

            call.Print(table);
            return ExitCodes.Success;
        });
    }

    public static Command Remove(HubEnvironment environment)
    {
        var name = Name();
        return new Command("remove", "Remove a secret; what refers to it is refused from then on.") { name }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            await store.Get<SecretStore>().RemoveAsync(call.Get(name), cancellationToken);
            call.Out.WriteLine($"secret '{call.Get(name)}' is removed");
            return ExitCodes.Success;
        });
    }

    private static Argument<string> Name() => new("NAME") { Description = "Name of the secret: small letters, digits, dots, hyphens." };
}
