using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace IntegrationHub.Store.PostgreSql.Migrations;

[DbContext(typeof(HubDbContext))]
[Migration("0015_Duties")]
public sealed class M0015Duties : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        DutyTables.Create(migrationBuilder, ("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn));
}
