using System.Data.Common;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Tests.Stores;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Xunit;
using static IntegrationHub.Store.Tests.Stores.MovingWorld;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;

namespace IntegrationHub.Store.Tests.Plans;

/// <summary>An answer takes several questions to the store; what is recorded between two of them is in none of the answer.</summary>
public abstract class OneMomentSuite(Database database)
{
    [Theory]
    [InlineData("ledger")]
    [InlineData("day_cell")]
    public async Task Page_recorded_before_a_question_is_answered_leaves_the_answer_as_it_was(string table)
    {
        await using var world = await MovingWorld.CreateAsync(database);
        await world.RecordAsync(new SourcePage(Cases, [Count("A1", Day(1, 10), 50, 100)]) { Delivered = [Read("A1", Day(1, 10), Day(1, 11))] });
        var then = world.Clock.GetUtcNow();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var page = new SourcePage(Cases, [Count("A1", Day(1, 10), 90, 100, observedAt: 2)]);
        await world.ArchiveAsync([page]);

        var watch = new BeforeQuestion(table, () => RecordAsync(page, world.Store));
        var reader = world.Store.Watched(watch);
        var row = await RowAsync(reader, then);

        Assert.True(watch.HasActed, $"nothing was asked of {table}");
        Assert.Equal(("50", "100"), (row.Numerator, row.Denominator));
        Assert.Equal("90", (await RowAsync(reader, null)).Numerator);
    }

    private static async Task<ProgressRow> RowAsync(TestStore reader, DateTimeOffset? at) =>
        (await reader.PlanFigures.ProgressAsync(new ProgressQuery("plan", "a", "2024-M01") { Known = new(at) }, default)).Rows[0];

    private sealed class BeforeQuestion(string table, Func<Task> act) : DbCommandInterceptor
    {
        public bool HasActed { get; private set; }

        public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
        {
            if (!HasActed && command.CommandText.Replace("\"", "", StringComparison.Ordinal).Contains($"FROM {table} ", StringComparison.Ordinal))
            {
                HasActed = true;

                // Figures are read on the thread that waits for them.
                Task.Run(act).GetAwaiter().GetResult();
            }

            return result;
        }
    }
}

public sealed class SqliteOneMomentTests() : OneMomentSuite(Database.Sqlite);

public sealed class PostgreSqlOneMomentTests() : OneMomentSuite(Database.PostgreSql);
