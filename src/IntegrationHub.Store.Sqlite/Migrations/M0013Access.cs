using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Sqlite.Migrations;

[DbContext(typeof(HubDbContext))]
[Migration("0013_Access")]
public sealed class M0013Access : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        AccessTables.Create(migrationBuilder);
        foreach (var what in (string[])["UPDATE", "DELETE"])
        {
            migrationBuilder.Sql($"CREATE TRIGGER audit_log_no_{what.ToLowerInvariant()} BEFORE {what} ON audit_log BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END");
        }
    }
}
