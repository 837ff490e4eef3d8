using System.Text.RegularExpressions;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Alerts;
using IntegrationHub.Store.Archive;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Duties;
using IntegrationHub.Store.Entries;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.Releases;
using IntegrationHub.Store.Sources;
using IntegrationHub.Store.Stages;
using IntegrationHub.Store.Timeline;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Model;

public sealed partial class HubDbContext(DbContextOptions<HubDbContext> options) : DbContext(options)
{
    public DbSet<CatalogueVersion> CatalogueVersions => Set<CatalogueVersion>();

    public DbSet<HubChange> HubChanges => Set<HubChange>();

    public DbSet<CatalogueDraft> CatalogueDrafts => Set<CatalogueDraft>();

    public DbSet<Backfill> Backfills => Set<Backfill>();

    public DbSet<SourceState> SourceStates => Set<SourceState>();

    public DbSet<Run> Runs => Set<Run>();

    public DbSet<RunSpan> RunSpans => Set<RunSpan>();

    public DbSet<SourceCall> SourceCalls => Set<SourceCall>();

    public DbSet<StreamCursor> Cursors => Set<StreamCursor>();

    public DbSet<OpenRecordRow> OpenRecords => Set<OpenRecordRow>();

    public DbSet<Batch> Batches => Set<Batch>();

    public DbSet<ArchiveRow> Archive => Set<ArchiveRow>();

    public DbSet<ArchiveHold> ArchiveHolds => Set<ArchiveHold>();

    public DbSet<ArchiveErasure> ArchiveErasures => Set<ArchiveErasure>();

    public DbSet<RejectionRow> Rejections => Set<RejectionRow>();

    public DbSet<StreamField> StreamFields => Set<StreamField>();

    public DbSet<EntryRow> Entries => Set<EntryRow>();

    public DbSet<UploadRow> Uploads => Set<UploadRow>();

    public DbSet<CodeRow> Codes => Set<CodeRow>();

    public DbSet<MetricSlot> MetricSlots => Set<MetricSlot>();

    public DbSet<MeasurementCurrent> MeasurementsCurrent => Set<MeasurementCurrent>();

    public DbSet<LedgerRow> Ledger => Set<LedgerRow>();

    public DbSet<RevisionRow> Revisions => Set<RevisionRow>();

    public DbSet<DayCell> DayCells => Set<DayCell>();

    public DbSet<PeriodCell> PeriodCells => Set<PeriodCell>();

    public DbSet<DeliveryRow> Deliveries => Set<DeliveryRow>();

    public DbSet<FigureSum> FigureSums => Set<FigureSum>();

    public DbSet<FigureState> FigureStates => Set<FigureState>();

    public DbSet<ComputedValue> ComputedValues => Set<ComputedValue>();

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    public DbSet<Subscription> Subscriptions => Set<Subscription>();

    public DbSet<EventDelivery> EventDeliveries => Set<EventDelivery>();

    public DbSet<DeadLetter> DeadLetters => Set<DeadLetter>();

    public DbSet<DutySubmission> DutySubmissions => Set<DutySubmission>();

    public DbSet<DutyReminder> DutyReminders => Set<DutyReminder>();

    public DbSet<Alert> Alerts => Set<Alert>();

    public DbSet<AlertSilence> AlertSilences => Set<AlertSilence>();

    public DbSet<AlertWatcher> AlertWatchers => Set<AlertWatcher>();

    public DbSet<StageRow> Stages => Set<StageRow>();

    public DbSet<AuditRow> AuditLog => Set<AuditRow>();

    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();

    public DbSet<UserAccount> Users => Set<UserAccount>();

    public DbSet<ApiKey> Keys => Set<ApiKey>();

    public DbSet<StoredSecret> Secrets => Set<StoredSecret>();

    public DbSet<Release> Releases => Set<Release>();

    public DbSet<ReleaseDocument> ReleaseDocuments => Set<ReleaseDocument>();

    public DbSet<ReleasedValue> ReleasedValues => Set<ReleasedValue>();

    public DbSet<Restatement> Restatements => Set<Restatement>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<CatalogueVersion>().ToTable("catalogue_version").HasKey(v => v.Id);
        modelBuilder.Entity<HubChange>().ToTable("hub_change").HasKey(c => c.Path);
        modelBuilder.Entity<CatalogueDraft>().ToTable("catalogue_draft").HasKey(d => d.Id);
        modelBuilder.Entity<Backfill>(backfill =>
        {
            backfill.ToTable("backfill").HasKey(b => b.Id);
            backfill.HasIndex(b => b.Source);
            backfill.HasIndex(b => b.Id).HasDatabaseName("ix_backfill_open").HasFilter("state IN ('waiting', 'running')");
        });
        modelBuilder.Entity<SourceState>().ToTable("source_state").HasKey(s => s.Source);
        modelBuilder.Entity<SourceCall>().ToTable("source_call").HasKey(c => new { c.Source, c.Slot });
        modelBuilder.Entity<StreamCursor>().ToTable("stream_cursor").HasKey(c => new { c.Source, c.Stream });
        modelBuilder.Entity<OpenRecordRow>().ToTable("open_record").HasKey(o => new { o.Source, o.Stream, o.Record });
        modelBuilder.Entity<Run>(run =>
        {
            run.ToTable("run").HasKey(r => r.Id);
            run.HasIndex(r => new { r.Source, r.StartedAt });
            run.Property(r => r.Restated).HasDefaultValue(0L);
        });
        modelBuilder.Entity<RunSpan>(span =>
        {
            span.ToTable("run_span").HasKey(s => s.Id);
            span.HasIndex(s => s.Trace);
            span.HasIndex(s => s.StartedAt);
            span.HasIndex(s => new { s.Source, s.Stream }).HasDatabaseName("ix_run_span_first").HasFilter("source IS NOT NULL");
        });
        modelBuilder.Entity<Batch>(batch =>
        {
            batch.ToTable("batch").HasKey(b => b.No);
            batch.Property(b => b.No).ValueGeneratedOnAdd();
            batch.HasIndex(b => b.Id).IsUnique();
            batch.HasIndex(b => b.RecordedAt).IsUnique();
            batch.HasIndex(b => new { b.Run, b.Seq }).IsUnique();

            // The sweep for lost batches and the search for deliveries look only at the few that are open.
            batch.HasIndex(b => b.CreatedAt).HasDatabaseName("ix_batch_pending").HasFilter("state = 0");
            batch.HasIndex(b => new { b.Source, b.Stream }).HasDatabaseName("ix_batch_parked").HasFilter("state = 2");
            batch.HasIndex(b => b.Source).HasDatabaseName("ix_batch_touched").HasFilter("touched IS NOT NULL");
            batch.HasIndex(b => b.Seq).HasDatabaseName("ix_batch_deliveries").HasFilter("deliveries IS NOT NULL AND NOT deliveries_applied");
        });
        modelBuilder.Entity<ArchiveRow>().ToTable("archive").HasKey(a => new { a.Batch, a.Month });
        modelBuilder.Entity<ArchiveHold>().ToTable("archive_hold").HasKey(h => h.Id);
        modelBuilder.Entity<ArchiveErasure>(erasure =>
        {
            erasure.ToTable("archive_erasure").HasKey(e => e.Id);
            erasure.HasIndex(e => new { e.Source, e.Stream });
        });
        modelBuilder.Entity<RejectionRow>(rejection =>
        {
            rejection.ToTable("rejection").HasKey(r => r.Id);
            rejection.HasIndex(r => new { r.Source, r.Stream, r.Record });
            rejection.HasIndex(r => r.Run);
            rejection.HasIndex(r => r.Source).HasDatabaseName("ix_rejection_replay").HasFilter("replay_requested");
            rejection.Property(r => r.ObservedAt).HasDefaultValue(0L);

            // Settled ones grow for ever; every figure looks for the few that are open.
            rejection.HasIndex(r => new { r.Source, r.Stream }).HasDatabaseName("ix_rejection_open").HasFilter("state = 'open'");
            // What was open at an instant of the past, and the newest decision of a person, which every cached answer asks for.
            rejection.HasIndex(r => r.SettledAt).HasDatabaseName("ix_rejection_settled");
            rejection.HasIndex(r => r.SettledAt, "ix_rejection_discarded").HasDatabaseName("ix_rejection_discarded").HasFilter("state = 'discarded'");
            rejection.HasIndex(r => r.Id).HasDatabaseName("ix_rejection_pending").HasFilter("pending");
            rejection.Property(r => r.ReplayRequested).HasDefaultValue(false);
            rejection.Property(r => r.Pending).HasDefaultValue(false);
        });
        modelBuilder.Entity<StreamField>().ToTable("stream_field").HasKey(f => new { f.Source, f.Stream, f.Field });
        modelBuilder.Entity<EntryRow>(entry =>
        {
            entry.ToTable("entry").HasKey(e => e.Id);
            entry.HasIndex(e => e.Unit);
            entry.HasIndex(e => e.Id).HasDatabaseName("ix_entry_pending").HasFilter("pending");
        });
        modelBuilder.Entity<UploadRow>(upload =>
        {
            upload.ToTable("upload").HasKey(u => u.Id);
            upload.HasIndex(u => u.Source);
        });
        modelBuilder.Entity<CodeRow>(code =>
        {
            code.ToTable("code").HasKey(c => c.Id);
            code.HasIndex(c => new { c.Kind, c.Value }).IsUnique();
        });
        modelBuilder.Entity<MetricSlot>(slot =>
        {
            slot.ToTable("metric_slot").HasKey(s => new { s.Feed, s.Metric });
            slot.HasIndex(s => new { s.CellGroup, s.Slot }).IsUnique();
        });
        modelBuilder.Entity<MeasurementCurrent>(current =>
        {
            current.ToTable("measurement_current").HasKey(m => new { m.Stream, m.Record });

            // Keys are sorted in C# before they are locked; the database has to sort them alike.
            if (Database.ProviderName == "Npgsql.EntityFrameworkCore.PostgreSQL")
            {
                current.Property(m => m.Record).UseCollation("C");
            }
        });
        modelBuilder.Entity<LedgerRow>(ledger =>
        {
            ledger.ToTable("ledger").HasKey(l => new { l.Batch, l.Unit, l.Month });
            ledger.HasIndex(l => new { l.Unit, l.Month });
        });
        modelBuilder.Entity<RevisionRow>().ToTable("measurement_revision").HasKey(r => new { r.Batch, r.Month });
        modelBuilder.Entity<DayCell>().ToTable("day_cell").HasKey(c => new { c.CellGroup, c.Unit, c.Day });
        modelBuilder.Entity<PeriodCell>().ToTable("period_cell").HasKey(c => new { c.Feed, c.Metric, c.Unit, c.FromDay, c.ToDay, c.Scope });
        modelBuilder.Entity<DeliveryRow>(delivery =>
        {
            delivery.ToTable("delivery").HasKey(d => d.Id);
            delivery.HasIndex(d => new { d.Feed, d.OnField, d.Unit });
        });
        modelBuilder.Entity<FigureSum>().ToTable("figure_sum").HasKey(s => new { s.Figure, s.Unit, s.Scope, s.Bucket });
        modelBuilder.Entity<FigureState>().ToTable("figure_state").HasKey(s => s.Figure);
        modelBuilder.Entity<FigureState>().Property(s => s.Figure).ValueGeneratedNever();
        modelBuilder.Entity<ComputedValue>(computed =>
        {
            computed.ToTable("computed_value").HasKey(c => new { c.Plan, c.Indicator, c.Part, c.Unit });

            // A batch looks up what was announced of the units that it touches.
            computed.HasIndex(c => c.Unit);
        });
        modelBuilder.Entity<OutboxRow>(outbox =>
        {
            outbox.ToTable("outbox").HasKey(o => o.Id);
            outbox.HasIndex(o => o.EventId).IsUnique();
        });
        modelBuilder.Entity<Subscription>().ToTable("subscription").HasKey(s => s.Id);
        modelBuilder.Entity<Subscription>().Property(s => s.Unordered).HasDefaultValue(false);
        modelBuilder.Entity<EventDelivery>(delivery =>
        {
            delivery.ToTable("event_delivery").HasKey(d => d.Id);
            delivery.HasIndex(d => new { d.Subscription, d.EventId }).IsUnique();
            delivery.HasIndex(d => new { d.Subscription, d.State, d.Id });

            // What is due is asked for every few seconds; nearly everything is settled.
            delivery.HasIndex(d => new { d.Subscription, d.RetryAt }).HasDatabaseName("ix_event_delivery_waiting").HasFilter("state = 'waiting'");
        });
        modelBuilder.Entity<DeadLetter>().ToTable("dead_letter").HasKey(d => d.Id);
        modelBuilder.Entity<DutySubmission>(submission =>
        {
            submission.ToTable("duty_submission").HasKey(s => s.Id);
            submission.HasIndex(s => new { s.Plan, s.Duty, s.Unit, s.Period }).HasDatabaseName("ix_duty_submission_open").IsUnique().HasFilter("undone_at IS NULL");
        });
        modelBuilder.Entity<DutyReminder>().ToTable("duty_reminder").HasKey(r => new { r.Plan, r.Duty, r.Unit, r.Period, r.LastDay });
        modelBuilder.Entity<Alert>(alert =>
        {
            alert.ToTable("alert").HasKey(a => a.Id);
            alert.HasIndex(a => new { a.Cause, a.Subject }).HasDatabaseName("ix_alert_open").IsUnique().HasFilter("closed_at IS NULL");
            alert.HasIndex(a => a.ClosedAt);
        });
        modelBuilder.Entity<AlertSilence>().ToTable("alert_silence").HasKey(s => s.Id);
        modelBuilder.Entity<AlertWatcher>().ToTable("alert_watcher").Property(w => w.Id).ValueGeneratedNever();
        modelBuilder.Entity<StageRow>().ToTable("stage").HasKey(s => new { s.Process, s.Stage });
        modelBuilder.Entity<AuditRow>(audit =>
        {
            audit.ToTable("audit_log").HasKey(r => r.Seq);
            audit.Property(r => r.Seq).ValueGeneratedNever();
        });
        modelBuilder.Entity<AuditHead>().ToTable("audit_head").Property(h => h.Id).ValueGeneratedNever();
        modelBuilder.Entity<UserAccount>().ToTable("user_account").HasKey(u => u.Name);
        modelBuilder.Entity<ApiKey>().ToTable("api_key").HasKey(k => k.Id);
        modelBuilder.Entity<StoredSecret>().ToTable("stored_secret").HasKey(s => s.Name);
        modelBuilder.Entity<Release>().ToTable("release").HasKey(r => r.Id);
        modelBuilder.Entity<ReleaseDocument>(document =>
        {
            document.ToTable("release_document").HasKey(d => d.Release);
            document.Property(d => d.Release).ValueGeneratedNever();
        });
        modelBuilder.Entity<ReleasedValue>(value =>
        {
            value.ToTable("released_value").HasKey(v => new { v.Release, v.Unit, v.Indicator, v.Part });
            value.HasIndex(v => v.Unit);
        });
        modelBuilder.Entity<Restatement>(restatement =>
        {
            restatement.ToTable("restatement").HasKey(r => r.Id);
            restatement.HasIndex(r => r.Unit);
            restatement.HasIndex(r => r.Release);
        });

        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(SnakeCase(property.Name));
            }
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();

    private static string SnakeCase(string name) => WordStart().Replace(name, "_$0").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex WordStart();
}
