using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Migrations;

/// <summary>What people decide and enter: decisions on refused records, entries with evidence; and what a source sends beyond its contract.</summary>
public static class DecisionTables
{
    public static void Create(MigrationBuilder m, (string Name, object Value) identity)
    {
        ArgumentNullException.ThrowIfNull(m);
        m.AddColumn<long>("observed_at", "rejection", defaultValue: 0L);
        m.AddColumn<bool>("replay_requested", "rejection", defaultValue: false);
        m.AddColumn<string>("decided_by", "rejection", nullable: true);
        m.AddColumn<string>("decision", "rejection", nullable: true);
        m.CreateIndex("ix_rejection_replay", "rejection", "source", filter: "replay_requested");
        m.CreateTable("stream_field", t => new
        {
            source = t.Column<string>(),
            stream = t.Column<string>(),
            field = t.Column<string>(),
            first_seen_at = t.Column<long>(),
        }, constraints: t => t.PrimaryKey("PK_stream_field", x => new { x.source, x.stream, x.field }));
        m.CreateTable("entry", t => new
        {
            id = t.Column<long>().Annotation(identity.Name, identity.Value),
            kind = t.Column<string>(),
            indicator = t.Column<string>(nullable: true),
            metric = t.Column<string>(nullable: true),
            plan = t.Column<string>(nullable: true),
            unit = t.Column<string>(),
            from_day = t.Column<DateOnly>(),
            to_day = t.Column<DateOnly>(),
            amount = t.Column<string>(nullable: true),
            state = t.Column<string>(nullable: true),
            document = t.Column<string>(nullable: true),
            document_date = t.Column<DateOnly>(nullable: true),
            note = t.Column<string>(nullable: true),
            entered_by = t.Column<string>(),
            entered_at = t.Column<long>(),
            confirmed_by = t.Column<string>(nullable: true),
            confirmed_at = t.Column<long>(nullable: true),
            undone_by = t.Column<string>(nullable: true),
            undone_at = t.Column<long>(nullable: true),
            undone_because = t.Column<string>(nullable: true),
            changed_at = t.Column<long>(),
            pending = t.Column<bool>(),
        }, constraints: t => t.PrimaryKey("PK_entry", x => x.id));
        m.CreateIndex("IX_entry_unit", "entry", "unit");
        m.CreateIndex("ix_entry_pending", "entry", "id", filter: "pending");
    }
}
