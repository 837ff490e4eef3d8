using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Migrations;

/// <summary>Changes of the catalogue that are made in the hub itself, proposals for them, and orders to read the past again.</summary>
public static class HubChangeTables
{
    public static void Create(MigrationBuilder m, (string Name, object Value) identity)
    {
        ArgumentNullException.ThrowIfNull(m);
        m.AddColumn<string>("origin", "catalogue_version", nullable: true);
        m.AddColumn<string>("note", "catalogue_version", nullable: true);
        m.AddColumn<string>("approved_by", "catalogue_version", nullable: true);
        m.AddColumn<string>("changed", "catalogue_version", nullable: true);
        m.CreateTable("hub_change", t => new
        {
            path = t.Column<string>(),
            version = t.Column<long>(),
            at = t.Column<long>(),
            by = t.Column<string>(),
        }, constraints: t => t.PrimaryKey("PK_hub_change", x => x.path));
        m.CreateTable("catalogue_draft", t => new
        {
            id = t.Column<long>().Annotation(identity.Name, identity.Value),
            note = t.Column<string>(),
            based_on = t.Column<long>(),
            files = t.Column<byte[]>(),
            removed = t.Column<string>(),
            expected = t.Column<string>(),
            created_by = t.Column<string>(),
            created_at = t.Column<long>(),
            state = t.Column<string>(),
            decided_by = t.Column<string>(nullable: true),
            decided_at = t.Column<long>(nullable: true),
            reason = t.Column<string>(nullable: true),
            version = t.Column<long>(nullable: true),
        }, constraints: t => t.PrimaryKey("PK_catalogue_draft", x => x.id));
        m.CreateTable("backfill", t => new
        {
            id = t.Column<long>().Annotation(identity.Name, identity.Value),
            source = t.Column<string>(),
            from_day = t.Column<DateOnly>(),
            to_day = t.Column<DateOnly>(),
            state = t.Column<string>(),
            asked_by = t.Column<string>(),
            asked_at = t.Column<long>(),
            started_at = t.Column<long>(nullable: true),
            ended_at = t.Column<long>(nullable: true),
            cancelled_by = t.Column<string>(nullable: true),
            error = t.Column<string>(nullable: true),
        }, constraints: t => t.PrimaryKey("PK_backfill", x => x.id));
        m.CreateIndex("IX_backfill_source", "backfill", "source");
        m.CreateIndex("ix_backfill_open", "backfill", "id", filter: "state IN ('waiting', 'running')");
    }
}
