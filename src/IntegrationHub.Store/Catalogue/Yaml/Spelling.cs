namespace IntegrationHub.Store.Catalogue.Yaml;

/// <summary>Finds what somebody meant to write.</summary>
internal static class Spelling
{
    /// <summary>A sentence with the nearest known word, or the fallback when none is near.</summary>
    public static string Suggest(string written, IEnumerable<string> known, string fallback) =>
        Nearest(written, known) is { } near ? $"Did you mean '{near}'?" : fallback;

    public static string? Nearest(string written, IEnumerable<string> known)
    {
        var best = known.Select(k => (Word: k, Distance: Distance(written, k))).OrderBy(k => k.Distance).ThenBy(k => k.Word, StringComparer.Ordinal).FirstOrDefault();
        return best.Word is not null && best.Distance <= Math.Max(1, Math.Min(3, written.Length / 3)) ? best.Word : null;
    }

    private static int Distance(string left, string right)
    {
        // Differences in length alone already exceed what counts as near.
        if (Math.Abs(left.Length - right.Length) > 3)
        {
            return int.MaxValue;
        }

        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        var current = new int[right.Length + 1];
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substitution = previous[j - 1] + (char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1);
                current[j] = Math.Min(substitution, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[right.Length];
    }
}
