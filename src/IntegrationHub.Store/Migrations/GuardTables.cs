using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Migrations;

/// <summary>What keeps a source from being asked too often, held counts, and corrections of months that are over.</summary>
public static class GuardTables
{
    public static void Create(MigrationBuilder m)
    {
        ArgumentNullException.ThrowIfNull(m);
        m.AddColumn<string>("held", "batch", nullable: true);
        m.AddColumn<long>("restated", "run", defaultValue: 0L);
        m.AddColumn<long>("wait_until", "source_state", nullable: true);
        m.AddColumn<string>("wait_for", "source_state", nullable: true);
        m.CreateTable("source_call", t => new
        {
            source = t.Column<string>(),
            slot = t.Column<int>(),
            at = t.Column<long>(),
        }, constraints: t => t.PrimaryKey("PK_source_call", x => new { x.source, x.slot }));
    }
}
