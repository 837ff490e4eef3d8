using System.CommandLine;
using IntegrationHub.Host.Commands.Output;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Commands.Quarantine;

internal static class QuarantineListCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var source = new Option<string?>("--source") { Description = "Only of this source." };
        var code = new Option<string?>("--code") { Description = "Only of this rule, for example E_UNKNOWN_AGENCY." };
        var all = new Option<bool>("--all") { Description = "Settled ones as well." };
        var limit = new Option<int>("--limit") { Description = "Records to show, newest first.", DefaultValueFactory = _ => 50 };
        var format = Formats.Option();
        var command = new Command("list", "Show refused records with rule, place and what to do.") { source, code, all, limit, format };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            await using var db = await store.ContextAsync(cancellationToken);
            var (ofSource, ofCode, withSettled) = (call.Get(source), call.Get(code), call.Get(all));
            var wanted = db.Rejections.AsNoTracking().Where(r => (withSettled || r.State == "open") && (ofSource == null || r.Source == ofSource) && (ofCode == null || r.Code == ofCode));
            var total = await wanted.CountAsync(cancellationToken);
            var rows = await wanted.OrderByDescending(r => r.Id).Take(Math.Max(1, call.Get(limit)))
                .Select(r => new QuarantineAnswer(r.Id, r.Source, r.Stream, r.Record, r.Code, r.Place, r.Message, r.Unit, r.Day == null ? null : DateOnly.FromDayNumber(r.Day.Value), r.Sample, r.State, r.Run, r.RecordedAt, r.DecidedBy, r.Decision))
                .ToListAsync(cancellationToken);
            if (call.IsJson(format))
            {
                call.PrintJson(rows);
                return ExitCodes.Success;
            }

            if (total == 0)
            {
                call.Out.WriteLine("không có bản ghi nào bị từ chối");
                return ExitCodes.Success;
            }

            var table = new PlainTable(new("Số", IsNumber: true), new("Nguồn", Gives: true), new("Bản ghi", Gives: true), new("Lý do"), new("Chỗ sai", Gives: true), new("Giá trị", Gives: true), new("Ngày"), new("Tình trạng"));
            foreach (var row in rows)
            {
                table.Add(Formats.Of(row.Id), $"{row.Source}/{row.Stream}", row.Record ?? "—", row.Code, row.Place, row.Sample ?? "—", Formats.Of(row.Day), States.GetValueOrDefault(row.State, row.State));
            }

            call.Print(table);
            call.Out.WriteLine($"{rows.Count} / {total}");

            // What a rule means, with one of the records that it refused as the example; the codes are in contracts/README.md.
            foreach (var row in rows.Where(r => r.State == "open").DistinctBy(r => r.Code).OrderBy(r => r.Code, StringComparer.Ordinal))
            {
                call.Out.WriteLine(PlainTable.Clean($"{row.Code}: {row.Message}"));
            }

            return ExitCodes.Success;
        });
    }

    private static Dictionary<string, string> States { get; } = new(StringComparer.Ordinal) { ["open"] = "đang chờ", ["superseded"] = "đã thay", ["discarded"] = "đã loại bỏ" };

    private sealed record QuarantineAnswer(
        long Id, string Source, string Stream, string? Record, string Code, string Place, string Message, string? Unit, DateOnly? Day, string? Sample, string State, Guid Run,
        DateTimeOffset RecordedAt, string? DecidedBy, string? Decision);
}
