using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Sources.Registers;

/// <summary>The province's registers behind its exchange platform, the component portals of the communes, and the news of the portal.</summary>
internal sealed class RegisterSource(DemoWorldOptions world) : DemoSource
{
    private readonly Lazy<RegisterBook> _book = new(() => new RegisterBook(world));

    public override string Id => "registers-bac-giang";

    public override IEnumerable<(string Code, string Unit)> Agencies => DemoCast.Of2024.All.Select(unit => (unit.Code, unit.Id));

    public override string Yaml(string baseUrl) => $$"""
        id: {{Id}}
        connector: registers
        name: { vi: "Các danh mục của tỉnh (mô phỏng)", en: "Provincial registers (simulated)" }
        streams: [systems, databases, cameras, portals, inspections, news]
        schedule: "10 */6 * * *"
        enabled: true
        options:
          baseUrl: {{baseUrl}}
          username: {{DemoCredentials.DefaultUsername}}
          password: { secret: "env:{{DemoCredentials.PasswordVariable}}" }
          probeHosts: "{{new Uri(baseUrl).Authority}}"

        """.ReplaceLineEndings("\n");

    public override IEnumerable<TruthCell> Truth(DateTimeOffset asOf)
    {
        var now = WorldTime.InstantOf(asOf);
        var today = WorldTime.DayOf(now);
        return [.. DaysKept(today).SelectMany(day => OfDay(day, today)), .. OfInspections(now), .. OfNews(now)];
    }

    internal override void Map(IEndpointRouteBuilder routes, DemoSite site) => new RegisterEndpoints(_book, site, Id).Map(routes);

    // The last day of each month, and today.
    private static IEnumerable<int> DaysKept(int today)
    {
        for (var day = WorldTime.FirstDate.AddMonths(1).AddDays(-1); WorldTime.DayOf(day) < today; day = day.AddDays(1).AddMonths(1).AddDays(-1))
        {
            yield return WorldTime.DayOf(day);
        }

        yield return today;
    }

    private IEnumerable<TruthCell> OfDay(int day, int today)
    {
        foreach (var unit in DemoCast.Of2024.All)
        {
            var systems = _book.Value.Systems.Where(s => s.Owner == unit && s.IsInUse(day)).ToList();
            yield return Cell("system.provincial.total", unit, day, systems.Count);
            yield return Cell("system.provincial.on_lgsp", unit, day, systems.Count(s => s.IsConnected(day, today)));
            yield return Cell("system.security_plan.deployed", unit, day, systems.Count(s => s.HasPlan(day)));
            var databases = _book.Value.Databases.Where(d => d.Owner == unit && d.IsFoundation).ToList();
            yield return Cell("database.foundation.total", unit, day, databases.Count);
            yield return Cell("database.foundation.connected_shared", unit, day, databases.Count(d => d.Connected <= day && d.Shared <= day));
            var camera = _book.Value.Cameras[unit.Id];
            yield return Cell("onestop.unit.count", unit, day, camera.Shops);
            yield return Cell("camera.onestop.connected", unit, day, camera.IsConnected(day) ? 1 : 0);
        }

        foreach (var portal in _book.Value.Portals)
        {
            yield return Cell("orgunit.commune.count", portal.Unit, day, 1);
            yield return Cell("portal.commune.component_live", portal.Unit, day, portal.IsRegistered(day) && (day == today ? portal.IsLive(day) : portal.IsSaidToBeLive(day)) ? 1 : 0);
        }
    }

    private IEnumerable<TruthCell> OfInspections(int now) => _book.Value.Inspections
        .Where(i => i.StateAt(now) == "da-thuc-hien")
        .SelectMany(i => i.FormAt(now) == "truc-tiep" ? new[] { ("inspection.total", i) } : [("inspection.total", i), ("inspection.digital", i)])
        .GroupBy(p => (p.Item1, p.i.Unit.Id, p.i.Day), p => p.i)
        .Select(same => Cell(same.Key.Item1, same.First().Unit, same.Key.Day, same.Count()));

    private IEnumerable<TruthCell> OfNews(int now) => _book.Value.News
        .Where(i => i.CountsAt(now))
        .GroupBy(i => (i.Unit.Id, WorldTime.DayOf(i.At)))
        .Select(same => Cell("news.digital_transformation.published", same.First().Unit, same.Key.Item2, same.Count()));

    private static TruthCell Cell(string metric, DemoUnit unit, int day, int amount) => new(metric, unit.Id, WorldTime.DateOf(day), WorldTime.DateOf(day + 1), amount);
}
