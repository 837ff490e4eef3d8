using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Migrations;

/// <summary>The steps of recent runs.</summary>
public static class TimelineTables
{
    public static void Create(MigrationBuilder m, (string Name, object Value) identity)
    {
        ArgumentNullException.ThrowIfNull(m);
        m.CreateTable("run_span", t => new
        {
            id = t.Column<long>().Annotation(identity.Name, identity.Value),
            trace = t.Column<string>(),
            span = t.Column<string>(),
            parent = t.Column<string>(nullable: true),
            source = t.Column<string>(nullable: true),
            stream = t.Column<string>(nullable: true),
            stage = t.Column<string>(),
            name = t.Column<string>(),
            started_at = t.Column<long>(),
            ended_at = t.Column<long>(),
            problem = t.Column<string>(nullable: true),
            attributes = t.Column<string>(),
            count = t.Column<int>(),
            process = t.Column<string>(),
        }, constraints: t => t.PrimaryKey("PK_run_span", x => x.id));
        m.CreateIndex("IX_run_span_trace", "run_span", "trace");
        m.CreateIndex("IX_run_span_started_at", "run_span", "started_at");
        m.CreateIndex("ix_run_span_first", "run_span", ["source", "stream"], filter: "source IS NOT NULL");
    }
}
