using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Sqlite.Migrations;

[DbContext(typeof(HubDbContext))]
[Migration("0018_Alerts")]
public sealed class M0018Alerts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        AlertTables.Create(migrationBuilder, ("Sqlite:Autoincrement", true));
}
