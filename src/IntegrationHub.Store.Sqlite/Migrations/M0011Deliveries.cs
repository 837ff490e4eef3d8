using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Sqlite.Migrations;

[DbContext(typeof(HubDbContext))]
[Migration("0011_Deliveries")]
public sealed class M0011Deliveries : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        DeliveryTables.Create(migrationBuilder, ("Sqlite:Autoincrement", true));
}
