using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Plans;

/// <summary>Three independent instants: what data, which definitions and which geography. Null is now.</summary>
public sealed record KnownAt(DateTimeOffset? Data = null, DateTimeOffset? Definitions = null, DateTimeOffset? Geography = null)
{
    public static KnownAt Now { get; } = new();
}

/// <summary>From where a plan is looked at.</summary>
/// <param name="Today">First day that had not ended.</param>
/// <param name="AsOf">The newest instant of recording that is in the answer.</param>
public sealed record Standpoint(FigureCatalogue Catalogue, Knowledge Knowledge, DateOnly Today, DateTimeOffset AsOf, View View)
{
    public bool IsPresent => Knowledge.IsNow && !View.IsAsNow;
}

/// <summary>Finds the catalogue versions and the instant of a standpoint.</summary>
public sealed class Standpoints(CatalogueStore catalogues, FigureCatalogues figures, TimeProvider clock)
{
    /// <exception cref="ProgressQueryException">No catalogue, none at that instant, or a view that is none.</exception>
    public async Task<Standpoint> OfAsync(HubDbContext db, KnownAt known, string? view, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(known);
        var now = clock.GetUtcNow();
        var dataAt = known.Data < now ? known.Data : null;
        var today = VietnamDay.Of(dataAt ?? now);
        var asOf = await db.Batches.Where(b => dataAt == null || b.RecordedAt <= dataAt).MaxAsync(b => b.RecordedAt, cancellationToken) ?? dataAt ?? now;
        var active = await catalogues.CurrentAsync(cancellationToken) ?? throw PlanQuestions.NoCatalogue();
        var definitions = await AtAsync(active, known.Definitions, cancellationToken);
        var geography = await AtAsync(active, known.Geography, cancellationToken);
        var isActive = definitions.Version == active.Version && geography.Version == active.Version;
        var catalogue = isActive ? await figures.OfAsync(active, cancellationToken) : await figures.OfAsync(definitions, geography, cancellationToken);

        // Sums are kept for what the active catalogue defines, from the first batch under it; all else is counted from the cells.
        var built = await db.FigureStates.Select(s => s.Figure).ToHashSetAsync(cancellationToken);
        var kept = (await figures.OfAsync(active, cancellationToken)).All.Where(f => f.HasSums).Select(f => f.Id).ToHashSet();
        var summed = isActive && built.IsSupersetOf(kept) ? null : kept.Where(built.Contains).ToHashSet();
        return new Standpoint(catalogue, new Knowledge(dataAt, summed), today, asOf, PlanQuestions.View(view, today));
    }

    private async Task<ActiveCatalogue> AtAsync(ActiveCatalogue active, DateTimeOffset? at, CancellationToken cancellationToken) =>
        at is null ? active
        : await catalogues.AsAtAsync(at.Value, cancellationToken)
            ?? throw new ProgressQueryException("no-catalogue-then", $"no catalogue had been applied by {at:yyyy-MM-dd'T'HH:mm:sszzz}; ask for a later instant");
}
