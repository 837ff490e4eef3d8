using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Entries;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Releases;

/// <summary>Computes what a release says, in one picture of the store: what is recorded meanwhile is not in it, and waits for nobody.</summary>
public sealed class ReleaseFreezer(
    IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect, Standpoints standpoints, ReleaseRows table, Reconciliation reconciliation, ConfirmedDays confirmed,
    CodeTable codes, SlotTable slots, TimeProvider clock)
{
    /// <returns>The content, with the number 0.</returns>
    /// <exception cref="ProgressQueryException">Unknown plan, period or view.</exception>
    /// <exception cref="ReleaseException">The period has not ended.</exception>
    public async Task<ReleaseContent> FreezeAsync(ReleaseOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        await slots.LoadAsync(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var picture = await dialect.BeginReadAsync(db, cancellationToken);
        var at = await BeginAsync(db, cancellationToken);
        await codes.LoadAsync(cancellationToken);
        var standpoint = await standpoints.OfAsync(db, new KnownAt(null, at, at), order.View, cancellationToken);
        var plan = PlanQuestions.Plan(standpoint.Catalogue, order.Plan);
        var question = Question(plan, order, standpoint.Today);
        var units = ReleaseRows.Units(standpoint, question);
        var rows = await table.ReadAsync(db, standpoint, question, units, cancellationToken);
        var released = await ReleasedFigures.ReadAsync(db, units, null, cancellationToken, plan.Id);
        var content = new ReleaseContent
        {
            Release = 0,
            Plan = new(plan.Id, plan.Title.Vi, plan.Owner, plan.Year, plan.Number, plan.Date, plan.SignedBy),
            Period = question.Period?.Id,
            Calendar = PlanQuestions.Word(question.Calendar),
            View = standpoint.View.ToString(),
            Scope = Scope.Subtree.ToString(),
            CutOff = question.CutOff,
            AsKnownAt = at,
            DefinitionAt = at,
            GeographyAt = at,
            Catalogue = await CatalogueAsync(db, standpoint, cancellationToken),
            PreparedBy = PersonName.Of(order.By),
            PreparedAt = Instant.FromMicroseconds(Instant.ToMicroseconds(clock.GetUtcNow())),
            Sources = await SourcesAsync(db, standpoint, cancellationToken),
            Difficulties = await DifficultiesAsync(db, question, units, cancellationToken),
            Lines = [.. plan.Rows.Select(Line)],
            Rows = await AsReleasedAsync(db, standpoint, plan, at, rows, released, cancellationToken),
        };
        return content with { Units = UnitsOf(standpoint, question, content) };
    }

    /// <summary>
    /// Opens the picture while nobody records: it holds exactly what was recorded up to the instant, which no later batch gets. The lock is given back at once.
    /// </summary>
    private async Task<DateTimeOffset> BeginAsync(HubDbContext db, CancellationToken cancellationToken)
    {
        await using var gate = await contexts.CreateDbContextAsync(cancellationToken);
        await using var writing = await dialect.BeginAsync(gate, cancellationToken);
        await dialect.LockAsync(gate, cancellationToken);
        var last = await db.Batches.MaxAsync(b => b.RecordedAt, cancellationToken);
        var now = Instant.FromMicroseconds(Instant.ToMicroseconds(clock.GetUtcNow()));
        await writing.RollbackAsync(cancellationToken);
        return last > now ? last.Value : now;
    }

    private static ReleaseQuestion Question(Plan plan, ReleaseOrder order, DateOnly today)
    {
        var calendar = order.Calendar ?? plan.Calendar;
        var period = PlanQuestions.Period(order.Period, calendar);
        if (period is not null && order.CutOff is not null)
        {
            throw new ReleaseException("bad-release", "give a period or a cut-off, not both: a period cuts off at its end");
        }

        var cutOff = period?.To ?? order.CutOff ?? today;
        return cutOff <= today
            ? new(plan.Id, period, calendar, cutOff)
            : throw new ReleaseException("bad-release", $"{(period is null ? "the cut-off" : period.Id + " ends on")} {cutOff.AddDays(-1):yyyy-MM-dd}, which has not ended; release a period that has, or up to today");
    }

    private static async Task<ReleaseCatalogue> CatalogueAsync(HubDbContext db, Standpoint standpoint, CancellationToken cancellationToken)
    {
        var version = standpoint.Catalogue.Active.Version;
        return new(version, await db.CatalogueVersions.Where(v => v.Id == version).Select(v => v.Digest).SingleAsync(cancellationToken));
    }

    private async Task<IReadOnlyList<ReleaseSource>> SourcesAsync(HubDbContext db, Standpoint standpoint, CancellationToken cancellationToken)
    {
        var (active, found) = (standpoint.Catalogue.Active, new List<ReleaseSource>());
        var refused = await db.Rejections.Where(r => r.State == "open").GroupBy(r => new { r.Source, r.Stream })
            .Select(g => new { g.Key.Source, g.Key.Stream, Count = g.Count() }).ToDictionaryAsync(g => (g.Source, g.Stream), g => g.Count, cancellationToken);
        foreach (var source in active.Sources.OrderBy(s => s.Id, StringComparer.Ordinal))
        {
            var streams = source.Streams.Count > 0 ? source.Streams
                : [.. active.Catalogue.Feeds.Keys.Where(f => f.StartsWith(source.Connector + "/", StringComparison.Ordinal)).Select(f => f[(source.Connector.Length + 1)..])];
            foreach (var stream in streams)
            {
                var day = await confirmed.OfAsync(db, active, source, stream, standpoint.Today, cancellationToken);
                found.Add(new(source.Id, stream, source.Connector + "/" + stream, day, refused.GetValueOrDefault((source.Id, stream))));
            }
        }

        return found;
    }

    private static async Task<IReadOnlyList<ReleaseDifficulty>> DifficultiesAsync(HubDbContext db, ReleaseQuestion question, IReadOnlyList<string> units, CancellationToken cancellationToken)
    {
        var days = question.Days;
        return await db.Entries.AsNoTracking()
            .Where(e => e.Plan == question.Plan && units.Contains(e.Unit) && e.ConfirmedAt != null && e.UndoneAt == null && e.FromDay < days.To && e.ToDay > days.From)
            .OrderBy(e => e.Id).Select(e => new ReleaseDifficulty(e.Unit, e.FromDay, e.ToDay, e.Note!, e.EnteredBy, e.ConfirmedBy!)).ToListAsync(cancellationToken);
    }

    /// <summary>With the mark of feeds that differ, final where nothing stands against it, and with the way back to where each number came from.</summary>
    private async Task<IReadOnlyList<ProgressRow>> AsReleasedAsync(
        HubDbContext db, Standpoint standpoint, Plan plan, DateTimeOffset at, IReadOnlyList<ProgressRow> rows, ReleasedFigures released, CancellationToken cancellationToken)
    {
        var known = Uri.EscapeDataString(at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture));
        var marked = standpoint.View.IsAsNow ? rows : await ReconcileMarks.AddAsync(db, reconciliation, standpoint.Catalogue, [plan.Owner], Scope.Subtree, rows, cancellationToken);
        return [.. marked.Select(row =>
        {
            var revisions = released.RevisionsOf(plan.Id, standpoint.View.ToString(), row);
            var lineage = row.Numerator is null || standpoint.View.IsAsNow ? null : PlanFigures.LineageOf(standpoint.Catalogue, plan, row, Scope.Subtree);
            return new ReleasedFigure(row.Numerator, row.Denominator, row.Verdict, revisions, row.Value).Over(row) with
            {
                Lineage = lineage is null ? null : $"{lineage}{(lineage.Contains('?', StringComparison.Ordinal) ? '&' : '?')}asKnownAt={known}&definitionAt={known}&geographyAt={known}",
            };
        })];
    }

    private static ReleaseLine Line(PlanRow row) =>
        new(row.No, row.Indicator, row.Title, row.Group, row.Clause, row.Target?.AsWritten, row.Lead, row.Monitor, row.Cooperating, row.Notes)
        {
            Origin = row.Origin switch { RowOrigin.Body => "body", RowOrigin.Milestone => "milestone", RowOrigin.Text => "text", _ => "table" },
            Due = row.Target?.Due,
        };

    private static IReadOnlyList<ReleaseUnit> UnitsOf(Standpoint standpoint, ReleaseQuestion question, ReleaseContent content)
    {
        var tree = standpoint.Catalogue.Tree;
        var ids = content.Rows.SelectMany(r => r.MissingUnits.Append(r.Unit)).Concat(content.Lines.SelectMany(l => l.Lead.Concat(l.Monitor).Concat(l.Cooperating)))
            .Concat(content.Difficulties.Select(d => d.Unit)).Concat(tree.PathAt(content.Plan.Owner, question.Days.To.AddDays(-1))).Append(content.Plan.Owner).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return [.. from id in ids
                   let version = tree.VersionIn(id, question.Days, standpoint.View) ?? tree.Find(id)?.Versions[^1]
                   where version is not null
                   select new ReleaseUnit(id, version.Name.Vi, Levels.Word(version.Level), version.Parent)];
    }
}
