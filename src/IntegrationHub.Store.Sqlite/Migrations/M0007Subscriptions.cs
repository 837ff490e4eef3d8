using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Sqlite.Migrations;

[DbContext(typeof(HubDbContext))]
[Migration("0007_Subscriptions")]
public sealed class M0007Subscriptions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        SubscriptionTables.Create(migrationBuilder, ("Sqlite:Autoincrement", true));
}
