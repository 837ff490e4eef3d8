using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Sources.Folders;

/// <summary>A whole and a part of it: what the two columns count, and between which numbers a unit lies.</summary>
/// <param name="Low">Of the whole.</param>
/// <param name="ShareLow">Of the part, in thousandths at the beginning of the world.</param>
internal sealed record FolderPair(string Whole, string WholeMetric, long Low, long High, string Part, string PartMetric, int ShareLow, int ShareHigh);

/// <param name="Stream">Stream, and first part of the files' names.</param>
/// <param name="IsWorkbook">XLSX; else CSV.</param>
/// <param name="ByQuarter">A flow of a quarter; else a stock at the end of a month.</param>
internal sealed record FolderSheet(string Stream, bool IsWorkbook, bool ByQuarter, IReadOnlyList<FolderPair> Pairs)
{
    /// <summary>The periods whose files are there.</summary>
    public IEnumerable<(string Name, DateOnly From, DateOnly To, DateTimeOffset At)> Files(DateTimeOffset asOf)
    {
        foreach (var day in MonthEnds.PublishedBy(asOf))
        {
            if (!ByQuarter)
            {
                yield return ($"{day:yyyy-MM-dd}", day, day.AddDays(1), At(day, asOf));
            }
            else if (day is { Month: 3 or 6 or 9 or 12, Year: 2024 })
            {
                yield return ($"{day.Year}-Q{day.Month / 3}", day.AddDays(1).AddMonths(-3), day.AddDays(1), At(day, asOf));
            }
        }
    }

    /// <summary>What stands in a unit's row: whole and part of each pair; null for a cell that is empty.</summary>
    public IReadOnlyList<(long Whole, long? Part)> Row(ulong seed, DemoUnit unit, bool isFirst, DateOnly last, DateTimeOffset asOf)
    {
        var month = MonthEnds.IndexOf(last);
        return [.. Pairs.Select((pair, index) =>
        {
            var random = DemoRandom.For(seed, unit.Hash, DemoRandom.Hash(Stream), (ulong)index);
            var low = pair.Low + (long)((Int128)(pair.High - pair.Low) * random.Below(1000) / 1000);
            var share = random.Between(pair.ShareLow, pair.ShareHigh) + (month * random.Between(0, 8) / (ByQuarter ? 8 : 1));
            var swing = ByQuarter ? DemoRandom.For(seed, unit.Hash, DemoRandom.Hash(Stream), 100 + (ulong)month).Between(960, 1080) : 1000 + month;
            var whole = low * swing / 1000;
            var part = (long)((Int128)whole * Math.Min(share, 1000) / 1000);
            var isOld = isFirst && index == 0 && last.Month == (ByQuarter ? 9 : 10) && asOf < MonthEnds.Restated;
            return (whole, index == 1 && unit.Id == "ubnd-huyen-yen-the" && last.Month == 3 ? null : (long?)(isOld ? part * 97 / 100 : part));
        })];
    }

    /// <summary>One unit does not send its figures of one month, and one writes words where a number belongs.</summary>
    public bool IsAbsent(DemoUnit unit, DateOnly last) => Stream == "telecom" && unit.Id == "ubnd-huyen-son-dong" && last == new DateOnly(2024, 11, 30);

    public bool IsUnreadable(DemoUnit unit, DateOnly last) => Stream == "schools" && unit.Id == "ubnd-huyen-luc-nam" && last == new DateOnly(2024, 9, 30);

    private static DateTimeOffset At(DateOnly day, DateTimeOffset asOf) =>
        day is { Year: 2024, Month: 9 or 10 } && asOf >= MonthEnds.Restated ? MonthEnds.Restated : MonthEnds.PublishedAt(day);
}
