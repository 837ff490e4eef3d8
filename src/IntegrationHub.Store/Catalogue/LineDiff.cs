namespace IntegrationHub.Store.Catalogue;

/// <param name="Change">same, removed or added.</param>
/// <param name="Before">Its number before, from 1; null: it is new.</param>
/// <param name="After">Its number after, from 1; null: it is gone.</param>
public sealed record DiffLine(string Change, int? Before, int? After, string Text);

/// <summary>What differs between two texts, line by line, with some lines around.</summary>
public static class LineDiff
{
    private const int Around = 3;

    // Beyond it the middle is shown as replaced: nobody reads such a difference line by line.
    private const int MostCells = 4_000_000;

    public static IReadOnlyList<DiffLine> Of(string? before, string? after)
    {
        var (old, now) = (Lines(before), Lines(after));
        var head = 0;
        while (head < old.Length && head < now.Length && old[head] == now[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < old.Length - head && tail < now.Length - head && old[^(tail + 1)] == now[^(tail + 1)])
        {
            tail++;
        }

        var lines = new List<DiffLine>();
        lines.AddRange(Enumerable.Range(0, head).Select(i => new DiffLine("same", i + 1, i + 1, old[i])));
        Middle(old, now, head, tail, lines);
        lines.AddRange(Enumerable.Range(0, tail).Select(i => new DiffLine("same", old.Length - tail + i + 1, now.Length - tail + i + 1, old[^(tail - i)])));
        return Near(lines);
    }

    /// <summary>The longest common subsequence of what is between the equal ends.</summary>
    private static void Middle(string[] old, string[] now, int head, int tail, List<DiffLine> lines)
    {
        var (n, m) = (old.Length - head - tail, now.Length - head - tail);
        if ((long)n * m > MostCells)
        {
            lines.AddRange(Enumerable.Range(head, n).Select(i => new DiffLine("removed", i + 1, null, old[i])));
            lines.AddRange(Enumerable.Range(head, m).Select(i => new DiffLine("added", null, i + 1, now[i])));
            return;
        }

        var common = new int[n + 1, m + 1];
        for (var i = n - 1; i >= 0; i--)
        {
            for (var j = m - 1; j >= 0; j--)
            {
                common[i, j] = old[head + i] == now[head + j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        for (var (i, j) = (0, 0); i < n || j < m;)
        {
            if (i < n && j < m && old[head + i] == now[head + j])
            {
                lines.Add(new("same", head + i + 1, head + j + 1, old[head + i]));
                (i, j) = (i + 1, j + 1);
            }
            else if (i < n && (j == m || common[i + 1, j] >= common[i, j + 1]))
            {
                lines.Add(new("removed", head + i + 1, null, old[head + i++]));
            }
            else
            {
                lines.Add(new("added", null, head + j + 1, now[head + j++]));
            }
        }
    }

    private static List<DiffLine> Near(List<DiffLine> lines)
    {
        var near = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Change != "same")
            {
                for (var k = Math.Max(0, i - Around); k <= Math.Min(lines.Count - 1, i + Around); k++)
                {
                    near[k] = true;
                }
            }
        }

        return [.. lines.Where((_, i) => near[i])];
    }

    private static string[] Lines(string? text) => string.IsNullOrEmpty(text) ? [] : text.TrimEnd('\n').Split('\n');
}
