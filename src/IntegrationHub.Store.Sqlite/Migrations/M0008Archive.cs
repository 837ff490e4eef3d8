using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Sqlite.Migrations;

/// <summary>Archived pages leave the batches, and history knows the month of its batch. The same tables as on PostgreSQL, without partitions.</summary>
[DbContext(typeof(HubDbContext))]
[Migration("0008_Archive")]
public sealed class M0008Archive : Migration
{
    // First day of the Vietnamese month of an instant in microseconds, as a number of days since 0001-01-01.
    private const string Month = "CAST(julianday(date(b.created_at / 1000000 + 25200, 'unixepoch', 'start of month')) - julianday('0001-01-01') AS INTEGER)";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArchiveTables.Create(migrationBuilder, ("Sqlite:Autoincrement", true));
        migrationBuilder.CreateTable("archive", t => new
        {
            batch = t.Column<Guid>(),
            month = t.Column<int>(),
            page = t.Column<byte[]>(),
        }, constraints: t => t.PrimaryKey("PK_archive", x => new { x.batch, x.month }));
        migrationBuilder.Sql($"INSERT INTO archive (batch, month, page) SELECT b.id, {Month}, b.page FROM batch b WHERE b.readings > 0 AND length(b.page) > 0");

        // EF would make the whole table anew, for which it wants a model of then.
        migrationBuilder.Sql("ALTER TABLE batch DROP COLUMN page");

        migrationBuilder.RenameTable("measurement_revision", newName: "measurement_revision_before");
        migrationBuilder.CreateTable("measurement_revision", t => new
        {
            batch = t.Column<long>(),
            month = t.Column<int>(),
            entries = t.Column<byte[]>(),
        }, constraints: t => t.PrimaryKey("PK_measurement_revision", x => new { x.batch, x.month }));
        migrationBuilder.Sql(
            $"INSERT INTO measurement_revision (batch, month, entries) SELECT r.batch, coalesce({Month}, 0), r.entries FROM measurement_revision_before r LEFT JOIN batch b ON b.no = r.batch");
        migrationBuilder.DropTable("measurement_revision_before");
        ArchiveTables.CreateIndexes(migrationBuilder);
    }
}
