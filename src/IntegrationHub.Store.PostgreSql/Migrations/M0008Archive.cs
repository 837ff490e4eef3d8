using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace IntegrationHub.Store.PostgreSql.Migrations;

/// <summary>Archived pages leave the batches; ledger, archive and history get a partition for each month; tables that are updated in place get room for it.</summary>
[DbContext(typeof(HubDbContext))]
[Migration("0008_Archive")]
public sealed class M0008Archive : Migration
{
    // First day of the Vietnamese month of an instant in microseconds, as a number of days since 0001-01-01.
    private const string Month = "(date_trunc('month', to_timestamp(b.created_at / 1000000 + 25200) AT TIME ZONE 'UTC')::date - date '0001-01-01')";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArchiveTables.Create(migrationBuilder, ("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn));
        migrationBuilder.Sql("""
            ALTER TABLE ledger RENAME TO ledger_before;
            ALTER TABLE ledger_before DROP CONSTRAINT "PK_ledger";
            DROP INDEX "IX_ledger_unit_month";
            ALTER TABLE measurement_revision RENAME TO measurement_revision_before;
            ALTER TABLE measurement_revision_before DROP CONSTRAINT "PK_measurement_revision";

            CREATE TABLE ledger (batch bigint NOT NULL, unit integer NOT NULL, month integer NOT NULL, entries bytea NOT NULL,
                CONSTRAINT "PK_ledger" PRIMARY KEY (batch, unit, month)) PARTITION BY RANGE (month);
            CREATE INDEX "IX_ledger_unit_month" ON ledger (unit, month);
            CREATE TABLE measurement_revision (batch bigint NOT NULL, month integer NOT NULL, entries bytea NOT NULL,
                CONSTRAINT "PK_measurement_revision" PRIMARY KEY (batch, month)) PARTITION BY RANGE (month);
            CREATE TABLE archive (batch uuid NOT NULL, month integer NOT NULL, page bytea NOT NULL,
                CONSTRAINT "PK_archive" PRIMARY KEY (batch, month)) PARTITION BY RANGE (month);

            -- Pages are compressed already.
            ALTER TABLE archive ALTER page SET STORAGE EXTERNAL;

            CREATE TABLE ledger_other PARTITION OF ledger DEFAULT;
            CREATE TABLE measurement_revision_other PARTITION OF measurement_revision DEFAULT;
            CREATE TABLE archive_other PARTITION OF archive DEFAULT;
            """);

        var ofBatches = $"ARRAY(SELECT DISTINCT {Month} FROM batch b)";
        migrationBuilder.Sql(PostgreSqlPartitions.Make("ledger", "ARRAY(SELECT DISTINCT month FROM ledger_before WHERE month BETWEEN date '2015-01-01' - date '0001-01-01' AND date '2049-12-01' - date '0001-01-01')"));
        migrationBuilder.Sql(PostgreSqlPartitions.Make("measurement_revision", ofBatches));
        migrationBuilder.Sql(PostgreSqlPartitions.Make("archive", ofBatches));
        migrationBuilder.Sql($"""
            INSERT INTO ledger (batch, unit, month, entries) SELECT batch, unit, month, entries FROM ledger_before;
            INSERT INTO measurement_revision (batch, month, entries)
                SELECT r.batch, coalesce({Month}, 0), r.entries FROM measurement_revision_before r LEFT JOIN batch b ON b.no = r.batch;
            INSERT INTO archive (batch, month, page) SELECT b.id, {Month}, b.page FROM batch b WHERE b.readings > 0 AND length(b.page) > 0;
            DROP TABLE ledger_before;
            DROP TABLE measurement_revision_before;
            ALTER TABLE batch DROP COLUMN page;
            """);

        ArchiveTables.CreateIndexes(migrationBuilder);

        // Rows that are changed in place stay on their page while there is room on it: then no index is touched, and the next reader clears up.
        migrationBuilder.Sql("""
            ALTER TABLE measurement_current SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);
            ALTER TABLE day_cell SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
            ALTER TABLE period_cell SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
            ALTER TABLE figure_sum SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
            ALTER TABLE computed_value SET (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);
            ALTER TABLE batch SET (autovacuum_vacuum_scale_factor = 0.05);
            ALTER TABLE run SET (fillfactor = 70);
            ALTER TABLE source_state SET (fillfactor = 50);
            ALTER TABLE source_call SET (fillfactor = 50);
            ALTER TABLE stream_cursor SET (fillfactor = 50);
            """);
    }
}
