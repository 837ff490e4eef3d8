using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Sqlite.Migrations;

[DbContext(typeof(HubDbContext))]
[Migration("0009_SourceClock")]
public sealed class M0009SourceClock : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => SourceClockColumn.Create(migrationBuilder);
}
