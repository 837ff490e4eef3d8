using IntegrationHub.Api.Problems;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Api.Access;

/// <summary>What belongs to a unit: all below it in the tree of today, and what was below it on its last day.</summary>
public sealed class UnitReach(CatalogueStore catalogues, TimeProvider clock)
{
    private volatile Known? known;

    /// <summary>The units that somebody sees; null: all.</summary>
    public async Task<IReadOnlySet<string>?> OfAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.Unit is null)
        {
            return null;
        }

        var (active, today) = (await catalogues.CurrentAsync(cancellationToken), VietnamDay.Of(clock.GetUtcNow()));
        if (active is null)
        {
            return new HashSet<string>();
        }

        var now = known;
        if (now is null || now.Version != active.Version || now.Day != today)
        {
            known = now = new Known(active.Version, today, new OrgTree(active.Catalogue));
        }

        lock (now.Below)
        {
            return now.Below.TryGetValue(caller.Unit, out var below) ? below : now.Below[caller.Unit] = Below(now.Tree, active, caller.Unit, today);
        }
    }

    /// <exception cref="ApiProblemException">The unit is not the caller's.</exception>
    public async Task CheckAsync(HttpContext context, string? unit, CancellationToken cancellationToken)
    {
        var caller = context.Caller();
        if (await OfAsync(caller, cancellationToken) is { } mine && !(unit is not null && mine.Contains(unit)))
        {
            throw new ApiProblemException("outside-unit", $"you see and change '{caller.Unit}' and what is below it; '{unit}' is not part of it");
        }
    }

    private static HashSet<string> Below(OrgTree tree, ActiveCatalogue active, string unit, DateOnly today)
    {
        var below = tree.SubtreeAt(unit, today).ToHashSet(StringComparer.Ordinal);
        foreach (var ended in active.Catalogue.Units.Values.Where(u => u.At(today) is null))
        {
            var last = ended.Versions.LastOrDefault(v => v.Validity.To <= today)?.Validity.To?.AddDays(-1);
            if (last is { } day && tree.PathAt(ended.Id, day).Contains(unit))
            {
                below.Add(ended.Id);
            }
        }

        return below;
    }

    private sealed record Known(long Version, DateOnly Day, OrgTree Tree)
    {
        public Dictionary<string, IReadOnlySet<string>> Below { get; } = new(StringComparer.Ordinal);
    }
}
