using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace IntegrationHub.Store.PostgreSql.Migrations;

[DbContext(typeof(HubDbContext))]
[Migration("0018_Alerts")]
public sealed class M0018Alerts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        AlertTables.Create(migrationBuilder, ("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn));
}
