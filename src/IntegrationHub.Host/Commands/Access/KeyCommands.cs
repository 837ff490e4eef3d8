using System.CommandLine;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Store.Access;

namespace IntegrationHub.Host.Commands.Access;

internal static class KeyCommands
{
    public static Command Add(HubEnvironment environment)
    {
        var name = new Argument<string>("NAME") { Description = "What the key is for: small letters, digits, dots, hyphens." };
        var (role, unit, format) = (AccessOptions.Role(), AccessOptions.Unit(), Formats.Option());
        role.Required = true;
        var days = new Option<int?>("--days") { Description = "How long it is good; for ever if left out." };
        return new Command("add", "Make a key and print it, this once: only its hash is kept.") { name, role, unit, days, format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var life = call.Get(days) switch { null => (TimeSpan?)null, > 0 and <= 3650 and var d => TimeSpan.FromDays(d), _ => throw new CommandException("--days is 1 to 3650", ExitCodes.Usage) };
            Print(call, await store.Get<KeyBook>().AddAsync(call.Get(name), call.Get(role)!, call.Get(unit), life, cancellationToken), call.IsJson(format));
            return ExitCodes.Success;
        });
    }

    public static Command List(HubEnvironment environment)
    {
        var format = Formats.Option();
        return new Command("list", "Show keys, what they may do and when they were used last; never the keys themselves.") { format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var (keys, now) = (await store.Get<KeyBook>().ListAsync(cancellationToken), call.Clock.GetUtcNow());
            if (call.IsJson(format))
            {
                call.PrintJson(keys.Select(k => new { k.Id, k.Name, k.Roles, k.Unit, k.CreatedAt, k.ExpiresAt, k.RevokedAt, k.UsedAt, good = KeyBook.IsGood(k, now) }));
                return ExitCodes.Success;
            }

            var table = new PlainTable(new("Mã"), new("Dùng cho", Gives: true), new("Vai trò", Gives: true), new("Đơn vị", Gives: true), new("Hết hạn"), new("Dùng lần cuối"), new("Tình trạng"));
            foreach (var key in keys)
            {
                table.Add(key.Id, key.Name, key.Roles, key.Unit ?? "tất cả", Formats.Of(key.ExpiresAt), Formats.Of(key.UsedAt), key.RevokedAt is not null ? "đã thu hồi" : KeyBook.IsGood(key, now) ? "còn dùng" : "hết hạn");
            }

            call.Print(table);
            return ExitCodes.Success;
        });
    }

    public static Command Rotate(HubEnvironment environment)
    {
        var (id, format) = (Id(), Formats.Option());
        var overlap = new Option<double>("--overlap-hours") { Description = "How long the old one is good beside the new one.", DefaultValueFactory = _ => 24 };
        return new Command("rotate", "Make a key in place of another, with the same rights, and print it, this once.") { id, overlap, format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var hours = call.Get(overlap) is >= 0 and <= 24 * 90 and var h ? TimeSpan.FromHours(h) : throw new CommandException("--overlap-hours is 0 to 2160", ExitCodes.Usage);
            Print(call, await store.Get<KeyBook>().RotateAsync(call.Get(id), hours, cancellationToken), call.IsJson(format));
            return ExitCodes.Success;
        });
    }

    public static Command Revoke(HubEnvironment environment)
    {
        var id = Id();
        return new Command("revoke", "Make a key worthless at once.") { id }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            await store.Get<KeyBook>().RevokeAsync(call.Get(id), cancellationToken);
            call.Out.WriteLine($"key {call.Get(id)} is worthless now");
            return ExitCodes.Success;
        });
    }

    private static Argument<string> Id() => new("ID") { Description = "Id of the key, as 'hub key list' shows it." };

    private static void Print(Invocation call, IssuedKey issued, bool asJson)
    {
        if (asJson)
        {
            call.PrintJson(new { issued.Key.Id, issued.Key.Name, issued.Key.Roles, issued.Key.Unit, issued.Key.ExpiresAt, key = issued.Secret });
            return;
        }

        // The key alone on standard output, so that it can go straight into a file.
        call.Error.WriteLine($"key {issued.Key.Id} for '{issued.Key.Name}', shown this once:");
        call.Out.WriteLine(issued.Secret);
    }
}
