using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Migrations;

/// <summary>Figures that wait to be announced stand with the batch that touched them.</summary>
public static class TouchedColumn
{
    public static void Create(MigrationBuilder m)
    {
        ArgumentNullException.ThrowIfNull(m);
        m.AddColumn<string>("touched", "batch", nullable: true);
        m.CreateIndex("ix_batch_touched", "batch", "source", filter: "touched IS NOT NULL");
    }
}
