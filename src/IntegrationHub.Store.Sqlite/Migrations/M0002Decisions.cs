using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Sqlite.Migrations;

[DbContext(typeof(HubDbContext))]
[Migration("0002_Decisions")]
public sealed class M0002Decisions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        DecisionTables.Create(migrationBuilder, ("Sqlite:Autoincrement", true));
}
