using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Migrations;

/// <summary>Since when a record is refused, and the open refusals found without the settled ones.</summary>
public static class RefusalChains
{
    public static void Create(MigrationBuilder m)
    {
        ArgumentNullException.ThrowIfNull(m);
        m.AddColumn<long>("first_at", "rejection", nullable: true);
        m.CreateIndex("ix_rejection_open", "rejection", ["source", "stream"], filter: "state = 'open'");
    }
}
