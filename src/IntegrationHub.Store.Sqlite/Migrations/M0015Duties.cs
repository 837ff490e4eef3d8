using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Sqlite.Migrations;

[DbContext(typeof(HubDbContext))]
[Migration("0015_Duties")]
public sealed class M0015Duties : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        DutyTables.Create(migrationBuilder, ("Sqlite:Autoincrement", true));
}
