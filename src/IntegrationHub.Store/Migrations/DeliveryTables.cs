using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Migrations;

/// <summary>Which events a subscriber is sent and in which way, and a log of what it was sent by HTTP.</summary>
public static class DeliveryTables
{
    public static void Create(MigrationBuilder m, (string Name, object Value) identity)
    {
        ArgumentNullException.ThrowIfNull(m);
        m.AddColumn<bool>("unordered", "subscription", nullable: false, defaultValue: false);
        foreach (var text in new[] { "filter", "definition", "old_secret", "paused_by", "paused_because" })
        {
            m.AddColumn<string>(text, "subscription", nullable: true);
        }

        foreach (var instant in new[] { "old_secret_until", "failing_since", "paused_at" })
        {
            m.AddColumn<long>(instant, "subscription", nullable: true);
        }

        m.CreateTable("event_delivery", t => new
        {
            id = t.Column<long>().Annotation(identity.Name, identity.Value),
            subscription = t.Column<string>(),
            event_id = t.Column<Guid>(),
            @event = t.Column<long>(nullable: true),
            body = t.Column<string>(nullable: true),
            state = t.Column<string>(),
            attempts = t.Column<int>(),
            since = t.Column<long>(),
            last_at = t.Column<long>(nullable: true),
            retry_at = t.Column<long>(nullable: true),
            status = t.Column<int>(nullable: true),
            problem = t.Column<string>(nullable: true),
            log = t.Column<string>(),
        }, constraints: t => t.PrimaryKey("PK_event_delivery", x => x.id));
        m.CreateIndex("IX_event_delivery_subscription_event_id", "event_delivery", ["subscription", "event_id"], unique: true);
        m.CreateIndex("IX_event_delivery_subscription_state_id", "event_delivery", ["subscription", "state", "id"]);
        m.CreateIndex("ix_event_delivery_waiting", "event_delivery", ["subscription", "retry_at"], filter: "state = 'waiting'");
    }
}
