using System.Globalization;
using IntegrationHub.Simulators.Truth;
using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Sources.Qd766;

/// <summary>
/// The provincial system once more, by its counts for Decision 766/QĐ-TTg: a configured source of its own, so that a slow statistics service does
/// not hold up the dossiers. It is asked once a day.
/// </summary>
internal sealed class Qd766Source(Lazy<DemoWorld> world) : DemoSource
{
    public override string Id => "tthc-qd766-bac-giang";

    public override IEnumerable<(string Code, string Unit)> Agencies =>
        DemoCast.Of2024.All.SelectMany(unit => new[] { (unit.Code, unit.Id), (unit.OldCode, unit.Id) }).Prepend((DemoUnits.ProvinceCode, DemoUnits.Province));

    public override string Yaml(string baseUrl) => $$"""
        id: {{Id}}
        connector: tthc
        name: { vi: "Số liệu QĐ 766 của hệ thống giải quyết TTHC tỉnh (mô phỏng)", en: "QĐ 766 counts of the provincial procedure system (simulated)" }
        streams: [qd766-progress, qd766-online-services, qd766-digitisation, qd766-payments, qd766-fees]
        schedule: "30 5 * * *"
        enabled: true
        options:
          variant: qd766
          baseUrl: {{baseUrl}}
          username: {{DemoCredentials.DefaultUsername}}
          password: { secret: "env:{{DemoCredentials.PasswordVariable}}" }
          roots: {{DemoUnits.ProvinceCode}}

        """.ReplaceLineEndings("\n");

    public override IEnumerable<TruthCell> Truth(DateTimeOffset asOf)
    {
        foreach (var month in MonthTruth.Of(world.Value, WorldTime.InstantOf(asOf)))
        {
            foreach (var metric in (string[])[TruthMetrics.Received, TruthMetrics.ReceivedOnline, TruthMetrics.Completed, TruthMetrics.ResultElectronic, TruthMetrics.WithComponents, TruthMetrics.Reused])
            {
                yield return Cell(month, metric, month.Sums.GetValueOrDefault(metric));
            }

            foreach (var metric in (string[])[TruthMetrics.FeesCollected, TruthMetrics.FeesCollectedOnline])
            {
                yield return Cell(month, metric, AsFloat(month.Sums.GetValueOrDefault(metric)));
            }

            yield return Cell(month, TruthMetrics.ProceduresOfCompetence, month.ProceduresOfCompetence);
            yield return Cell(month, TruthMetrics.ProceduresOpened, month.ProceduresOpened);
            yield return Cell(month, TruthMetrics.FeeProceduresPaid, month.FeeProceduresPaid);
            if (!Qd766Endpoints.KnowsNoFees(month.Unit))
            {
                yield return Cell(month, TruthMetrics.FeeProcedures, month.FeeProcedures);
            }
        }
    }

    internal override void Map(IEndpointRouteBuilder routes, DemoSite site) => new Qd766Endpoints(world, site).Map(routes);

    // What the source declares as float it has rounded to seven digits or so before anybody reads it.
    private static decimal AsFloat(long amount) => decimal.Parse(((float)amount).ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static TruthCell Cell(MonthTruth month, string metric, decimal amount) => new(metric, month.Unit.Id, month.Month, month.Month.AddMonths(1), amount);
}
