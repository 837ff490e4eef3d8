using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Truth;

/// <summary>
/// What one agency did in one month, as known at one instant, however long ago the month was. From the facts and not from the wire, without a
/// look at the code that serves it.
/// </summary>
public sealed class MonthTruth
{
    private readonly HashSet<int> _asked = [];
    private readonly HashSet<int> _paidOnline = [];

    private MonthTruth(DemoUnit unit, DateOnly month) => (Unit, Month) = (unit, month);

    public DemoUnit Unit { get; }

    /// <summary>Its first day.</summary>
    public DateOnly Month { get; }

    /// <summary>By metric of the dossiers, and the money of fees; what is not there is zero.</summary>
    public Dictionary<string, long> Sums { get; } = [];

    public int ProceduresOpened => _asked.Count;

    public int FeeProceduresPaid => _paidOnline.Count;

    public int ProceduresOfCompetence => Procedures.Of(Unit).Length;

    public int FeeProcedures => Procedures.Of(Unit).ToArray().Count(p => Procedures.All[p].Fee > 0);

    /// <summary>Every agency in every month that has begun.</summary>
    public static IReadOnlyList<MonthTruth> Of(DemoWorld world, int now)
    {
        var months = new List<DateOnly>();
        for (var month = world.Setting.FirstDate; month <= world.Setting.LastDate && WorldTime.InstantOf(month) <= now; month = month.AddMonths(1))
        {
            months.Add(month);
        }

        var all = months.SelectMany(m => world.Cast.All.Select(u => new MonthTruth(u, m))).ToDictionary(t => (t.Unit.Id, t.Month));
        var counts = new List<TruthCount>();
        world.VisitAll((in Dossier dossier) =>
        {
            if (!dossier.TryStateAt(now, out var state))
            {
                return;
            }

            DossierTruth.CountsOf(dossier, state, counts);
            foreach (var count in counts)
            {
                var date = WorldTime.DateOf(count.Day);
                if (all.TryGetValue((dossier.Unit.HolderOn(count.Day).Id, new DateOnly(date.Year, date.Month, 1)), out var month))
                {
                    month.Add(count.Metric, dossier, state);
                }
            }
        });
        return [.. all.Values];
    }

    private void Add(string metric, in Dossier dossier, in DossierState state)
    {
        Put(metric, 1);
        if (metric == TruthMetrics.Received)
        {
            _asked.Add(dossier.Procedure);
        }

        if (metric == TruthMetrics.FeePaidOnline)
        {
            _paidOnline.Add(dossier.Procedure);
        }

        if (metric == TruthMetrics.FeeBearing && state.Payment != 0)
        {
            var fee = (long)(dossier.FeeCount > 0 ? dossier.FirstFee : 0) + (dossier.FeeCount > 1 ? dossier.SecondFee : 0);
            Put(TruthMetrics.FeesCollected, fee);
            Put(TruthMetrics.FeesCollectedOnline, state.Payment == 3 ? 0 : fee);
        }
    }

    private void Put(string metric, long amount) => Sums[metric] = Sums.GetValueOrDefault(metric) + amount;
}
