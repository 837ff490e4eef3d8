using System.CommandLine;
using System.Globalization;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Releases;

namespace IntegrationHub.Host.Commands.Releases;

/// <summary>A release on its way: prepared, checked, submitted, approved; or withdrawn.</summary>
internal static class ReleaseCommands
{
    public static Command Prepare(HubEnvironment environment)
    {
        var plan = new Argument<string>("PLAN") { Description = "Id of the plan, for example bac-giang-2024." };
        var period = new Option<string?>("--period") { Description = $"One of {Period.Forms}; without it each row from the start of the year to the cut-off." };
        var cutOff = Formats.Day("--cut-off", "First day that is not part of it, only without --period; today if left out.");
        var calendar = new Option<string?>("--calendar") { Description = "admin (a quarter is the 15th to the 14th) or gregorian; the plan's if left out." };
        calendar.AcceptOnlyFromAmong("admin", "gregorian");
        var view = new Option<string?>("--view") { Description = "as-was (if left out), as-now, or as-now:2025-07-01." };
        var (by, format) = (By(), Formats.Option());
        return new Command("create", "Freeze the figures of a plan as they are known now.") { plan, period, cutOff, calendar, view, by, format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            CalendarKind? asked = call.Get(calendar) switch { "admin" => CalendarKind.Admin, "gregorian" => CalendarKind.Gregorian, _ => null };
            var order = new ReleaseOrder(call.Get(plan), call.Get(period), asked, call.Get(view), call.Get(cutOff), call.Get(by)!);
            var release = await GuardedAsync(() => Book(store).PrepareAsync(order, cancellationToken));
            Print(call, format, release, $"bản phát hành số {release.Id}: đã chốt số liệu của {release.Plan}, ghi nhận đến {Formats.Of(release.AsKnownAt)}; kiểm tra bằng 'hub release check {release.Id}'");
            return ExitCodes.Success;
        });
    }

    public static Command Check(HubEnvironment environment)
    {
        var (id, by, format) = (Id(), By(), Formats.Option());
        return new Command("check", "Look for what stands against signing it. Ends with 1 when something does.") { id, by, format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var (release, findings) = await GuardedAsync(() => Book(store).CheckAsync(call.Get(id), call.Get(by)!, cancellationToken));
            if (call.IsJson(format))
            {
                call.PrintJson(new { release, findings });
            }
            else
            {
                Write(call, findings);
                call.Out.WriteLine(findings.Count == 0
                    ? $"bản phát hành số {release.Id}: không có vướng mắc; trình ký bằng 'hub release submit {release.Id}'"
                    : string.Create(CultureInfo.InvariantCulture, $"bản phát hành số {release.Id}: {findings.Count} vướng mắc; xử lý rồi lập bản mới, hoặc trình ký kèm lý do: 'hub release submit {release.Id} --reason …'"));
            }

            return findings.Count == 0 ? ExitCodes.Success : ExitCodes.Bad;
        });
    }

    public static Command Submit(HubEnvironment environment)
    {
        var (id, by, format) = (Id(), By(), Formats.Option());
        var reason = new Option<string?>("--reason") { Description = "Why it is submitted although the check found something; it becomes part of the release." };
        return new Command("submit", "Submit it as the first person (trình ký); from here on its content is closed.") { id, reason, by, format }.Does(environment, (call, cancellationToken) => StepAsync(
            call, format, book => book.SubmitAsync(call.Get(id), call.Get(by)!, call.Get(reason), cancellationToken),
            release => $"bản phát hành số {release.Id} đã trình ký, mã kiểm tra {release.Digest}; người thứ hai ký duyệt bằng 'hub release approve {release.Id}'", cancellationToken));
    }

    public static Command Approve(HubEnvironment environment)
    {
        var (id, by, format) = (Id(), By(), Formats.Option());
        return new Command("approve", "Approve it as a second person (ký duyệt): its figures are final.") { id, by, format }.Does(environment, (call, cancellationToken) => StepAsync(
            call, format, book => book.ApproveAsync(call.Get(id), call.Get(by)!, cancellationToken),
            release => $"bản phát hành số {release.Id} đã được {release.ApprovedBy} ký duyệt, mã kiểm tra {release.Digest}", cancellationToken));
    }

    public static Command Withdraw(HubEnvironment environment)
    {
        var (id, by, format) = (Id(), By(), Formats.Option());
        var reason = new Option<string>("--reason") { Description = "Why it is withdrawn.", Required = true };
        return new Command("withdraw", "Withdraw it before it is approved; it stays in the list.") { id, reason, by, format }.Does(environment, (call, cancellationToken) => StepAsync(
            call, format, book => book.WithdrawAsync(call.Get(id), call.Get(by)!, call.Get(reason)!, cancellationToken), release => $"bản phát hành số {release.Id} đã rút", cancellationToken));
    }

    internal static Argument<long> Id() => new("ID") { Description = "Number of the release, as 'hub release list' shows it." };

    internal static ReleaseBook Book(HubStore store) => store.Get<ReleaseBook>();

    internal static async Task<T> GuardedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (ReleaseException e)
        {
            throw new CommandException(e.Message);
        }
    }

    internal static void Write(Invocation call, IReadOnlyList<ReleaseFinding> findings)
    {
        foreach (var finding in findings)
        {
            call.Out.WriteLine(PlainTable.Clean($"{(finding.IsBlocking ? "!" : "-")} {finding.Text}"));
            call.Out.WriteLine(PlainTable.Clean($"  → {finding.Remedy}"));
        }
    }

    private static Option<string> By() => new("--by") { Description = "Who does it.", DefaultValueFactory = _ => Environment.UserName };

    private static async Task<int> StepAsync(Invocation call, Option<string> format, Func<ReleaseBook, Task<Release>> step, Func<Release, string> words, CancellationToken cancellationToken)
    {
        await using var store = await call.OpenStoreAsync(cancellationToken);
        var release = await GuardedAsync(() => step(Book(store)));
        Print(call, format, release, words(release));
        return ExitCodes.Success;
    }

    private static void Print(Invocation call, Option<string> format, Release release, string words)
    {
        if (call.IsJson(format))
        {
            call.PrintJson(release);
        }
        else
        {
            call.Out.WriteLine(words);
        }
    }
}
