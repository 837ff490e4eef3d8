using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Truth;

/// <summary>The true values of one period in one scope of one unit.</summary>
/// <param name="Scope">own, subtree, level:province, level:district or level:commune.</param>
/// <param name="Kind">loaiThongKe of the row that carries it.</param>
public sealed record SnapshotTruth(string Unit, string Scope, string Kind, IReadOnlyDictionary<string, long> Values)
{
    public static IReadOnlyList<SnapshotTruth> Of(DemoWorld world, string type, int number, int year, int now)
    {
        var (from, to, kept) = type switch
        {
            "Tháng" => (new DateOnly(year, number, 1), new DateOnly(year, number, 1).AddMonths(1), 1),
            "Quý" => (new DateOnly(year, number * 3 - 2, 1), new DateOnly(year, number * 3 - 2, 1).AddMonths(3), 1),
            "Năm" => (new DateOnly(year, 1, 1), new DateOnly(year + 1, 1, 1), 2),
            _ => throw new ArgumentException($"loaiThoiGian '{type}'"),
        };
        if (WorldTime.InstantOf(from) > now || to <= WorldTime.FirstDate || from > WorldTime.LastDate)
        {
            return [];
        }

        // The last 12 months, 4 quarters and 2 years are recomputed; what is older stays as it was last.
        var frozen = WorldTime.InstantOf(from.AddYears(kept)) - 1;
        var tallies = DemoUnits.All.ToDictionary(u => u.Id, u => new Tally(u));
        Count(world, tallies, WorldTime.DayOf(from), WorldTime.DayOf(to), now < frozen ? now : frozen);
        return [.. Rows(tallies)];
    }

    private static void Count(DemoWorld world, Dictionary<string, Tally> tallies, int from, int to, int asOf)
    {
        var counts = new List<TruthCount>();
        world.VisitAll((in Dossier dossier) =>
        {
            if (!dossier.TryStateAt(asOf, out var state))
            {
                return;
            }

            DossierTruth.CountsOf(dossier, state, counts);
            var tally = tallies[dossier.Unit.Id];
            foreach (var count in counts.Where(c => c.Day >= from && c.Day < to))
            {
                tally.Sums[count.Metric] = tally.Sums.GetValueOrDefault(count.Metric) + 1;
                if (count.Metric == TruthMetrics.Received)
                {
                    tally.Opened.Add(dossier.Procedure);
                }

                if (count.Metric == TruthMetrics.FeePaidOnline)
                {
                    tally.Paid.Add(dossier.Procedure);
                }

                if (count.Metric == TruthMetrics.FeeBearing && state.Payment == 1)
                {
                    tally.Sums[TruthMetrics.Transactions] = tally.Sums.GetValueOrDefault(TruthMetrics.Transactions) + 1;
                }
            }
        });
    }

    private static IEnumerable<SnapshotTruth> Rows(Dictionary<string, Tally> tallies)
    {
        foreach (var unit in DemoUnits.All)
        {
            yield return Row(unit.Id, "own", "DonVi", [tallies[unit.Id]]);
            if (unit.Level == DemoLevel.District)
            {
                yield return Row(unit.Id, "subtree", "TongDonViCon",
                    [tallies[unit.Id], .. DemoUnits.All.Where(u => u.Parent == unit.Id).Select(u => tallies[u.Id])]);
            }
        }

        yield return Row(DemoUnits.Province, "subtree", "ToanTinh", [.. tallies.Values]);
        yield return Row(DemoUnits.Province, "level:province", "SoBanNganh", OfLevel(DemoLevel.Province));
        yield return Row(DemoUnits.Province, "level:district", "QuanHuyen", OfLevel(DemoLevel.District));
        yield return Row(DemoUnits.Province, "level:commune", "XaPhuong", OfLevel(DemoLevel.Commune));

        Tally[] OfLevel(DemoLevel level) => [.. DemoUnits.All.Where(u => u.Level == level).Select(u => tallies[u.Id])];
    }

    private static SnapshotTruth Row(string unit, string scope, string kind, Tally[] parts)
    {
        var competence = parts.SelectMany(p => p.Competence).ToHashSet();
        var values = TruthMetrics.OfSnapshots.Where(TruthMetrics.IsAdditive)
            .ToDictionary(metric => metric, metric => parts.Sum(p => p.Sums.GetValueOrDefault(metric)));
        values[TruthMetrics.ProceduresOfCompetence] = competence.Count;
        values[TruthMetrics.FeeProcedures] = competence.Count(p => Procedures.All[p].Fee > 0);
        values[TruthMetrics.ProceduresOpened] = parts.SelectMany(p => p.Opened).Distinct().Count();
        values[TruthMetrics.FeeProceduresPaid] = parts.SelectMany(p => p.Paid).Distinct().Count();
        return new SnapshotTruth(unit, scope, kind, values);
    }

    private sealed class Tally(DemoUnit unit)
    {
        public Dictionary<string, long> Sums { get; } = [];

        public HashSet<int> Opened { get; } = [];

        public HashSet<int> Paid { get; } = [];

        public int[] Competence { get; } = Procedures.Of(unit).ToArray();
    }
}
