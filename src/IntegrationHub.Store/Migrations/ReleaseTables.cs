using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Migrations;

/// <summary>Releases with their content and figures, and what became of them. Each database refuses by triggers of its own to change what is released.</summary>
public static class ReleaseTables
{
    public const string Refusal = "a release is kept as it is: what was submitted, approved or withdrawn is not changed, and nothing of it is deleted";

    // Columns of a release, by the state that closes them.
    public const string OfPreparation = "id, plan, period, calendar, \"view\", cut_off, as_known_at, catalogue, prepared_by, prepared_at";
    public const string OfSubmission = "checked_at, findings, submitted_by, submitted_at, acknowledged, digest";
    public const string OfDecision = "approved_by, approved_at, withdrawn_by, withdrawn_at, withdrawn_because";

    public static void Create(MigrationBuilder m, (string Name, object Value) identity)
    {
        ArgumentNullException.ThrowIfNull(m);
        m.CreateTable("release", t => new
        {
            id = t.Column<long>().Annotation(identity.Name, identity.Value),
            plan = t.Column<string>(),
            period = t.Column<string>(nullable: true),
            calendar = t.Column<string>(),
            view = t.Column<string>(),
            cut_off = t.Column<DateOnly>(),
            as_known_at = t.Column<long>(),
            catalogue = t.Column<long>(),
            prepared_by = t.Column<string>(),
            prepared_at = t.Column<long>(),
            checked_at = t.Column<long>(nullable: true),
            findings = t.Column<int>(),
            submitted_by = t.Column<string>(nullable: true),
            submitted_at = t.Column<long>(nullable: true),
            acknowledged = t.Column<string>(nullable: true),
            digest = t.Column<string>(nullable: true),
            approved_by = t.Column<string>(nullable: true),
            approved_at = t.Column<long>(nullable: true),
            withdrawn_by = t.Column<string>(nullable: true),
            withdrawn_at = t.Column<long>(nullable: true),
            withdrawn_because = t.Column<string>(nullable: true),
            announced_at = t.Column<long>(nullable: true),
            compared_at = t.Column<long>(nullable: true),
        }, constraints: t => t.PrimaryKey("PK_release", x => x.id));
        m.CreateTable("release_document", t => new
        {
            release = t.Column<long>(),
            content = t.Column<byte[]>(),
            digest = t.Column<string>(nullable: true),
        }, constraints: t => t.PrimaryKey("PK_release_document", x => x.release));
        m.CreateTable("released_value", t => new
        {
            release = t.Column<long>(),
            indicator = t.Column<string>(),
            part = t.Column<string>(),
            unit = t.Column<string>(),
            kind = t.Column<string>(),
            from_day = t.Column<DateOnly>(),
            to_day = t.Column<DateOnly>(),
            numbers = t.Column<string>(),
        }, constraints: t => t.PrimaryKey("PK_released_value", x => new { x.release, x.unit, x.indicator, x.part }));
        m.CreateIndex("IX_released_value_unit", "released_value", "unit");
        m.CreateTable("restatement", t => new
        {
            id = t.Column<long>().Annotation(identity.Name, identity.Value),
            release = t.Column<long>(),
            plan = t.Column<string>(),
            calendar = t.Column<string>(),
            view = t.Column<string>(),
            indicator = t.Column<string>(),
            part = t.Column<string>(),
            unit = t.Column<string>(),
            from_day = t.Column<DateOnly>(),
            to_day = t.Column<DateOnly>(),
            revision = t.Column<int>(),
            before = t.Column<string>(nullable: true),
            after = t.Column<string>(nullable: true),
            cause = t.Column<string>(),
            batch = t.Column<long>(nullable: true),
            run = t.Column<Guid>(nullable: true),
            source = t.Column<string>(nullable: true),
            catalogue = t.Column<long>(),
            recorded_at = t.Column<long>(),
        }, constraints: t => t.PrimaryKey("PK_restatement", x => x.id));
        m.CreateIndex("IX_restatement_unit", "restatement", "unit");
        m.CreateIndex("IX_restatement_release", "restatement", "release");
    }
}
