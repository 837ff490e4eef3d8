using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Migrations;

/// <summary>What units have sent of what they owe, and which reminders were announced.</summary>
public static class DutyTables
{
    public static void Create(MigrationBuilder m, (string Name, object Value) identity)
    {
        ArgumentNullException.ThrowIfNull(m);
        m.CreateTable("duty_submission", t => new
        {
            id = t.Column<long>().Annotation(identity.Name, identity.Value),
            plan = t.Column<string>(),
            duty = t.Column<string>(),
            unit = t.Column<string>(),
            period = t.Column<string>(),
            sent_at = t.Column<long>(),
            recorded_by = t.Column<string>(),
            recorded_at = t.Column<long>(),
            document = t.Column<string>(nullable: true),
            release = t.Column<long>(nullable: true),
            note = t.Column<string>(nullable: true),
            undone_by = t.Column<string>(nullable: true),
            undone_at = t.Column<long>(nullable: true),
            undone_because = t.Column<string>(nullable: true),
        }, constraints: t => t.PrimaryKey("PK_duty_submission", x => x.id));
        m.CreateIndex("ix_duty_submission_open", "duty_submission", ["plan", "duty", "unit", "period"], unique: true, filter: "undone_at IS NULL");
        m.CreateTable("duty_reminder", t => new
        {
            plan = t.Column<string>(),
            duty = t.Column<string>(),
            unit = t.Column<string>(),
            period = t.Column<string>(),
            last_day = t.Column<DateOnly>(),
            announced_at = t.Column<long>(),
        }, constraints: t => t.PrimaryKey("PK_duty_reminder", x => new { x.plan, x.duty, x.unit, x.period, x.last_day }));
    }
}
