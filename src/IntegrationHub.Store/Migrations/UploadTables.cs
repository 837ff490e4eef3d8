using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Migrations;

/// <summary>Files that people sent.</summary>
public static class UploadTables
{
    public static void Create(MigrationBuilder m, (string Name, object Value) identity)
    {
        ArgumentNullException.ThrowIfNull(m);
        m.CreateTable("upload", t => new
        {
            id = t.Column<long>().Annotation(identity.Name, identity.Value),
            source = t.Column<string>(),
            stream = t.Column<string>(),
            stored_as = t.Column<string>(),
            bytes = t.Column<long>(),
            digest = t.Column<string>(),
            sent_by = t.Column<string>(),
            sent_at = t.Column<long>(),
        }, constraints: t => t.PrimaryKey("PK_upload", x => x.id));
        m.CreateIndex("IX_upload_source", "upload", "source");
    }
}
