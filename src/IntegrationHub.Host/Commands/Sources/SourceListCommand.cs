using System.CommandLine;
using System.Globalization;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Commands.Sources;

internal static class SourceListCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var format = Formats.Option();
        var command = new Command("list", "Every source and stream: kind, state, last run, last confirmed day and how far that lags behind, rejected records, next run.") { format };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var rows = await ReadAsync(store, call.Clock, cancellationToken);
            if (call.IsJson(format))
            {
                call.PrintJson(rows);
                return ExitCodes.Success;
            }

            var table = new PlainTable(
                new("Nguồn", Gives: true), new("Loại/luồng", Gives: true), new("Trạng thái"), new("Lần cuối"), new("Xác nhận đến"), new("Chậm", IsNumber: true), new("Từ chối", IsNumber: true), new("Lần tới"));
            foreach (var row in rows)
            {
                table.Add(
                    row.Source, $"{row.Connector}/{row.Stream}", row.WaitingUntil is null ? Words[row.State] : $"Chờ đến {Formats.Of(row.WaitingUntil)[^5..]}", Short(row.LastRun?.StartedAt), Formats.Of(row.LastConfirmedDay), row.LagDays is { } days ? $"{Formats.Of(days)} ngày" : "—", Formats.Of(row.OpenRejections), Short(row.NextRunAt));
            }

            call.Print(table);
            foreach (var row in rows.Where(r => r.LastRun?.Error is not null))
            {
                call.Out.WriteLine($"{row.Source}/{row.Stream}: {PlainTable.Clean($"{row.LastRun!.ErrorCode} {row.LastRun.Error}")}");
            }

            return ExitCodes.Success;
        });
    }

    private static Dictionary<string, string> Words { get; } = new(StringComparer.Ordinal)
    {
        ["disabled"] = "Đã tắt", ["paused"] = "Tạm dừng", ["running"] = "Đang đồng bộ", ["never"] = "Chưa chạy", ["ok"] = "Tốt", ["failed"] = "Lỗi",
    };

    // Without the year: both are near, and the table has to fit.
    private static string Short(DateTimeOffset? instant) => instant?.ToOffset(VietnamDay.Offset).ToString("dd/MM HH:mm", CultureInfo.InvariantCulture) ?? "—";

    private static async Task<IReadOnlyList<SourceRow>> ReadAsync(HubStore store, TimeProvider clock, CancellationToken cancellationToken)
    {
        var catalogue = await store.CatalogueAsync(cancellationToken);
        var today = VietnamDay.Of(clock.GetUtcNow());
        await using var db = await store.ContextAsync(cancellationToken);
        var states = await db.SourceStates.AsNoTracking().ToDictionaryAsync(s => s.Source, cancellationToken);
        var rows = new List<SourceRow>();
        foreach (var source in catalogue.Sources.OrderBy(s => s.Id, StringComparer.Ordinal))
        {
            var state = states.GetValueOrDefault(source.Id);
            foreach (var stream in store.Streams(source, catalogue.Catalogue, null))
            {
                var run = await db.Runs.AsNoTracking().Where(r => r.Source == source.Id && r.Stream == stream).OrderByDescending(r => r.StartedAt).FirstOrDefaultAsync(cancellationToken);
                var confirmed = await store.Get<ConfirmedDays>().OfAsync(db, catalogue, source, stream, today, cancellationToken);
                rows.Add(new SourceRow(
                    source.Id, source.Connector, stream, source.Name.Vi, State(source, state, run), run is null ? null : RunAnswer.Of(run),
                    confirmed, confirmed is { } day ? today.AddDays(-1).DayNumber - day.DayNumber : null,
                    await db.Rejections.CountAsync(r => r.Source == source.Id && r.Stream == stream && r.State == "open", cancellationToken),
                    source.Enabled && source.Schedule is not null && state?.Paused is not true ? state?.NextRunAt : null,
                    state?.WaitUntil > clock.GetUtcNow() ? state.WaitUntil : null, state?.WaitUntil > clock.GetUtcNow() ? state.WaitFor : null));
            }
        }

        return rows;
    }

    private static string State(SourceDefinition source, SourceState? state, Run? run) => (source, state, run) switch
    {
        (_, _, { State: RunState.Running }) => "running",
        ({ Enabled: false }, _, _) => "disabled",
        (_, { Paused: true }, _) => "paused",
        (_, _, null) => "never",
        (_, _, { State: RunState.Succeeded }) => "ok",
        _ => "failed",
    };

    // The lag is counted in days that have ended: up to yesterday there is none.
    private sealed record SourceRow(
        string Source, string Connector, string Stream, string Name, string State, RunAnswer? LastRun, DateOnly? LastConfirmedDay, int? LagDays, int OpenRejections, DateTimeOffset? NextRunAt, DateTimeOffset? WaitingUntil, string? WaitingFor);
}
