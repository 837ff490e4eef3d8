using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Sqlite.Migrations;

[DbContext(typeof(HubDbContext))]
[Migration("0010_Touched")]
public sealed class M0010Touched : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => TouchedColumn.Create(migrationBuilder);
}
