using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Sqlite.Migrations;

[DbContext(typeof(HubDbContext))]
[Migration("0012_Releases")]
public sealed class M0012Releases : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ReleaseTables.Create(migrationBuilder, ("Sqlite:Autoincrement", true));
        Refuse("release_prepared", $"UPDATE OF {ReleaseTables.OfPreparation} ON \"release\"");
        Refuse("release_submitted", $"UPDATE OF {ReleaseTables.OfSubmission} ON \"release\" WHEN OLD.submitted_at IS NOT NULL");
        Refuse("release_decided", $"UPDATE OF {ReleaseTables.OfDecision} ON \"release\" WHEN OLD.approved_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL");
        Refuse("release_document_closed", "UPDATE ON release_document WHEN OLD.digest IS NOT NULL");
        Refuse("released_value_closed", "INSERT ON released_value WHEN EXISTS (SELECT 1 FROM \"release\" r WHERE r.id = NEW.\"release\" AND r.approved_at IS NOT NULL)");
        Refuse("released_value_changed", "UPDATE ON released_value");
        Refuse("restatement_changed", "UPDATE ON restatement");
        foreach (var table in new[] { "release", "release_document", "released_value", "restatement" })
        {
            Refuse($"{table}_kept", $"DELETE ON \"{table}\"");
        }

        void Refuse(string name, string what)
        {
            var (on, when) = what.Split(" WHEN ", 2) is [var first, var condition] ? (first, $" WHEN {condition}") : (what, "");
            migrationBuilder.Sql($"CREATE TRIGGER {name} BEFORE {on}{when} BEGIN SELECT RAISE(ABORT, '{ReleaseTables.Refusal}'); END");
        }
    }
}
