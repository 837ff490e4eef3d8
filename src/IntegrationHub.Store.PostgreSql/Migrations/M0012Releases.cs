using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace IntegrationHub.Store.PostgreSql.Migrations;

[DbContext(typeof(HubDbContext))]
[Migration("0012_Releases")]
public sealed class M0012Releases : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ReleaseTables.Create(migrationBuilder, ("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn));
        migrationBuilder.Sql($"""
            CREATE FUNCTION refuse_release() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{ReleaseTables.Refusal}'; END $$;
            CREATE FUNCTION refuse_released_value() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS (SELECT 1 FROM "release" r WHERE r.id = NEW."release" AND r.approved_at IS NOT NULL) THEN RAISE EXCEPTION '{ReleaseTables.Refusal}'; END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER release_prepared BEFORE UPDATE OF {ReleaseTables.OfPreparation} ON "release" FOR EACH ROW EXECUTE FUNCTION refuse_release();
            CREATE TRIGGER release_submitted BEFORE UPDATE OF {ReleaseTables.OfSubmission} ON "release" FOR EACH ROW WHEN (OLD.submitted_at IS NOT NULL) EXECUTE FUNCTION refuse_release();
            CREATE TRIGGER release_decided BEFORE UPDATE OF {ReleaseTables.OfDecision} ON "release"
                FOR EACH ROW WHEN (OLD.approved_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL) EXECUTE FUNCTION refuse_release();
            CREATE TRIGGER release_document_closed BEFORE UPDATE ON release_document FOR EACH ROW WHEN (OLD.digest IS NOT NULL) EXECUTE FUNCTION refuse_release();
            CREATE TRIGGER released_value_closed BEFORE INSERT ON released_value FOR EACH ROW EXECUTE FUNCTION refuse_released_value();
            CREATE TRIGGER released_value_changed BEFORE UPDATE ON released_value FOR EACH ROW EXECUTE FUNCTION refuse_release();
            CREATE TRIGGER restatement_changed BEFORE UPDATE ON restatement FOR EACH ROW EXECUTE FUNCTION refuse_release();
            """);
        foreach (var table in new[] { "release", "release_document", "released_value", "restatement" })
        {
            migrationBuilder.Sql($"CREATE TRIGGER {table}_kept BEFORE DELETE OR TRUNCATE ON \"{table}\" FOR EACH STATEMENT EXECUTE FUNCTION refuse_release()");
        }

        // Compressed already.
        migrationBuilder.Sql("ALTER TABLE release_document ALTER content SET STORAGE EXTERNAL");
    }
}
