using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Migrations;

/// <summary>Alerts, silences, who watches, and which processes do the work of which stage.</summary>
public static class AlertTables
{
    public static void Create(MigrationBuilder m, (string Name, object Value) identity)
    {
        ArgumentNullException.ThrowIfNull(m);
        m.CreateTable("alert", t => new
        {
            id = t.Column<long>().Annotation(identity.Name, identity.Value),
            cause = t.Column<string>(),
            subject = t.Column<string>(),
            since = t.Column<long>(),
            closed_at = t.Column<long>(nullable: true),
            vi = t.Column<string>(),
            en = t.Column<string>(),
            owner = t.Column<string>(nullable: true),
            hits = t.Column<string>(),
            told_open_at = t.Column<long>(nullable: true),
            told_closed_at = t.Column<long>(nullable: true),
        }, constraints: t => t.PrimaryKey("PK_alert", x => x.id));
        m.CreateIndex("ix_alert_open", "alert", ["cause", "subject"], unique: true, filter: "closed_at IS NULL");
        m.CreateIndex("IX_alert_closed_at", "alert", "closed_at");
        m.CreateTable("alert_silence", t => new
        {
            id = t.Column<long>().Annotation(identity.Name, identity.Value),
            cause = t.Column<string>(nullable: true),
            subject = t.Column<string>(nullable: true),
            from = t.Column<long>(),
            to = t.Column<long>(),
            reason = t.Column<string>(),
            by = t.Column<string>(),
            created_at = t.Column<long>(),
            ended_by = t.Column<string>(nullable: true),
            ended_at = t.Column<long>(nullable: true),
        }, constraints: t => t.PrimaryKey("PK_alert_silence", x => x.id));
        m.CreateTable("alert_watcher", t => new
        {
            id = t.Column<int>(),
            owner = t.Column<string>(nullable: true),
            until = t.Column<long>(nullable: true),
            fence = t.Column<long>(),
        }, constraints: t => t.PrimaryKey("PK_alert_watcher", x => x.id));
        m.CreateTable("stage", t => new
        {
            process = t.Column<string>(),
            stage = t.Column<string>(),
            state = t.Column<string>(),
            problem = t.Column<string>(nullable: true),
            beat_at = t.Column<long>(),
            clock_off_milliseconds = t.Column<long>(),
            disk_free = t.Column<long>(nullable: true),
            disk_size = t.Column<long>(nullable: true),
        }, constraints: t => t.PrimaryKey("PK_stage", x => new { x.process, x.stage }));
    }
}
