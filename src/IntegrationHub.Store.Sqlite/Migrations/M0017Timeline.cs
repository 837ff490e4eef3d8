using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Sqlite.Migrations;

[DbContext(typeof(HubDbContext))]
[Migration("0017_Timeline")]
public sealed class M0017Timeline : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        TimelineTables.Create(migrationBuilder, ("Sqlite:Autoincrement", true));
}
