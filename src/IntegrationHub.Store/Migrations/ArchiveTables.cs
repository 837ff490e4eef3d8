using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Migrations;

/// <summary>Holds on the archive, and what was erased of it.</summary>
public static class ArchiveTables
{
    public static void Create(MigrationBuilder m, (string Name, object Value) identity)
    {
        ArgumentNullException.ThrowIfNull(m);
        m.CreateTable("archive_hold", t => new
        {
            id = t.Column<long>().Annotation(identity.Name, identity.Value),
            source = t.Column<string>(nullable: true),
            reason = t.Column<string>(),
            held_by = t.Column<string>(),
            held_at = t.Column<long>(),
            lifted_by = t.Column<string>(nullable: true),
            lifted_at = t.Column<long>(nullable: true),
            lifted_because = t.Column<string>(nullable: true),
        }, constraints: t => t.PrimaryKey("PK_archive_hold", x => x.id));
        m.CreateTable("archive_erasure", t => new
        {
            id = t.Column<long>().Annotation(identity.Name, identity.Value),
            source = t.Column<string>(),
            stream = t.Column<string>(),
            month = t.Column<int>(),
            pages = t.Column<int>(),
            bytes = t.Column<long>(),
            keep_months = t.Column<int>(),
            erased_by = t.Column<string>(),
            erased_at = t.Column<long>(),
        }, constraints: t => t.PrimaryKey("PK_archive_erasure", x => x.id));
        m.CreateIndex("IX_archive_erasure_source_stream", "archive_erasure", ["source", "stream"]);
    }

    /// <summary>For questions that read a whole table, which grew.</summary>
    public static void CreateIndexes(MigrationBuilder m)
    {
        ArgumentNullException.ThrowIfNull(m);
        m.CreateIndex("IX_computed_value_unit", "computed_value", "unit");
        m.CreateIndex("ix_rejection_settled", "rejection", "settled_at");
        m.CreateIndex("ix_rejection_discarded", "rejection", "settled_at", filter: "state = 'discarded'");
    }
}
