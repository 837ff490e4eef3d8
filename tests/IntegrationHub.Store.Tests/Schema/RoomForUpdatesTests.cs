using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Xunit;
using Database = IntegrationHub.Store.Tests.Stores.Database;

namespace IntegrationHub.Store.Tests.Schema;

/// <summary>
/// Tables that are changed in place: a changed row stays on its page and no index is touched, which is what lets PostgreSQL clear up by itself. A table without
/// room on its pages, or with an index on what changes, fails here.
/// </summary>
public sealed class RoomForUpdatesTests
{
    private const int Rows = 3000;

    // A batch changes a few rows of a page, not all.
    private const int Step = 25;

    [Fact]
    public async Task Rows_that_a_batch_changes_stay_where_they_are()
    {
        await using var store = await TestStore.CreateAsync(Database.PostgreSql);
        var measurements = Enumerable.Range(0, Rows).Select(i => new MeasurementCurrent { Stream = 1, Record = $"H02.36-240110-{i:00000}", Mapping = 1, ObservedAt = 1, Batch = 1, Vals = new byte[20] }).ToList();
        var days = Enumerable.Range(0, Rows).Select(i => new DayCell { CellGroup = 1, Unit = i / 30, Day = 738000 + (i % 30), S0 = 1 }).ToList();
        var periods = Enumerable.Range(0, Rows).Select(i => new PeriodCell { Feed = 1, Metric = 1, Unit = i, FromDay = 738000, ToDay = 738030, Scope = 1, Amount = 5, Present = 1 }).ToList();
        var sums = Enumerable.Range(0, Rows).Select(i => new FigureSum { Figure = 1, Unit = i, Scope = 0, Bucket = 738000, N = 1, D = 2, R = 1 }).ToList();
        var computed = Enumerable.Range(0, 600).Select(i => new ComputedValue { Plan = "bac-giang-2024", Indicator = "online-rate", Part = "", Unit = $"xa-{i:0000}", Row = new string('x', 900), RecordedAt = store.Clock.GetUtcNow() }).ToList();
        await WriteAsync(store, measurements, days, periods, sums, computed);

        var shares = await WriteAsync(
            store, [.. Some(measurements).Select(m => new MeasurementCurrent { Stream = 1, Record = m.Record, Mapping = 1, ObservedAt = 2, Batch = 2, PrevBatch = 1, Vals = new byte[22] })],
            Some(days), Some(periods), Some(sums), Some(computed));

        foreach (var table in new[] { "measurement_current", "day_cell", "period_cell", "figure_sum", "computed_value" })
        {
            var (updated, inPlace) = shares[table];
            Assert.True(updated >= 600 / Step, $"{table}: only {updated} rows were updated");
            Assert.True(inPlace == updated, $"{table}: {updated} rows were updated, {inPlace} of them in place");
        }
    }

    private static List<T> Some<T>(List<T> rows) => [.. rows.Where((_, i) => i % Step == 0)];

    /// <returns>By table the rows that were updated, and those of them that stayed in place.</returns>
    private static async Task<IReadOnlyDictionary<string, (long Updated, long InPlace)>> WriteAsync(
        TestStore store, List<MeasurementCurrent> measurements, List<DayCell> days, List<PeriodCell> periods, List<FigureSum> sums, List<ComputedValue> computed)
    {
        await using var db = store.Open();
        await using var transaction = await store.Dialect.BeginAsync(db, default);
        Assert.Equal(measurements.Count, await store.Dialect.WriteCurrentAsync(db, measurements, default));
        await store.Dialect.AddDayCellsAsync(db, days, default);
        await store.Dialect.AddPeriodCellsAsync(db, periods, default);
        await store.Dialect.AddFigureSumsAsync(db, sums, default);
        await store.Dialect.WriteComputedAsync(db, computed, default);
        var shares = await db.Database.SqlQueryRaw<Share>("SELECT relname::text AS \"Table\", n_tup_upd AS \"Updated\", n_tup_hot_upd AS \"InPlace\" FROM pg_stat_xact_user_tables").ToListAsync();
        await transaction.CommitAsync();
        return shares.ToDictionary(s => s.Table, s => (s.Updated, s.InPlace));
    }

    private sealed record Share(string Table, long Updated, long InPlace);
}
