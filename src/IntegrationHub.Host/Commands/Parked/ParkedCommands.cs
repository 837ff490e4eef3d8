using System.CommandLine;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Ledger;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Commands.Parked;

/// <summary>What the recorder could not take: whole pages of a source, and messages that nobody could read.</summary>
internal static class ParkedCommands
{
    public static Command List(HubEnvironment environment)
    {
        var format = Formats.Option();
        return new Command("list", "Show parked batches and unreadable messages with the reason.") { format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            await using var db = await store.ContextAsync(cancellationToken);
            var batches = await db.Parked().AsNoTracking().OrderBy(b => b.No)
                .Select(b => new ParkedBatchAnswer(b.Id, b.Source, b.Stream, b.Run, b.Readings, b.CreatedAt, b.Problem)).ToListAsync(cancellationToken);
            var letters = await db.DeadLetters.AsNoTracking().OrderBy(d => d.Id)
                .Select(d => new DeadLetterAnswer(d.Id, d.Queue, d.ArrivedAt, d.Reason, d.Bytes, d.Start)).ToListAsync(cancellationToken);
            if (call.IsJson(format))
            {
                call.PrintJson(new { batches, messages = letters });
                return ExitCodes.Success;
            }

            if (batches.Count + letters.Count == 0)
            {
                call.Out.WriteLine("không có gì bị gác lại");
                return ExitCodes.Success;
            }

            var table = new PlainTable(new("Số"), new("Nguồn", Gives: true), new("Bản ghi", IsNumber: true), new("Từ lúc"), new("Lý do", Gives: true));
            foreach (var batch in batches)
            {
                table.Add(batch.Batch.ToString(), $"{batch.Source}/{batch.Stream}", Formats.Of(batch.Readings), Formats.Of(batch.CreatedAt), batch.Problem ?? "—");
            }

            foreach (var letter in letters)
            {
                table.Add(Formats.Of(letter.Message), letter.Queue, "—", Formats.Of(letter.ArrivedAt), letter.Reason);
            }

            call.Print(table);
            call.Out.WriteLine("đã sửa nguyên nhân: hub parked release; không cần nữa: hub parked discard");
            return ExitCodes.Success;
        });
    }

    public static Command Release(HubEnvironment environment)
    {
        var batches = new Argument<Guid[]>("BATCH") { Description = "Parked batches, as 'hub parked list' shows them; all if left out.", Arity = ArgumentArity.ZeroOrMore };
        return new Command("release", "Let parked batches be recorded after the cause was mended; a running hub takes them within a minute.") { batches }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            await using var db = await store.ContextAsync(cancellationToken);
            var wanted = call.Get(batches) ?? [];
            var released = await ParkedBatches.ReleaseAsync(db, wanted, call.Clock.GetUtcNow(), cancellationToken);
            call.Out.WriteLine(FormattableString.Invariant($"{released} released"));
            return released >= wanted.Distinct().Count() ? ExitCodes.Success : throw new CommandException("the others are not parked; 'hub parked list' shows which are");
        });
    }

    public static Command Discard(HubEnvironment environment)
    {
        var messages = new Argument<long[]>("MESSAGE") { Description = "Numbers of unreadable messages, as 'hub parked list' shows them.", Arity = ArgumentArity.OneOrMore };
        return new Command("discard", "Forget unreadable messages. Batches cannot be discarded: what a source said is never thrown away.") { messages }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            await using var db = await store.ContextAsync(cancellationToken);
            var wanted = call.Get(messages) ?? [];
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var discarded = await db.DeadLetters.Where(d => wanted.Contains(d.Id)).ExecuteDeleteAsync(cancellationToken);
            if (discarded > 0)
            {
                await AuditLog.WriteAsync(db, new AuditEntry("parked.discard", "parked") { Before = new { messages = wanted, discarded } }, call.Clock.GetUtcNow(), cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            call.Out.WriteLine(FormattableString.Invariant($"{discarded} discarded"));
            return discarded == wanted.Distinct().Count() ? ExitCodes.Success : throw new CommandException("the others do not exist; 'hub parked list' shows which do");
        });
    }

    private sealed record ParkedBatchAnswer(Guid Batch, string Source, string Stream, Guid Run, int Readings, DateTimeOffset CreatedAt, string? Problem);

    private sealed record DeadLetterAnswer(long Message, string Queue, DateTimeOffset ArrivedAt, string Reason, int Bytes, string Start);
}
