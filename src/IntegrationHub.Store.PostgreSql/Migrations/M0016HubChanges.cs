using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace IntegrationHub.Store.PostgreSql.Migrations;

[DbContext(typeof(HubDbContext))]
[Migration("0016_HubChanges")]
public sealed class M0016HubChanges : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        HubChangeTables.Create(migrationBuilder, ("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn));
}
