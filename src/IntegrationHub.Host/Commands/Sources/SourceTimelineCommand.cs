using System.CommandLine;
using System.Globalization;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Timeline;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Commands.Sources;

internal static class SourceTimelineCommand
{
    private static readonly Dictionary<string, string> Stages = new(StringComparer.Ordinal)
    {
        ["run"] = "Lần đồng bộ", ["source"] = "Hỏi nguồn", ["collect"] = "Thu thập", ["publish"] = "Chuyển", ["record"] = "Ghi sổ", ["notify"] = "Gửi đi",
    };

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["pages"] = "trang", ["fetched"] = "đã lấy", ["batches"] = "lô", ["accepted"] = "nhận", ["unchanged"] = "không đổi", ["rejected"] = "từ chối", ["waiting"] = "chờ ghi",
        ["acknowledged"] = "đã nhận", ["failed"] = "lỗi", ["skipped"] = "không gửi",
    };

    public static Command Create(HubEnvironment environment)
    {
        var (id, format) = (SourceArguments.Id(), Formats.Option());
        var run = new Option<Guid?>("--run") { Description = "Id of the run; without it the newest.", HelpName = "ID" };
        return new Command("timeline", "What a run of a source did when, across all processes, and what went wrong.") { id, run, format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var (source, _) = await store.SourceAsync(call.Get(id), cancellationToken);
            await using var db = await store.ContextAsync(cancellationToken);
            var wanted = call.Get(run);
            var found = await db.Runs.AsNoTracking().Where(r => r.Source == source.Id && (wanted == null || r.Id == wanted)).OrderByDescending(r => r.StartedAt).FirstOrDefaultAsync(cancellationToken)
                ?? throw new CommandException($"source '{source.Id}' has no {(wanted is null ? "run yet; 'hub source pull' makes one" : $"run {wanted}")}");
            var timeline = await TimelineReader.OfAsync(db, found, cancellationToken);
            var log = await TimelineReader.LogAsync(db, found, cancellationToken);
            if (call.IsJson(format))
            {
                call.PrintJson(new { timeline, log });
                return ExitCodes.Success;
            }

            call.Out.WriteLine($"{source.Id}/{found.Stream} · {found.Id} · {Formats.Of(found.StartedAt)} → {Formats.Of(found.EndedAt)}{(timeline.AddsUp ? "" : " · các số đếm chưa khớp")}");
            var table = new PlainTable(new("Bước"), new("Từ"), new("Đến"), new("Số bước", IsNumber: true), new("Lỗi", IsNumber: true), new("Kết quả", Gives: true));
            foreach (var step in timeline.Steps)
            {
                table.Add(Stages[step.Stage], At(step.From), At(step.To), Formats.Of(step.Count), Formats.Of(step.Problems), string.Join(", ", step.Counts.Select(c => $"{Words.GetValueOrDefault(c.Key, c.Key)} {Formats.Of(c.Value)}")));
            }

            call.Print(table);
            if (!timeline.IsKept)
            {
                call.Out.WriteLine($"Các bước chỉ được giữ cho {StoredSpans.MostRuns} lần đồng bộ mới nhất của mỗi luồng, trong 30 ngày.");
            }

            foreach (var line in log)
            {
                call.Out.WriteLine(PlainTable.Clean($"{At(line.At)} {Stages.GetValueOrDefault(line.Stage, line.Stage)}: {line.Code} ×{Formats.Of(line.Count)} {line.Message}"));
            }

            return ExitCodes.Success;
        });
    }

    private static string At(DateTimeOffset? instant) => instant?.ToOffset(VietnamDay.Offset).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture) ?? "—";
}
