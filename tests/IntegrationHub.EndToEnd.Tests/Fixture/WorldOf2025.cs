using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Truth;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests.Fixture;

/// <summary>The world of 2025, pulled in once for all tests about it.</summary>
public sealed class WorldOf2025 : IAsyncLifetime
{
    public const string BacGiang = "ubnd-tinh-bac-giang";
    public const string OldBacNinh = "ubnd-tinh-bac-ninh";
    public const string BacNinh = "ubnd-tinh-bac-ninh-2025";

    /// <summary>Indicators of dossiers by day, and of counts by month: numerator and denominator.</summary>
    public static readonly IReadOnlyDictionary<string, (string N, string D, bool ByMonth)> Indicators = new Dictionary<string, (string, string, bool)>
    {
        ["tthc-online-full-rate"] = ("tthc.dossier.full_online", "tthc.dossier.completed", false),
        ["online-user-verified-identity-rate"] = ("tthc.dossier.online_verified", "tthc.dossier.received_online", false),
        ["tthc-digitisation.procedure-result-digitised-rate"] = ("tthc.dossier.digitised", "tthc.dossier.completed", false),
        ["tthc-digitisation.document-reuse-rate"] = ("tthc.dossier.reused", "tthc.dossier.with_components", false),
        ["online-service-remote-user-rate"] = ("tthc.dossier.received_online", "tthc.dossier.received", true),
        ["tthc-digitisation.e-result-rate"] = ("tthc.dossier.result_electronic", "tthc.dossier.completed", true),
    };

    private static readonly string[] Rows = [.. Indicators.Keys.Select(i => i.Split('.')[0]).Distinct()];

    private List<(string Unit, DateOnly Day, string Metric, long Count)> days = [];
    private List<(string Unit, DateOnly Day, string Metric, long Count)> months = [];

    public RehearsedHub Hub { get; private set; } = null!;

    public DemoCast Cast => DemoCast.Of2025;

    public static DateOnly January { get; } = new(2025, 1, 1);

    public static DateOnly July { get; } = new(2025, 7, 1);

    public async Task InitializeAsync()
    {
        Hub = await RehearsedHub.StartAsync(Stack.SqliteAndInMemoryBus, 0.002m, 2025);
        await Hub.SynchronizeAsync();
        days = [.. Hub.Source.Truth.Days(new(2024, 12, 1), new(2025, 9, 9), endedOnly: true).All().Select(d => (d.Unit.Id, d.Day, d.Metric, (long)d.Count))];
        months = [.. Enumerable.Range(0, 9).Select(n => new DateOnly(2024, 12, 1).AddMonths(n)).SelectMany(m => Hub.Source.Truth.Snapshots("Tháng", m.Month, m.Year)
            .Where(t => t.Scope == "own").SelectMany(t => t.Values.Select(v => (t.Unit, m, v.Key, v.Value))))];
    }

    public Task DisposeAsync() => Hub.DisposeAsync().AsTask();

    /// <summary>Unit → indicator → numerator and denominator; only rows that have both, and a unit that was there.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, (long N, long D)>>> FiguresAsync(IReadOnlyCollection<string> units, string period, View view)
    {
        var rows = await Hub.RowsAsync(units, DemoPlans.Id, PeriodOf(period), view, r => Rows.Contains(r.Indicator));
        var partial = rows.SelectMany(u => u.Value).Where(r => r.Status == "Partial" || r.Coverage.Received != r.Coverage.Expected).Where(r => r.Part is not null || r.Kind != "composite")
            .Where(r => Indicators.ContainsKey(r.Part ?? r.Indicator)).ToList();
        Assert.True(partial.Count == 0, $"{partial.Count} rows are incomplete in {period} {view}: {string.Join('\n', partial.Take(10).Select(r => $"{r.Unit} {r.Indicator} {r.Part} {r.Coverage}"))}");
        return rows.ToDictionary(u => u.Key, u => (IReadOnlyDictionary<string, (long, long)>)u.Value
            .Where(r => Indicators.ContainsKey(r.Part ?? r.Indicator) && (r.Part is not null || r.Kind != "composite") && r.Numerator is not null)
            .ToDictionary(r => r.Part ?? r.Indicator, r => (long.Parse(r.Numerator!), long.Parse(r.Denominator!))));
    }

    /// <summary>From the source's own statement of truth and plain sums, each count with the units that were above on its day.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, (long N, long D)>> Truth(IReadOnlyCollection<string> units, string period)
    {
        var span = PeriodOf(period).Interval;
        var sums = new Dictionary<(string, string, bool), long>();
        foreach (var (count, byMonth) in days.Select(d => (d, false)).Concat(months.Select(m => (m, true))).Where(c => span.Contains(c.Item1.Day)))
        {
            foreach (var unit in Above(count.Unit, count.Day))
            {
                var key = (unit, count.Metric, byMonth);
                sums[key] = sums.GetValueOrDefault(key) + count.Count;
            }
        }

        return units.ToDictionary(u => u, u => (IReadOnlyDictionary<string, (long, long)>)Indicators.ToDictionary(
            i => i.Key, i => (sums.GetValueOrDefault((u, i.Value.N, i.Value.ByMonth)), sums.GetValueOrDefault((u, i.Value.D, i.Value.ByMonth)))));
    }

    /// <summary>The agencies that are there in all of the span, and in none of it anybody else's.</summary>
    public IEnumerable<string> There(DateOnly from, DateOnly to) => Cast.All.Where(u => u.IsThereAllOf(WorldTime.DayOf(from), WorldTime.DayOf(to))).Select(u => u.Id);

    public static Period PeriodOf(string text) => Period.TryParse(text, CalendarKind.Gregorian, out var period, out var error) ? period : throw new ArgumentException(error);

    private IEnumerable<string> Above(string unit, DateOnly day)
    {
        yield return unit;
        if (day >= July)
        {
            yield return BacNinh;
            yield break;
        }

        for (var at = Cast.Get(unit).ParentOn(WorldTime.DayOf(day)); ; at = Cast.Get(at).ParentOn(WorldTime.DayOf(day)))
        {
            yield return at;
            if (at is BacGiang or OldBacNinh)
            {
                yield break;
            }
        }
    }
}
