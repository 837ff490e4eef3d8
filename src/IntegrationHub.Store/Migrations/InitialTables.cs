using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Migrations.Operations.Builders;

namespace IntegrationHub.Store.Migrations;

/// <summary>
/// The tables, written by hand once: EF picks the column types from the CLR types, and only identity columns and the binary collation
/// differ between the databases. A test compares the migrated schema with the model on both.
/// </summary>
public static class InitialTables
{
    /// <param name="migrationBuilder">The provider's builder.</param>
    /// <param name="identity">The provider's annotation for a column that numbers itself.</param>
    /// <param name="binaryCollation">Collation that sorts text by its bytes, as C# ordinal comparison does for the keys used here; null for the default.</param>
    public static void Create(MigrationBuilder migrationBuilder, (string Name, object Value) identity, string? binaryCollation)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        Declarations(migrationBuilder, identity);
        Collecting(migrationBuilder, identity);
        Recording(migrationBuilder, identity, binaryCollation);
        Computing(migrationBuilder, identity);
    }

    private static void Declarations(MigrationBuilder m, (string Name, object Value) identity)
    {
        m.CreateTable("catalogue_version", t => new
        {
            id = Numbered<long>(t, identity),
            applied_at = t.Column<long>(),
            applied_by = t.Column<string>(),
            digest = t.Column<string>(),
            files = t.Column<byte[]>(),
        }, constraints: t => t.PrimaryKey("PK_catalogue_version", x => x.id));
        m.CreateTable("code", t => new
        {
            id = Numbered<int>(t, identity),
            kind = t.Column<string>(),
            value = t.Column<string>(),
        }, constraints: t => t.PrimaryKey("PK_code", x => x.id));
        m.CreateIndex("IX_code_kind_value", "code", ["kind", "value"], unique: true);
        m.CreateTable("metric_slot", t => new
        {
            feed = t.Column<int>(),
            metric = t.Column<int>(),
            on_field = t.Column<string>(),
            cell_group = t.Column<int>(),
            slot = t.Column<short>(),
        }, constraints: t => t.PrimaryKey("PK_metric_slot", x => new { x.feed, x.metric }));
        m.CreateIndex("IX_metric_slot_cell_group_slot", "metric_slot", ["cell_group", "slot"], unique: true);
    }

    private static void Collecting(MigrationBuilder m, (string Name, object Value) identity)
    {
        m.CreateTable("source_state", t => new
        {
            source = t.Column<string>(),
            paused = t.Column<bool>(),
            next_run_at = t.Column<long>(nullable: true),
            pull_requested = t.Column<bool>(),
            lease_owner = t.Column<string>(nullable: true),
            lease_until = t.Column<long>(nullable: true),
            fence = t.Column<long>(),
        }, constraints: t => t.PrimaryKey("PK_source_state", x => x.source));
        m.CreateTable("stream_cursor", t => new
        {
            source = t.Column<string>(),
            stream = t.Column<string>(),
            cursor = t.Column<string>(),
            updated_at = t.Column<long>(),
        }, constraints: t => t.PrimaryKey("PK_stream_cursor", x => new { x.source, x.stream }));
        m.CreateTable("open_record", t => new
        {
            source = t.Column<string>(),
            stream = t.Column<string>(),
            record = t.Column<string>(),
            agency = t.Column<string>(),
            day = t.Column<int>(),
            stamp = t.Column<string>(),
        }, constraints: t => t.PrimaryKey("PK_open_record", x => new { x.source, x.stream, x.record }));
        m.CreateTable("run", t => new
        {
            id = t.Column<Guid>(),
            source = t.Column<string>(),
            stream = t.Column<string>(),
            kind = t.Column<string>(),
            state = t.Column<int>(),
            started_at = t.Column<long>(),
            ended_at = t.Column<long>(nullable: true),
            progress = t.Column<string>(nullable: true),
            pages = t.Column<long>(),
            fetched = t.Column<long>(),
            accepted = t.Column<long>(),
            unchanged = t.Column<long>(),
            rejected = t.Column<long>(),
            error_category = t.Column<string>(nullable: true),
            error_code = t.Column<string>(nullable: true),
            error = t.Column<string>(nullable: true),
            trace_id = t.Column<string>(nullable: true),
            from_day = t.Column<DateOnly>(nullable: true),
            to_day = t.Column<DateOnly>(nullable: true),
        }, constraints: t => t.PrimaryKey("PK_run", x => x.id));
        m.CreateIndex("IX_run_source_started_at", "run", ["source", "started_at"]);
        m.CreateTable("batch", t => new
        {
            no = Numbered<long>(t, identity),
            id = t.Column<Guid>(),
            run = t.Column<Guid>(),
            seq = t.Column<int>(),
            source = t.Column<string>(),
            stream = t.Column<string>(),
            connector = t.Column<string>(),
            state = t.Column<short>(),
            created_at = t.Column<long>(),
            recorded_at = t.Column<long>(nullable: true),
            readings = t.Column<int>(),
            page = t.Column<byte[]>(),
            deliveries = t.Column<string>(nullable: true),
            deliveries_applied = t.Column<bool>(),
            closes_run = t.Column<bool>(),
            trace_parent = t.Column<string>(nullable: true),
            problem = t.Column<string>(nullable: true),
        }, constraints: t => t.PrimaryKey("PK_batch", x => x.no));
        m.CreateIndex("IX_batch_id", "batch", "id", unique: true);
        m.CreateIndex("IX_batch_recorded_at", "batch", "recorded_at", unique: true);
        m.CreateIndex("IX_batch_run_seq", "batch", ["run", "seq"], unique: true);
        m.CreateIndex("ix_batch_pending", "batch", "created_at", filter: "state = 0");
        m.CreateIndex("ix_batch_deliveries", "batch", "seq", filter: "deliveries IS NOT NULL AND NOT deliveries_applied");
    }

    private static void Recording(MigrationBuilder m, (string Name, object Value) identity, string? binary)
    {
        m.CreateTable("measurement_current", t => new
        {
            stream = t.Column<int>(),
            record = t.Column<string>(collation: binary),
            mapping = t.Column<int>(),
            source_seq = t.Column<long>(),
            observed_at = t.Column<long>(),
            batch = t.Column<long>(),
            prev_batch = t.Column<long>(nullable: true),
            vals = t.Column<byte[]>(nullable: true),
        }, constraints: t => t.PrimaryKey("PK_measurement_current", x => new { x.stream, x.record }));
        m.CreateTable("ledger", t => new
        {
            batch = t.Column<long>(),
            unit = t.Column<int>(),
            month = t.Column<int>(),
            entries = t.Column<byte[]>(),
        }, constraints: t => t.PrimaryKey("PK_ledger", x => new { x.batch, x.unit, x.month }));
        m.CreateIndex("IX_ledger_unit_month", "ledger", ["unit", "month"]);
        m.CreateTable("measurement_revision", t => new
        {
            batch = t.Column<long>(),
            entries = t.Column<byte[]>(),
        }, constraints: t => t.PrimaryKey("PK_measurement_revision", x => x.batch));
        m.CreateTable("day_cell", t => new
        {
            cell_group = t.Column<int>(),
            unit = t.Column<int>(),
            day = t.Column<int>(),
            s0 = t.Column<long>(),
            s1 = t.Column<long>(),
            s2 = t.Column<long>(),
            s3 = t.Column<long>(),
            s4 = t.Column<long>(),
            s5 = t.Column<long>(),
            s6 = t.Column<long>(),
            s7 = t.Column<long>(),
            s8 = t.Column<long>(),
            s9 = t.Column<long>(),
        }, constraints: t => t.PrimaryKey("PK_day_cell", x => new { x.cell_group, x.unit, x.day }));
        m.CreateTable("period_cell", t => new
        {
            feed = t.Column<int>(),
            metric = t.Column<int>(),
            unit = t.Column<int>(),
            from_day = t.Column<int>(),
            to_day = t.Column<int>(),
            scope = t.Column<int>(),
            amount = t.Column<long>(),
            present = t.Column<int>(),
        }, constraints: t => t.PrimaryKey("PK_period_cell", x => new { x.feed, x.metric, x.unit, x.from_day, x.to_day, x.scope }));
        m.CreateTable("rejection", t => new
        {
            id = Numbered<long>(t, identity),
            batch = t.Column<long>(),
            run = t.Column<Guid>(),
            source = t.Column<string>(),
            stream = t.Column<string>(),
            record = t.Column<string>(nullable: true),
            code = t.Column<string>(),
            place = t.Column<string>(),
            message = t.Column<string>(),
            unit = t.Column<string>(nullable: true),
            day = t.Column<int>(nullable: true),
            sample = t.Column<string>(nullable: true),
            recorded_at = t.Column<long>(),
            state = t.Column<string>(),
            settled_at = t.Column<long>(nullable: true),
        }, constraints: t => t.PrimaryKey("PK_rejection", x => x.id));
        m.CreateIndex("IX_rejection_source_stream_record", "rejection", ["source", "stream", "record"]);
        m.CreateIndex("IX_rejection_run", "rejection", "run");
    }

    private static void Computing(MigrationBuilder m, (string Name, object Value) identity)
    {
        m.CreateTable("delivery", t => new
        {
            id = Numbered<long>(t, identity),
            feed = t.Column<int>(),
            on_field = t.Column<string>(),
            unit = t.Column<int>(),
            from_day = t.Column<int>(),
            to_day = t.Column<int>(),
            batch = t.Column<long>(),
        }, constraints: t => t.PrimaryKey("PK_delivery", x => x.id));
        m.CreateIndex("IX_delivery_feed_on_field_unit", "delivery", ["feed", "on_field", "unit"]);
        m.CreateTable("figure_sum", t => new
        {
            figure = t.Column<int>(),
            unit = t.Column<int>(),
            scope = t.Column<short>(),
            bucket = t.Column<int>(),
            n = t.Column<long>(),
            d = t.Column<long>(),
            r = t.Column<int>(),
        }, constraints: t => t.PrimaryKey("PK_figure_sum", x => new { x.figure, x.unit, x.scope, x.bucket }));
        m.CreateTable("figure_state", t => new
        {
            figure = t.Column<int>(),
            built_at = t.Column<long>(),
        }, constraints: t => t.PrimaryKey("PK_figure_state", x => x.figure));
        m.CreateTable("computed_value", t => new
        {
            plan = t.Column<string>(),
            indicator = t.Column<string>(),
            part = t.Column<string>(),
            unit = t.Column<string>(),
            row = t.Column<string>(),
            recorded_at = t.Column<long>(),
        }, constraints: t => t.PrimaryKey("PK_computed_value", x => new { x.plan, x.indicator, x.part, x.unit }));
        m.CreateTable("outbox", t => new
        {
            id = Numbered<long>(t, identity),
            event_id = t.Column<Guid>(),
            routing_key = t.Column<string>(),
            body = t.Column<string>(),
            trace_parent = t.Column<string>(nullable: true),
            recorded_at = t.Column<long>(),
            sent_at = t.Column<long>(nullable: true),
        }, constraints: t => t.PrimaryKey("PK_outbox", x => x.id));
        m.CreateIndex("IX_outbox_event_id", "outbox", "event_id", unique: true);
        m.CreateIndex("ix_outbox_unsent", "outbox", "id", filter: "sent_at IS NULL");
    }

    private static OperationBuilder<AddColumnOperation> Numbered<T>(ColumnsBuilder table, (string Name, object Value) identity) =>
        table.Column<T>().Annotation(identity.Name, identity.Value);
}
