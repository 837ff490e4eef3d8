using System.CommandLine;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Store.Audit;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Commands.Access;

internal static class AuditCommands
{
    public static Command List(HubEnvironment environment)
    {
        var who = new Option<string?>("--who") { Description = "Only acts of this person or key." };
        var action = new Option<string?>("--action") { Description = "Only this kind of act, for example entry.confirm." };
        var subject = new Option<string?>("--subject") { Description = "Only acts on this, for example source/tthc-bac-giang." };
        var limit = new Option<int>("--limit") { Description = "Most rows.", DefaultValueFactory = _ => 100 };
        var format = Formats.Option();
        return new Command("list", "Show what people did, newest first.") { who, action, subject, limit, format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            await using var db = await store.ContextAsync(cancellationToken);
            var (person, kind, about) = (call.Get(who), call.Get(action), call.Get(subject));
            var rows = await db.AuditLog.AsNoTracking()
                .Where(r => (person == null || r.Who == person) && (kind == null || r.Action == kind) && (about == null || r.Subject == about))
                .OrderByDescending(r => r.Seq).Take(Math.Max(1, call.Get(limit))).ToListAsync(cancellationToken);
            if (call.IsJson(format))
            {
                call.PrintJson(rows);
                return ExitCodes.Success;
            }

            var table = new PlainTable(new("Số", IsNumber: true), new("Lúc"), new("Ai", Gives: true), new("Từ đâu", Gives: true), new("Việc"), new("Đối tượng", Gives: true), new("Trước", Gives: true), new("Sau", Gives: true));
            foreach (var row in rows)
            {
                table.Add(Formats.Of(row.Seq), Formats.Of((DateTimeOffset?)row.At), row.Who, $"{row.SignedIn} {row.Address}".Trim(), row.Action, row.Subject, row.Before ?? "—", row.After ?? "—");
            }

            call.Print(table);
            return ExitCodes.Success;
        });
    }

    public static Command Verify(HubEnvironment environment)
    {
        var noted = new Option<string?>("--noted") { Description = "What an earlier check printed, NUMBER:HASH, kept elsewhere: it must still be part of the chain." };
        var format = Formats.Option();
        return new Command("verify", "Check the chain of hashes from the first row on; names the first row that is wrong.") { noted, format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            await using var db = await store.ContextAsync(cancellationToken);
            var verdict = await AuditChain.VerifyAsync(db, call.Get(noted), cancellationToken);
            if (call.IsJson(format))
            {
                call.PrintJson(verdict);
            }
            else if (verdict.Fault is null)
            {
                call.Out.WriteLine(FormattableString.Invariant($"nhật ký nguyên vẹn: {verdict.Rows} dòng. Hãy ghi lại ở nơi khác: {verdict.Head}"));
            }

            return verdict.Fault is null ? ExitCodes.Success
                : throw new CommandException(FormattableString.Invariant($"the audit log is broken: {verdict.Fault}; {verdict.Rows} rows before it are whole. Compare with a backup"));
        });
    }
}
