using IntegrationHub.Store.Catalogue.Reading;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue.Checks;

internal static class Duplicates
{
    /// <summary>Reports every item whose key an earlier one has.</summary>
    public static void Report<T>(IEnumerable<Placed<T>> items, Func<T, string> key, string property, string what, FindingLog log)
    {
        var first = new Dictionary<string, Place>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            var name = key(item.Value);
            if (name.Length > 0 && !first.TryAdd(name, item.Entry.At(property)))
            {
                log.Error(item.Entry.At(property), LintCodes.Duplicate, $"{what} '{name}' is declared already at {first[name]}.", "Remove one, or give it another name.");
            }
        }
    }
}
