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
        if (WorldTime.InstantOf(from) > now || to <= world.Setting.FirstDate || from > world.Setting.LastDate)
        {
            return [];
        }

        // The last 12 months, 4 quarters and 2 years are recomputed; what is older stays as it was last.
        var frozen = WorldTime.InstantOf(from.AddYears(kept)) - 1;
        var tallies = world.Cast.All.ToDictionary(u => u.Id, u => new Tally(u));
        Count(world, tallies, WorldTime.DayOf(from), WorldTime.DayOf(to), now < frozen ? now : frozen);
        return [.. Rows(world.Cast, WorldTime.DayOf(from), WorldTime.DayOf(to), tallies)];
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
            foreach (var count in counts.Where(c => c.Day >= from && c.Day < to))
            {
                var tally = tallies[dossier.Unit.HolderOn(count.Day).Id];
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

    // Only who was there from the first to the last day of the period; a province's own rows only while it is the same province.
    private static IEnumerable<SnapshotTruth> Rows(DemoCast cast, int from, int to, Dictionary<string, Tally> tallies)
    {
        var units = cast.All.Where(u => u.FirstDay <= from && u.EndDay >= to).ToList();
        foreach (var unit in units)
        {
            yield return Row(unit.Id, "own", "DonVi", [tallies[unit.Id]]);
            if (unit.Level == DemoLevel.District)
            {
                yield return Row(unit.Id, "subtree", "TongDonViCon",
                    [tallies[unit.Id], .. units.Where(u => u.ParentOn(from) == unit.Id).Select(u => tallies[u.Id])]);
            }
        }

        foreach (var province in cast.Provinces.Where(p => p.FirstDay <= from && p.EndDay >= to))
        {
            var own = units.Where(u => u.Code[..3] == province.Code).ToLookup(u => u.Level, u => tallies[u.Id]);
            yield return Row(province.Id, "subtree", "ToanTinh", [.. own.SelectMany(l => l)]);
            foreach (var (level, scope, kind) in new[]
            {
                (DemoLevel.Province, "level:province", "SoBanNganh"), (DemoLevel.District, "level:district", "QuanHuyen"), (DemoLevel.Commune, "level:commune", "XaPhuong"),
            })
            {
                if (own[level].Any())
                {
                    yield return Row(province.Id, scope, kind, [.. own[level]]);
                }
            }
        }
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
