using System.CommandLine;
using System.Text.RegularExpressions;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Store;
using IntegrationHub.Store.Outbox;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Commands.Subscriptions;

/// <summary>Who is sent computed figures as they change.</summary>
internal static partial class SubscriptionCommands
{
    public static Command List(HubEnvironment environment)
    {
        var format = Formats.Option();
        return new Command("list", "Show who is sent events, how far each has come and what fails.") { format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            await using var db = await store.ContextAsync(cancellationToken);
            var rows = await db.Subscriptions.AsNoTracking().OrderBy(s => s.Id)
                .Select(s => new SubscriptionAnswer(s.Id, s.Kind, s.Address, db.Outbox.Count(e => e.Id > s.Position), s.AcknowledgedAt, s.Failures, s.RetryAt, s.Problem)).ToListAsync(cancellationToken);
            if (call.IsJson(format))
            {
                call.PrintJson(rows);
                return ExitCodes.Success;
            }

            if (rows.Count == 0)
            {
                call.Out.WriteLine("chưa có đơn vị nhận nào; hub subscription add thêm một đơn vị");
                return ExitCodes.Success;
            }

            var table = new PlainTable(new("Đơn vị nhận", Gives: true), new("Địa chỉ", Gives: true), new("Đang chờ", IsNumber: true), new("Nhận lần cuối"), new("Lỗi", Gives: true));
            foreach (var row in rows)
            {
                table.Add(row.Id, row.Address ?? row.Kind, Formats.Of(row.Waiting), Formats.Of(row.AcknowledgedAt), row.Problem ?? "—");
            }

            call.Print(table);
            return ExitCodes.Success;
        });
    }

    public static Command Add(HubEnvironment environment)
    {
        var id = new Argument<string>("ID") { Description = "Name of the subscriber: small letters, digits and hyphens." };
        var url = new Option<string>("--url") { Description = "Where each event is posted to, signed as Standard Webhooks says.", Required = true };
        var secret = new Option<string>("--secret") { Description = "Where the signing secret stands, env:NAME or file:PATH; the secret itself is whsec_ and base64.", Required = true };
        var fromStart = new Option<bool>("--from-start") { Description = "Also everything that has been announced so far; else from now on." };
        return new Command("add", "Send events to one more subscriber.") { id, url, secret, fromStart }.Does(environment, async (call, cancellationToken) =>
        {
            var (name, address, reference) = (call.Get(id)!, call.Get(url)!, call.Get(secret)!);
            if (!Name().IsMatch(name) || !Uri.TryCreate(address, UriKind.Absolute, out var target) || target.Scheme is not ("http" or "https") || target.UserInfo.Length > 0
                || !SecretReference.IsKnown(reference))
            {
                throw new CommandException("ID is small letters, digits and hyphens; --url is http(s)://… without an account in it; --secret is env:NAME or file:PATH, never the secret itself", ExitCodes.Usage);
            }

            await using var store = await call.OpenStoreAsync(cancellationToken);
            await using var db = await store.ContextAsync(cancellationToken);
            if (await db.Subscriptions.AnyAsync(s => s.Id == name, cancellationToken))
            {
                throw new CommandException($"there is a subscriber '{name}' already; remove it first, or choose another name");
            }

            var position = call.Get(fromStart) ? 0 : await db.Outbox.MaxAsync(e => (long?)e.Id, cancellationToken) ?? 0;
            db.Subscriptions.Add(new Subscription { Id = name, Kind = "webhook", Address = target.ToString(), Secret = reference, Position = position });
            await db.SaveChangesAsync(cancellationToken);
            call.Out.WriteLine($"{name} is sent events from {(position == 0 ? "the start" : "now on")}; a running hub begins within seconds");
            return ExitCodes.Success;
        });
    }

    public static Command Remove(HubEnvironment environment)
    {
        var id = new Argument<string>("ID") { Description = "Name of the subscriber." };
        return new Command("remove", "Send a subscriber nothing more. Events stay for the others.") { id }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            await using var db = await store.ContextAsync(cancellationToken);
            var name = call.Get(id)!;
            return await db.Subscriptions.Where(s => s.Id == name && s.Kind == "webhook").ExecuteDeleteAsync(cancellationToken) == 1
                ? ExitCodes.Success
                : throw new CommandException($"there is no subscriber '{name}' that can be removed; 'hub subscription list' shows them");
        });
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,62}$")]
    private static partial Regex Name();

    private sealed record SubscriptionAnswer(string Id, string Kind, string? Address, int Waiting, DateTimeOffset? AcknowledgedAt, int Failures, DateTimeOffset? RetryAt, string? Problem);
}
