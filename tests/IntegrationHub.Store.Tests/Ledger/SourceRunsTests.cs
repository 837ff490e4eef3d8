using IntegrationHub.Store.Sources;
using IntegrationHub.Store.Tests.Stores;
using Xunit;

namespace IntegrationHub.Store.Tests.Ledger;

public sealed class SourceRunsTests
{
    private static readonly DateTimeOffset Start = new(2024, 12, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Source_was_last_read_by_a_pull_or_a_backfill_that_succeeded_and_not_by_a_replay()
    {
        await using var store = await TestStore.CreateAsync(Database.Sqlite);
        await using var db = store.Open();
        db.AddRange(
            Of("pulled", "pull", 1), Of("pulled", "pull", 2, RunState.Failed), Of("pulled", "replay", 3), Of("pulled", "absence", 4), Of("pulled", "pull", 9),
            Of("filled", "pull", 1), Of("filled", "backfill", 4),
            Of("replayed", "replay", 1));
        await db.SaveChangesAsync();

        var last = await SourceRuns.LastReadAsync(db, ["pulled", "filled", "replayed"], Start.AddDays(9), default);

        Assert.Equal(["filled 4", "pulled 1"], last.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key} {(l.Value - Start).Days}"));
    }

    private static Run Of(string source, string kind, int day, RunState state = RunState.Succeeded) =>
        new() { Id = Guid.NewGuid(), Source = source, Stream = "s", Kind = kind, State = state, StartedAt = Start, EndedAt = Start.AddDays(day) };
}
