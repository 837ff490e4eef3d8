using DiffPlex;

namespace IntegrationHub.Api.Catalogue;

/// <param name="Change">same, removed or added.</param>
/// <param name="Before">Its number before, from 1; null: it is new.</param>
/// <param name="After">Its number after, from 1; null: it is gone.</param>
public sealed record DiffLine(string Change, int? Before, int? After, string Text);

/// <summary>What differs between two texts, line by line, with some lines around.</summary>
public static class LineDiff
{
    private const int Around = 3;

    public static IReadOnlyList<DiffLine> Of(string? before, string? after)
    {
        var diff = Differ.Instance.CreateDiffs(before ?? "", after ?? "", ignoreWhiteSpace: false, ignoreCase: false, new Lines());
        var (lines, old, now) = (new List<DiffLine>(), 0, 0);
        foreach (var block in diff.DiffBlocks)
        {
            SameUntil(block.DeleteStartA);
            lines.AddRange(Enumerable.Range(old, block.DeleteCountA).Select(i => new DiffLine("removed", i + 1, null, diff.PiecesOld[i])));
            lines.AddRange(Enumerable.Range(now, block.InsertCountB).Select(i => new DiffLine("added", null, i + 1, diff.PiecesNew[i])));
            (old, now) = (old + block.DeleteCountA, now + block.InsertCountB);
        }

        SameUntil(diff.PiecesOld.Count);
        return Near(lines);

        void SameUntil(int end)
        {
            for (; old < end; old++, now++)
            {
                lines.Add(new("same", old + 1, now + 1, diff.PiecesOld[old]));
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
                Array.Fill(near, true, Math.Max(0, i - Around), Math.Min(lines.Count - 1, i + Around) - Math.Max(0, i - Around) + 1);
            }
        }

        return [.. lines.Where((_, i) => near[i])];
    }

    /// <summary>The end of the last line begins no other one, and a text that is not there has none.</summary>
    private sealed class Lines : IChunker
    {
        public IReadOnlyList<string> Chunk(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');
    }
}
