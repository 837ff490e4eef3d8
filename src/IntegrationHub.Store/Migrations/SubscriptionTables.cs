using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Migrations;

/// <summary>Who is sent the events of the outbox, each with a position of its own, and what could not be recorded or read.</summary>
public static class SubscriptionTables
{
    public static void Create(MigrationBuilder m, (string Name, object Value) identity)
    {
        ArgumentNullException.ThrowIfNull(m);
        m.CreateTable("subscription", t => new
        {
            id = t.Column<string>(),
            kind = t.Column<string>(),
            address = t.Column<string>(nullable: true),
            secret = t.Column<string>(nullable: true),
            position = t.Column<long>(),
            acknowledged_at = t.Column<long>(nullable: true),
            failures = t.Column<int>(),
            retry_at = t.Column<long>(nullable: true),
            problem = t.Column<string>(nullable: true),
        }, constraints: t => t.PrimaryKey("PK_subscription", x => x.id));
        m.CreateTable("dead_letter", t => new
        {
            id = t.Column<long>().Annotation(identity.Name, identity.Value),
            queue = t.Column<string>(),
            arrived_at = t.Column<long>(),
            reason = t.Column<string>(),
            bytes = t.Column<int>(),
            start = t.Column<string>(),
        }, constraints: t => t.PrimaryKey("PK_dead_letter", x => x.id));
        m.CreateIndex("ix_batch_parked", "batch", ["source", "stream"], filter: "state = 2");

        // One mark for all could not tell which of several subscribers an event has reached. Both databases drop a column without copying the table.
        m.DropIndex("ix_outbox_unsent", "outbox");
        m.Sql("ALTER TABLE outbox DROP COLUMN sent_at");
    }
}
