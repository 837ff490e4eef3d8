using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Migrations;

/// <summary>What a person decided and nobody has been told of yet.</summary>
public static class AnnouncementColumns
{
    public static void Create(MigrationBuilder m)
    {
        ArgumentNullException.ThrowIfNull(m);
        m.AddColumn<bool>("pending", "rejection", defaultValue: false);
        m.CreateIndex("ix_rejection_pending", "rejection", "id", filter: "pending");
    }
}
