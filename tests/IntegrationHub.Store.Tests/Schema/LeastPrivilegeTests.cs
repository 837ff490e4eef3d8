using IntegrationHub.Record;
using IntegrationHub.Store.Tests.Stores;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;
using static IntegrationHub.Store.Tests.Stores.MovingWorld;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;

namespace IntegrationHub.Store.Tests.Schema;

/// <summary>The roles of deploy/docker/postgres/roles.sql: each can do its work and no more.</summary>
public sealed class LeastPrivilegeTests
{
    [Fact]
    public async Task The_owner_migrates_the_writer_records_and_the_reader_reads()
    {
        var place = await PrivatePostgres.CreateDatabaseAsync();
        await RunAsync(place, await File.ReadAllTextAsync(Repository.File("deploy/docker/postgres/roles.sql")));
        await using (var owner = TestStore.On(As(place, "hub_owner")))
        {
            await using var db = owner.Open();
            await db.Database.MigrateAsync();
        }

        await using (var writer = new RecordedStore(TestStore.On(As(place, "hub_writer")), Declared()))
        {
            Assert.Equal(RecordOutcome.Recorded, await writer.RecordAsync(new SourcePage(Cases, [Count("A1", Day(1, 10), 50, 100)]) { Delivered = [Read("A1", Day(1, 10), Day(1, 11))] }));
            await writer.AssertConsistentAsync();
        }

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusalAsync(As(place, "hub_writer"), "CREATE TABLE more (id int)"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusalAsync(As(place, "hub_writer"), "TRUNCATE audit_log"));
        await RunAsync(As(place, "hub_reader"), "SELECT * FROM batch");
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusalAsync(As(place, "hub_reader"), "DELETE FROM batch"));
    }

    private static string As(string place, string user) => new NpgsqlConnectionStringBuilder(place) { Username = user }.ConnectionString;

    private static async Task<string?> RefusalAsync(string place, string statement) =>
        (await Assert.ThrowsAsync<PostgresException>(() => RunAsync(place, statement))).SqlState;

    private static async Task RunAsync(string place, string statements)
    {
        await using var source = NpgsqlDataSource.Create(place);
        await using var command = source.CreateCommand(statements);
        await command.ExecuteNonQueryAsync();
    }
}
