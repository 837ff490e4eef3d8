using System.CommandLine;
using System.Globalization;
using IntegrationHub.Host.Commands.Catalogues;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.Outbox.Targets;

namespace IntegrationHub.Host.Commands.Subscriptions;

/// <summary>Who is sent computed figures as they change.</summary>
internal static class SubscriptionCommands
{
    public static Command List(HubEnvironment environment)
    {
        var format = Formats.Option();
        return new Command("list", "Show who is sent events, how far each has come and what fails.") { format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var rows = (await store.Get<SubscriptionBook>().ListAsync(cancellationToken)).Select(SubscriberAnswer.Of).ToList();
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

            var table = new PlainTable(
                new("Đơn vị nhận", Gives: true), new("Địa chỉ", Gives: true), new("Tình trạng"), new("Đang chờ", IsNumber: true), new("Gác lại", IsNumber: true), new("Nhận lần cuối"), new("Lỗi", Gives: true));
            foreach (var row in rows)
            {
                var state = row.State switch { "paused" => row.PausedBy is null ? "tự dừng" : "tạm dừng", "failing" => "đang lỗi", _ => "hoạt động" };
                table.Add(row.Id, row.Address ?? row.Kind, state, Formats.Of(row.Waiting), Formats.Of(row.Parked), Formats.Of(row.AcknowledgedAt), row.PausedBecause ?? row.Problem ?? "—");
            }

            call.Print(table);
            return ExitCodes.Success;
        });
    }

    public static Command Add(HubEnvironment environment)
    {
        var (id, format) = (new Argument<string>("ID") { Description = "Name of the subscriber: small letters, digits and hyphens." }, Formats.Option());
        var url = new Option<string>("--url") { Description = "Where each event is posted to, signed as Standard Webhooks says.", Required = true };
        var secret = new Option<string>("--secret") { Description = "Where the signing secret stands, env:NAME or file:PATH; the secret itself is whsec_ and base64.", Required = true };
        var unordered = new Option<bool>("--unordered") { Description = "An event that is not taken holds up nobody; else those behind it wait." };
        var fromStart = new Option<bool>("--from-start") { Description = "Also everything that has been announced so far; else from now on." };
        var filter = new FilterOptions();
        return filter.On(new Command("add", "Send events to one more subscriber.") { id, url, secret, unordered, fromStart, format }).Does(
            environment, format,
            (call, book, token) => book.AddAsync(new WebhookDraft(call.Get(id), call.Get(url)!, call.Get(secret)!, !call.Get(unordered), filter.Of(call), call.Get(fromStart)), token),
            state => $"{state.Subscription.Id} is sent events from {(state.Subscription.Position == 0 ? "the start" : "now on")}; a running hub begins within seconds");
    }

    public static Command Change(HubEnvironment environment)
    {
        var (id, format) = (SubscriptionAnswers.Id(), Formats.Option());
        var url = new Option<string?>("--url") { Description = "Another address." };
        var ordered = new Option<bool?>("--ordered") { Description = "true: an event that is not taken holds up those behind it. false: the others go on." };
        var all = new Option<bool>("--all") { Description = "No filter any more." };
        var filter = new FilterOptions();
        return filter.On(new Command("change", "Change the address, the order or the filter of a webhook. A filter that is given replaces the one before.") { id, url, ordered, all, format }).Does(
            environment, format,
            (call, book, token) => book.ChangeAsync(call.Get(id), new WebhookChange(call.Get(url), call.Get(ordered), filter.IsGiven(call) || call.Get(all) ? filter.Of(call) : null), token),
            state => $"{state.Subscription.Id} is changed");
    }

    public static Command Target(HubEnvironment environment)
    {
        var file = new Argument<string>("FILE") { Description = "YAML that says where figures are written to, and in which form." };
        var fromStart = new Option<bool>("--from-start") { Description = "Also everything that has been announced so far, when the target is new." };
        var format = Formats.Option();
        return new Command("target", "Set up a system that figures are written to, or change it.") { file, fromStart, format }.Does(environment, async (call, cancellationToken) =>
        {
            var yaml = await File.ReadAllTextAsync(call.Get(file), cancellationToken);
            var (target, findings) = TargetFile.Read(call.Get(file), yaml);
            if (target is null)
            {
                Findings.Print(findings, name => name, call.Error);
                throw new CommandException($"{call.Get(file)} cannot be taken: {Findings.Errors(findings)} errors");
            }

            await using var store = await call.OpenStoreAsync(cancellationToken);
            var state = await SubscriptionAnswers.GuardedAsync(() => store.Get<SubscriptionBook>().ApplyAsync(target, yaml, call.Get(fromStart), cancellationToken));
            SubscriptionAnswers.Print(call, call.IsJson(format), SubscriberAnswer.Of(state), state.State == "paused" ? $"{target.Id} is set up and paused; 'hub subscription resume {target.Id}' lets it go" : $"{target.Id} is sent figures; a running hub begins within seconds");
            return ExitCodes.Success;
        });
    }

    public static Command Remove(HubEnvironment environment)
    {
        var id = SubscriptionAnswers.Id();
        return new Command("remove", "Send a subscriber nothing more. Events stay for the others.") { id }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            await SubscriptionAnswers.GuardedAsync(async () =>
            {
                await store.Get<SubscriptionBook>().RemoveAsync(call.Get(id), cancellationToken);
                return true;
            });
            return ExitCodes.Success;
        });
    }

    public static Command Pause(HubEnvironment environment)
    {
        var (id, format) = (SubscriptionAnswers.Id(), Formats.Option());
        var reason = new Option<string>("--reason") { Description = "Why nothing is to be sent.", Required = true };
        return new Command("pause", "Send a subscriber nothing until it is resumed; the events stay in the outbox.") { id, reason, format }.Does(
            environment, format, (call, book, token) => book.PauseAsync(call.Get(id), call.Get(reason)!, token), state => $"{state.Subscription.Id} is paused");
    }

    public static Command Resume(HubEnvironment environment)
    {
        var (id, format) = (SubscriptionAnswers.Id(), Formats.Option());
        return new Command("resume", "Go on where a subscriber stopped.") { id, format }.Does(
            environment, format, (call, book, token) => book.ResumeAsync(call.Get(id), token), state => $"{state.Subscription.Id} goes on; a running hub begins within seconds");
    }

    public static Command Rotate(HubEnvironment environment)
    {
        var (id, format) = (SubscriptionAnswers.Id(), Formats.Option());
        var secret = new Option<string>("--secret") { Description = "Where the new secret stands, env:NAME or file:PATH: another reference than the old one's.", Required = true };
        var keep = new Option<int>("--keep-old-hours") { Description = "How long the old secret signs as well, 0 to 720.", DefaultValueFactory = _ => 24 };
        return new Command("rotate", "Sign with another secret. The old one signs as well for a while, so that the subscriber can change over.") { id, secret, keep, format }.Does(
            environment, format, (call, book, token) => book.RotateAsync(call.Get(id), call.Get(secret)!, TimeSpan.FromHours(call.Get(keep)), token),
            state => state.Subscription.OldSecretUntil is { } until
                ? string.Create(CultureInfo.InvariantCulture, $"{state.Subscription.Id}: both secrets sign until {Formats.Of(until)}") : $"{state.Subscription.Id}: only the new secret signs");
    }
}

/// <summary>Which events a subscriber is sent.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string[]> types = Many("--type", "Only events of these types.");
    private readonly Option<string[]> plans = Many("--plan", "Only figures of these plans.");
    private readonly Option<string[]> indicators = Many("--indicator", "Only these indicators, or parts of composites.");
    private readonly Option<string[]> units = Many("--unit", "Only these units and what is below them.");
    private readonly Option<bool> own = new("--own") { Description = "With --unit: not what is below them." };
    private readonly Option<string?> grade = new("--minimum-grade") { Description = "The least grade of a figure: any, partial, open, provisional or final." };

    public Command On(Command command)
    {
        foreach (var option in new Option[] { types, plans, indicators, units, own, grade })
        {
            command.Options.Add(option);
        }

        return command;
    }

    public bool IsGiven(Invocation call) => !Of(call).IsEverything;

    public SubscriberFilter Of(Invocation call) => new()
    {
        Types = call.Get(types) ?? [], Plans = call.Get(plans) ?? [], Indicators = call.Get(indicators) ?? [], Units = call.Get(units) ?? [], Below = !call.Get(own), MinimumGrade = call.Get(grade),
    };

    private static Option<string[]> Many(string name, string description) => new(name) { Description = description, AllowMultipleArgumentsPerToken = true };
}
