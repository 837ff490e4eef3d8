using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Sources.NationalPortalPayments;

/// <summary>The payments of public services: counts per agency and month, and the transactions behind them.</summary>
internal sealed class PaymentSource(DemoWorldOptions world) : DemoSource
{
    private readonly Lazy<PaymentBook> _book = new(() => new PaymentBook(world));

    public override string Id => "national-portal-payments-bac-giang";

    public override IEnumerable<(string Code, string Unit)> Agencies =>
        DemoCast.Of2024.All.SelectMany(unit => new[] { (unit.Code, unit.Id), (unit.OldCode, unit.Id) }).Prepend((DemoUnits.ProvinceCode, DemoUnits.Province));

    public override string Yaml(string baseUrl) => $$"""
        id: {{Id}}
        connector: national-portal-payments
        name: { vi: "Thanh toán trên Cổng Dịch vụ công quốc gia (mô phỏng)", en: "Payments on the national portal (simulated)" }
        streams: [statistics, transactions]
        schedule: "*/30 * * * *"
        enabled: true
        options:
          baseUrl: {{baseUrl}}
          username: {{DemoCredentials.DefaultUsername}}
          password: { secret: "env:{{DemoCredentials.PasswordVariable}}" }
          roots: {{DemoUnits.ProvinceCode}}

        """.ReplaceLineEndings("\n");

    public override IEnumerable<TruthCell> Truth(DateTimeOffset asOf)
    {
        var now = WorldTime.InstantOf(asOf);
        var cells = new List<TruthCell>();
        foreach (var month in PaymentCounts.Months(DateOnly.FromDateTime(asOf.ToOffset(WorldTime.Offset).DateTime)))
        {
            var counts = new PaymentCounts(_book.Value, month, now);
            foreach (var unit in DemoCast.Of2024.All.Where(counts.IsPublished))
            {
                var (all, online) = counts.Of(unit);
                cells.Add(new(All, unit.Id, month, month.AddMonths(1), all));
                cells.Add(new(OnPortal, unit.Id, month, month.AddMonths(1), online));
            }
        }

        foreach (var sameDay in _book.Value.Between(WorldTime.FirstDate, WorldTime.LastDate.AddDays(1)).ToArray().Where(p => p.Counts(now)).GroupBy(p => (p.Unit.Id, p.Day)))
        {
            var day = WorldTime.DateOf(sameDay.Key.Day);
            cells.Add(new(All, sameDay.Key.Id, day, day.AddDays(1), sameDay.Count()));
            if (sameDay.Count(p => p.IsOnPortal) is > 0 and var online)
            {
                cells.Add(new(OnPortal, sameDay.Key.Id, day, day.AddDays(1), online));
            }
        }

        return cells;
    }

    internal override void Map(IEndpointRouteBuilder routes, DemoSite site) => new PaymentEndpoints(_book, site).Map(routes);

    private const string All = "payment.transaction.all";
    private const string OnPortal = "payment.transaction.dvcqg_online";
}
