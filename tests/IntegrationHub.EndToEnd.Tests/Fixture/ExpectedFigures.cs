using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Truth;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.EndToEnd.Tests.Fixture;

/// <summary>What the figures of a unit must be, from the simulator's own statement of truth and plain sums: nothing of the hub is used.</summary>
public sealed class ExpectedFigures(SimulatorServer source)
{
    private static readonly DateOnly YearStart = new(2024, 1, 1);
    private static readonly DateOnly LastDay = new(2024, 12, 19);

    private readonly TruthDays days = source.Truth.Days(YearStart, LastDay, endedOnly: true);
    private readonly List<SnapshotTruth> months = [.. Enumerable.Range(1, 11).SelectMany(m => source.Truth.Snapshots("Tháng", m, 2024))];
    private readonly List<SnapshotTruth> year = [.. source.Truth.Snapshots("Năm", 0, 2024)];

    /// <summary>Indicator → numerator and denominator.</summary>
    public IReadOnlyDictionary<string, (long N, long D)> Of(string unit) => new Dictionary<string, (long, long)>
    {
        ["tthc-online-full-rate"] = (Days(unit, "tthc.dossier.full_online"), Days(unit, "tthc.dossier.completed")),
        ["online-service-remote-user-rate"] = (Months(unit, "tthc.dossier.received_online"), Months(unit, "tthc.dossier.received")),
        ["online-user-verified-identity-rate"] = (Days(unit, "tthc.dossier.online_verified"), Days(unit, "tthc.dossier.received_online")),
        ["dvcqg-online-payment-procedure-rate"] = (Year(unit, "procedure.fee.dvcqg_paid"), Year(unit, "procedure.fee.total")),
        ["tthc-digitisation.e-result-rate"] = (Months(unit, "tthc.dossier.result_electronic"), Months(unit, "tthc.dossier.completed")),
        ["tthc-digitisation.procedure-result-digitised-rate"] = (Days(unit, "tthc.dossier.digitised"), Days(unit, "tthc.dossier.completed")),
        ["tthc-digitisation.document-reuse-rate"] = (Days(unit, "tthc.dossier.reused"), Days(unit, "tthc.dossier.with_components")),
    };

    private long Days(string unit, string metric) => days.Sum(u => Belongs(u, unit), YearStart, LastDay, metric);

    private long Months(string unit, string metric) => months
        .Where(m => m.Scope == "own" && Belongs(DemoUnits.Get(m.Unit), unit))
        .Sum(m => m.Values[metric]);

    private long Year(string unit, string metric)
    {
        var hasChildren = DemoUnits.All.Any(u => u.Parent == unit);
        return year.Single(y => y.Unit == unit && y.Scope == (hasChildren ? "subtree" : "own")).Values[metric];
    }

    private static bool Belongs(DemoUnit unit, string ancestor) =>
        unit.Id == ancestor || unit.Parent == ancestor || (DemoUnits.Find(unit.Parent) is { } parent && Belongs(parent, ancestor));
}
