using IntegrationHub.Store.Audit;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Migrations;

/// <summary>Who may do what, secrets, and what people did.</summary>
public static class AccessTables
{
    public static void Create(MigrationBuilder m)
    {
        ArgumentNullException.ThrowIfNull(m);
        m.CreateTable("audit_log", t => new
        {
            seq = t.Column<long>(),
            at = t.Column<long>(),
            who = t.Column<string>(),
            signed_in = t.Column<string>(),
            address = t.Column<string>(nullable: true),
            action = t.Column<string>(),
            subject = t.Column<string>(),
            before = t.Column<string>(nullable: true),
            after = t.Column<string>(nullable: true),
            previous = t.Column<string>(),
            hash = t.Column<string>(),
        }, constraints: t => t.PrimaryKey("PK_audit_log", x => x.seq));
        m.CreateTable("audit_head", t => new { id = t.Column<int>(), seq = t.Column<long>(), hash = t.Column<string>() },
            constraints: t => t.PrimaryKey("PK_audit_head", x => x.id));
        m.Sql($"INSERT INTO audit_head (id, seq, hash) VALUES ({AuditHead.Only}, 0, '{AuditLog.Start}')");
        m.CreateTable("user_account", t => new
        {
            name = t.Column<string>(),
            roles = t.Column<string>(),
            unit = t.Column<string>(nullable: true),
            password = t.Column<string>(nullable: true),
            failures = t.Column<int>(),
            locked_until = t.Column<long>(nullable: true),
            locked = t.Column<bool>(),
            stamp = t.Column<string>(),
            created_at = t.Column<long>(),
            signed_in_at = t.Column<long>(nullable: true),
        }, constraints: t => t.PrimaryKey("PK_user_account", x => x.name));
        m.CreateTable("api_key", t => new
        {
            id = t.Column<string>(),
            name = t.Column<string>(),
            hash = t.Column<string>(),
            roles = t.Column<string>(),
            unit = t.Column<string>(nullable: true),
            created_at = t.Column<long>(),
            expires_at = t.Column<long>(nullable: true),
            revoked_at = t.Column<long>(nullable: true),
            used_at = t.Column<long>(nullable: true),
        }, constraints: t => t.PrimaryKey("PK_api_key", x => x.id));
        m.CreateTable("stored_secret", t => new
        {
            name = t.Column<string>(),
            value = t.Column<string>(),
            set_at = t.Column<long>(),
            set_by = t.Column<string>(),
        }, constraints: t => t.PrimaryKey("PK_stored_secret", x => x.name));
    }
}
