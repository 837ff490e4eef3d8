using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Sqlite.Migrations;

[DbContext(typeof(HubDbContext))]
[Migration("0006_Chains")]
public sealed class M0006Chains : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => RefusalChains.Create(migrationBuilder);
}
