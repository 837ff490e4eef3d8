using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Sqlite.Migrations;

[DbContext(typeof(HubDbContext))]
[Migration("0004_Uploads")]
public sealed class M0004Uploads : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        UploadTables.Create(migrationBuilder, ("Sqlite:Autoincrement", true));
}
