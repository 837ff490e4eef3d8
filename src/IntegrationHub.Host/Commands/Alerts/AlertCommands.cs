using System.CommandLine;
using IntegrationHub.Host.Commands.Entries;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Store.Alerts;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Host.Commands.Alerts;

/// <summary>What a person has to know of, and for how long nobody is told of it.</summary>
internal static class AlertCommands
{
    public static Command List(HubEnvironment environment)
    {
        var all = new Option<bool>("--all") { Description = "Also those that were closed within a week." };
        var format = Formats.Option();
        return new Command("list", "Show what is wrong: cause, what it is about, since when, and what to do. Exit code 1 when something critical is open.") { all, format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var alerts = await store.Get<AlertBook>().ListAsync(!call.Get(all), cancellationToken);
            var code = alerts.Any(a => a is { ClosedAt: null, Severity: "critical" }) ? ExitCodes.Bad : ExitCodes.Success;
            if (call.IsJson(format))
            {
                call.PrintJson(alerts);
                return code;
            }

            var table = new PlainTable(new("Số", IsNumber: true), new("Mức"), new("Nguyên nhân"), new("Đối tượng", Gives: true), new("Từ"), new("Hết"), new("Im lặng"), new("Chi tiết", Gives: true));
            foreach (var a in alerts)
            {
                table.Add(Formats.Of(a.Id), a.Severity == "critical" ? "KHẨN" : "Cảnh báo", a.Cause, a.Subject, Formats.Of(a.Since), Formats.Of(a.ClosedAt), a.Silence is { } silence ? Formats.Of(silence) : "—", a.Text.Vi);
            }

            call.Print(table);
            foreach (var cause in alerts.Where(a => a.ClosedAt is null).DistinctBy(a => a.Cause))
            {
                call.Out.WriteLine($"{cause.Cause}: {cause.Remedy.Vi} ({cause.Runbook})");
            }

            return code;
        });
    }

    public static Command Silence(HubEnvironment environment)
    {
        var cause = new Option<string?>("--cause") { Description = $"Only of this cause: {string.Join(", ", AlertCauses.All)}." };
        var subject = new Option<string?>("--about") { Description = "Only about this source, stage or subscriber." };
        var (from, to) = (new Option<string?>("--from") { Description = $"From when on: {Instants.Forms}; now if left out." }, new Option<string>("--to") { Description = $"Until when, at most 60 days: {Instants.Forms}.", Required = true });
        var reason = new Option<string>("--reason") { Description = "Why, for example \"nghỉ Tết\".", Required = true };
        var (by, format) = (EntryAnswers.By(), Formats.Option());
        return new Command("silence", "Tell nobody of some alerts for a while; they are listed all the same.") { cause, subject, from, to, reason, by, format }.Does(environment, async (call, cancellationToken) =>
        {
            var draft = new SilenceDraft(call.Get(cause), call.Get(subject), Instant("--from", call.Get(from)), Instant("--to", call.Get(to)), call.Get(reason));
            await using var store = await call.OpenStoreAsync(cancellationToken);
            Print(call, await GuardedAsync(() => store.Get<AlertBook>().SilenceAsync(draft, call.Get(by)!, cancellationToken)), call.IsJson(format));
            return ExitCodes.Success;
        });
    }

    public static Command Silences(HubEnvironment environment)
    {
        var format = Formats.Option();
        return new Command("silences", "Show of which alerts nobody is told, until when, by whom and why.") { format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var silences = await store.Get<AlertBook>().SilencesAsync(cancellationToken);
            if (call.IsJson(format))
            {
                call.PrintJson(silences);
                return ExitCodes.Success;
            }

            var table = new PlainTable(new("Số", IsNumber: true), new("Nguyên nhân"), new("Đối tượng"), new("Từ"), new("Đến"), new("Người"), new("Lý do", Gives: true));
            foreach (var s in silences)
            {
                table.Add(Formats.Of(s.Id), s.Cause ?? "tất cả", s.Subject ?? "tất cả", Formats.Of(s.From), Formats.Of(s.EndedAt ?? s.To), s.By, s.Reason);
            }

            call.Print(table);
            return ExitCodes.Success;
        });
    }

    public static Command Unsilence(HubEnvironment environment)
    {
        var id = new Argument<long>("ID") { Description = "As 'hub alert silences' shows it." };
        var (by, format) = (EntryAnswers.By(), Formats.Option());
        return new Command("unsilence", "End a silence: what is open and was not told is told then.") { id, by, format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            Print(call, await GuardedAsync(() => store.Get<AlertBook>().EndAsync(call.Get(id), call.Get(by)!, cancellationToken)), call.IsJson(format));
            return ExitCodes.Success;
        });
    }

    private static void Print(Invocation call, AlertSilence silence, bool asJson)
    {
        if (asJson)
        {
            call.PrintJson(silence);
        }
        else
        {
            call.Out.WriteLine($"{silence.Id}: {silence.Cause ?? "mọi nguyên nhân"}, {silence.Subject ?? "mọi đối tượng"}, im lặng từ {Formats.Of(silence.From)} đến {Formats.Of(silence.EndedAt ?? silence.To)}: {silence.Reason}");
        }
    }

    private static DateTimeOffset? Instant(string option, string? text) => text is null ? null
        : Instants.TryParse(text, out var instant) ? instant : throw new CommandException($"{option} is '{text}'; write {Instants.Forms}", ExitCodes.Usage);

    private static async Task<T> GuardedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (AlertException e)
        {
            throw new CommandException(e.Message);
        }
    }
}
