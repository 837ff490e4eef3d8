using System.CommandLine;
using IntegrationHub.Api.Access;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Store.Access;

namespace IntegrationHub.Host.Commands.Access;

/// <summary>Users of the hub's own. Whoever may run commands on this machine may make the first administrator.</summary>
internal static class UserCommands
{
    public static Command Add(HubEnvironment environment)
    {
        var (name, role, unit) = (Name(), AccessOptions.Role(), AccessOptions.Unit());
        role.Required = true;
        return new Command("add", "Add a user; the password is typed, or piped in, never an argument.") { name, role, unit }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var password = Passwords.Hash(call.Get(name), call.ReadSecret("password"));
            await store.Get<UserBook>().AddAsync(call.Get(name), call.Get(role)!, call.Get(unit), password, cancellationToken);
            call.Out.WriteLine($"user '{call.Get(name)}' is added");
            return ExitCodes.Success;
        });
    }

    public static Command List(HubEnvironment environment)
    {
        var format = Formats.Option();
        return new Command("list", "Show users with their roles and units, and who is locked.") { format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var (users, now) = (await store.Get<UserBook>().ListAsync(cancellationToken), call.Clock.GetUtcNow());
            if (call.IsJson(format))
            {
                call.PrintJson(users.Select(u => new { u.Name, u.Roles, u.Unit, u.Locked, lockedUntil = u.LockedUntil > now ? u.LockedUntil : null, u.CreatedAt, u.SignedInAt }));
                return ExitCodes.Success;
            }

            var table = new PlainTable(new("Tên", Gives: true), new("Vai trò", Gives: true), new("Đơn vị", Gives: true), new("Đăng nhập lần cuối"), new("Khóa"));
            foreach (var user in users)
            {
                table.Add(user.Name, user.Roles, user.Unit ?? "tất cả", Formats.Of(user.SignedInAt), user.Locked ? "đã khóa" : user.LockedUntil > now ? $"đến {Formats.Of(user.LockedUntil)}" : "—");
            }

            call.Print(table);
            return ExitCodes.Success;
        });
    }

    public static Command Set(HubEnvironment environment)
    {
        var (name, role, unit) = (Name(), AccessOptions.Role(), AccessOptions.Unit());
        var everywhere = new Option<bool>("--all-units") { Description = "No unit any more: everything." };
        return new Command("set", "Give a user other roles or another unit; sessions of the user end.") { name, role, unit, everywhere }.Does(environment, (call, cancellationToken) => call.Get(unit) is not null && call.Get(everywhere)
            ? throw new CommandException("--unit and --all-units exclude each other", ExitCodes.Usage)
            : ChangeAsync(call, users => users.SetAsync(call.Get(name), call.Get(role) ?? [], call.Get(everywhere) ? "" : call.Get(unit), cancellationToken), $"user '{call.Get(name)}' is changed", cancellationToken));
    }

    public static Command Lock(HubEnvironment environment)
    {
        var name = Name();
        return new Command("lock", "Let a user in no more; sessions of the user end at once.") { name }.Does(environment, (call, cancellationToken) =>
            ChangeAsync(call, users => users.LockAsync(call.Get(name), true, cancellationToken), $"user '{call.Get(name)}' is locked", cancellationToken));
    }

    public static Command Unlock(HubEnvironment environment)
    {
        var name = Name();
        return new Command("unlock", "Let a user in again, also after too many wrong passwords.") { name }.Does(environment, (call, cancellationToken) =>
            ChangeAsync(call, users => users.LockAsync(call.Get(name), false, cancellationToken), $"user '{call.Get(name)}' is unlocked", cancellationToken));
    }

    public static Command Password(HubEnvironment environment)
    {
        var name = Name();
        return new Command("password", "Give a user a new password, typed or piped in; sessions of the user end.") { name }.Does(environment, (call, cancellationToken) =>
            ChangeAsync(call, users => users.SetPasswordAsync(call.Get(name), Passwords.Hash(call.Get(name), call.ReadSecret("password")), cancellationToken), $"user '{call.Get(name)}' has a new password", cancellationToken));
    }

    public static Command Remove(HubEnvironment environment)
    {
        var name = Name();
        return new Command("remove", "Remove a user. What the user did stays in the audit log.") { name }.Does(environment, (call, cancellationToken) =>
            ChangeAsync(call, users => users.RemoveAsync(call.Get(name), cancellationToken), $"user '{call.Get(name)}' is removed", cancellationToken));
    }

    private static Argument<string> Name() => new("NAME") { Description = "Name to sign in with: small letters, digits, dots, hyphens." };

    private static async Task<int> ChangeAsync(Invocation call, Func<UserBook, Task> change, string done, CancellationToken cancellationToken)
    {
        await using var store = await call.OpenStoreAsync(cancellationToken);
        await change(store.Get<UserBook>());
        call.Out.WriteLine(done);
        return ExitCodes.Success;
    }
}

internal static class AccessOptions
{
    public static Option<string[]> Role() => new("--role") { Description = "viewer, operator, approver, admin; several with commas or by repeating.", AllowMultipleArgumentsPerToken = true };

    public static Option<string?> Unit() => new("--unit") { Description = "Sees and changes only this unit and what is below it; everything if left out." };
}
