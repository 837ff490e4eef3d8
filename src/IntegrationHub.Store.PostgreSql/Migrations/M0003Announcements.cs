using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.PostgreSql.Migrations;

[DbContext(typeof(HubDbContext))]
[Migration("0003_Announcements")]
public sealed class M0003Announcements : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        AnnouncementColumns.Create(migrationBuilder);
}
