using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Display;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Plans;

/// <param name="Amount">Exact decimal.</param>
/// <param name="Counts">Whether the feed is the authority in that interval's calendar; the other one is only compared.</param>
public sealed record FeedAmount(string Feed, string Amount, bool Counts);

/// <param name="Amount">What the snapshot states less what is counted from the records.</param>
public sealed record Difference(string Metric, string Unit, RowPeriod Period, FeedAmount Records, FeedAmount Snapshot, string Amount);

/// <summary>The differences between feeds as an answer: all that are known, for a unit's subtree and a metric.</summary>
public sealed class PlanDifferences(
    IDbContextFactory<HubDbContext> contexts, CatalogueStore catalogues, FigureCatalogues figures, Reconciliation reconciliation, CodeTable codes, ILedgerDialect dialect)
{
    private static readonly Interval Always = new(DateOnly.MinValue, DateOnly.MaxValue);

    /// <exception cref="ProgressQueryException">Unknown unit or metric.</exception>
    public async Task<IReadOnlyList<Difference>> ReadAsync(string? unit, string? metric, CancellationToken cancellationToken)
    {
        var active = await catalogues.CurrentAsync(cancellationToken) ?? throw PlanQuestions.NoCatalogue();
        var catalogue = await figures.OfAsync(active, cancellationToken);
        await codes.LoadAsync(cancellationToken);
        var metrics = metric is null ? [.. catalogue.Catalogue.Metrics.Values] : new[] { PlanQuestions.Metric(catalogue, metric) };
        var units = unit is null ? null : SubtreeEver(catalogue, PlanQuestions.Unit(catalogue, unit));
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var picture = await dialect.BeginReadAsync(db, cancellationToken);
        var found = await reconciliation.DifferencesAsync(db, catalogue.Catalogue, new ReconciliationQuery(metrics, units, Always), cancellationToken);
        return [.. found.Select(d => Of(catalogue, d))];
    }

    private static IReadOnlyCollection<string> SubtreeEver(FigureCatalogue catalogue, OrgUnit unit) =>
        catalogue.Tree.Members(unit.Id, Scope.Subtree, Always).Select(m => m.Unit.Id).Append(unit.Id).ToHashSet(StringComparer.Ordinal);

    private static Difference Of(FigureCatalogue catalogue, FeedDifference difference)
    {
        var period = Period.Of(difference.Interval, catalogue.Catalogue.Feeds[difference.SnapshotFeed].Calendar);
        var unitClass = catalogue.Tree.Find(difference.Unit)?.Class;
        bool Counts(string feed) => catalogue.Catalogue.Metrics[difference.Metric].Authorities.Any(a =>
            a.Feed == feed && (a.UnitClass is null || a.UnitClass == unitClass) && (a.Calendar is null || a.Calendar == period.Calendar) && a.Validity.Contains(period.From));
        return new Difference(
            difference.Metric, difference.Unit, RowPeriod.Of(period),
            new FeedAmount(difference.RecordsFeed, HonestDisplay.Plain(difference.Counted), Counts(difference.RecordsFeed)),
            new FeedAmount(difference.SnapshotFeed, HonestDisplay.Plain(difference.Stated), Counts(difference.SnapshotFeed)),
            HonestDisplay.Plain(difference.Stated - difference.Counted));
    }
}
