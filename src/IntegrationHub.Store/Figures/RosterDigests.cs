using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Store.Figures;

/// <summary>
/// Who is counted where, as digests. Stored sums are only good for the tree that they were added up along and for the units that were
/// on the roster: with others they are other figures. What is long is hashed once, not for every figure.
/// </summary>
internal sealed class RosterDigests(HubCatalogue catalogue, Func<string, IReadOnlySet<string>> aliasedUnits)
{
    private readonly Dictionary<string, string> aliased = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> rosters = new(StringComparer.Ordinal);

    public string Tree { get; } = Of(string.Join('\n', catalogue.Units.Values.OrderBy(u => u.Id, StringComparer.Ordinal)
        .SelectMany(u => u.Versions.Select(v => $"{u.Id}|{u.Class}|{v.Parent}|{v.Level}|{Text(v.Validity)}"))));

    /// <summary>Without a roster those are counted who have an agency code in the feed, and who took over from them.</summary>
    public string OfRoster(Metric metric, string feed)
    {
        if (metric.Roster.Count > 0)
        {
            return Known(rosters, metric.Code, () => string.Join('\n', metric.Roster
                .Select(r => $"{r.UnitClass}|{r.Level}|{string.Join(',', r.Units.Order(StringComparer.Ordinal))}|{Text(r.Validity)}").Order(StringComparer.Ordinal)));
        }

        return Known(aliased, feed, () => string.Join('\n', aliasedUnits(feed).Order(StringComparer.Ordinal)));
    }

    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Known(Dictionary<string, string> digests, string key, Func<string> text) =>
        digests.TryGetValue(key, out var digest) ? digest : digests[key] = Of(text());

    private static string Text(Validity validity) => $"{validity.From:yyyy-MM-dd}|{validity.To:yyyy-MM-dd}";
}
