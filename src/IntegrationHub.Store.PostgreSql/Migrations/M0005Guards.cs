using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.PostgreSql.Migrations;

[DbContext(typeof(HubDbContext))]
[Migration("0005_Guards")]
public sealed class M0005Guards : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => GuardTables.Create(migrationBuilder);
}
