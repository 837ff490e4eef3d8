using System.CommandLine;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Collect.Schedule;
using IntegrationHub.Connectors;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Commands.Sources;

/// <summary>Pull, backfill and replay: one order in this process, then what came of it.</summary>
internal static class OrderedPull
{
    public static Task<int> RunAsync(Invocation call, string id, PullOrder order, bool outsideHours, bool asJson, CancellationToken cancellationToken) => RunAsync(
        call, id,
        (pull, source, catalogue) =>
        {
            CheckHours(source, call.Clock.GetUtcNow(), outsideHours);
            return pull.TryPullAsync(source, catalogue, order, () => NextRun.After(source, call.Clock.GetUtcNow()), cancellationToken);
        },
        asJson, cancellationToken, new AuditEntry(order.From is null ? "source.pull" : "source.backfill", "source/" + id) { After = order });

    public static Option<bool> Now() => new("--now") { Description = "Also outside the source's hours." };

    /// <summary>Who asks outside the source's hours has to say so.</summary>
    /// <exception cref="CommandException">The source is not to be read now.</exception>
    public static void CheckHours(SourceDefinition source, DateTimeOffset now, bool isMeant)
    {
        var open = source.OpenFrom(now);
        if (!isMeant && open > now)
        {
            throw new CommandException($"source '{source.Id}' is read from {Formats.Of(open)} on; pull it then, or at once with --now");
        }
    }

    /// <param name="work">What to do with the source; null as its result when another process owns the source.</param>
    /// <param name="audited">What the audit log says of it; null: what is done was written there already.</param>
    public static async Task<int> RunAsync(
        Invocation call, string id, Func<DirectPull, SourceDefinition, ActiveCatalogue, Task<IReadOnlyList<Guid>?>> work, bool asJson, CancellationToken cancellationToken,
        AuditEntry? audited = null)
    {
        // A look at the store first: its faults are clearer than those of a bus that starts beside it.
        await using var store = await call.OpenStoreAsync(cancellationToken);
        var (source, catalogue) = await store.SourceAsync(id, cancellationToken);
        if (audited is not null)
        {
            await using var log = await store.ContextAsync(cancellationToken);
            await AuditLog.WriteAsync(log, audited, call.Clock.GetUtcNow(), cancellationToken);
        }

        using var host = await PullHost.StartAsync(call.Settings, call.Clock, cancellationToken);
        var pull = new DirectPull(host.Services);
        IReadOnlyList<Run> runs = [];
        try
        {
            await RunWatch.WhileAsync(async () =>
            {
                await pull.PublishLeftoversAsync(cancellationToken);
                var ids = await work(pull, source, catalogue)
                    ?? throw new CommandException($"source '{id}' is being pulled by another process now; try again when it has ended", ExitCodes.Unreachable);
                await pull.WaitUntilRecordedAsync(ids, cancellationToken);
                runs = await pull.RunsAsync(ids, cancellationToken);
            }, host.Services.GetRequiredService<IDbContextFactory<Store.Model.HubDbContext>>(), call.Error.WriteLine, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new CommandException(e.Message, ExitCodes.Unreachable);
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }

        Print(call, [.. runs.Select(RunAnswer.Of)], asJson);
        await using var db = await store.ContextAsync(cancellationToken);
        var parked = await db.Parked().Where(b => b.Source == id).Select(b => b.Run).ToListAsync(cancellationToken);
        if (parked.Count > 0)
        {
            call.Error.WriteLine(FormattableString.Invariant($"hub: {id}: {parked.Count} pages could not be recorded and wait; 'hub parked list' shows why"));
        }

        return runs.Any(r => parked.Contains(r.Id)) ? ExitCodes.Bad : Code(runs);
    }

    private static void Print(Invocation call, IReadOnlyList<RunAnswer> runs, bool asJson)
    {
        if (asJson)
        {
            call.PrintJson(runs);
            return;
        }

        var table = new PlainTable(
            new("Luồng", Gives: true), new("Kết quả"), new("Trang", IsNumber: true), new("Đọc", IsNumber: true), new("Nhận", IsNumber: true),
            new("Không đổi", IsNumber: true), new("Từ chối", IsNumber: true), new("Lần chạy"));
        foreach (var run in runs)
        {
            table.Add(run.Stream, run.State == "succeeded" ? "Tốt" : "Lỗi", Formats.Of(run.Pages), Formats.Of(run.Fetched), Formats.Of(run.Accepted), Formats.Of(run.Unchanged),
                Formats.Of(run.Rejected), run.Run.ToString());
        }

        call.Print(table);
        foreach (var run in runs.Where(r => r.Error is not null))
        {
            call.Error.WriteLine($"hub: {run.Source}/{run.Stream}: {PlainTable.Clean($"{run.ErrorCode} {run.Error}")}");
        }
    }

    private static int Code(IReadOnlyList<Run> runs)
    {
        var faults = runs.Where(r => r.State is not RunState.Succeeded).ToList();
        return faults.Count == 0 ? ExitCodes.Success
            : faults.TrueForAll(r => Enum.TryParse<FailureCategory>(r.ErrorCategory, out var category) && ExitCodes.IsUnreachable(category)) ? ExitCodes.Unreachable
            : ExitCodes.Bad;
    }
}
