using IntegrationHub.Simulators.Truth;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.Simulators.Tests;

public sealed class DemoWorldOf2025Tests
{
    private static readonly DemoWorld World = new(new DemoWorldOptions { Year = 2025, Scale = 0.02m });

    [Theory]
    [InlineData("2024-12-31", 16, 18, 335)]
    [InlineData("2025-01-01", 16, 18, 313)]
    [InlineData("2025-06-30", 16, 18, 313)]
    [InlineData("2025-07-01", 0, 0, 99)]
    public void On_a_day_there_are_the_departments_districts_and_communes_of_that_day(string on, int departments, int districts, int communes)
    {
        var day = WorldTime.DayOf(DateOnly.Parse(on));
        var there = World.Cast.All.Where(u => u.IsThereAllOf(day, day + 1)).ToLookup(u => u.Level);
        Assert.Equal((departments, districts, communes), (there[DemoLevel.Province].Count(), there[DemoLevel.District].Count(), there[DemoLevel.Commune].Count()));
    }

    [Fact]
    public void Codes_are_never_used_twice() =>
        Assert.Equal(2 * World.Cast.All.Count + 4, World.Cast.All.SelectMany(u => new[] { u.Code, u.OldCode })
            .Concat(World.Cast.Provinces.SelectMany(p => new[] { p.Code, p.OldCode })).Distinct().Count());

    [Fact]
    public void Dossiers_are_filed_while_an_agency_is_there_go_on_at_who_took_over_and_rest_where_nobody_did()
    {
        var (filed, late, rested) = (0, 0, 0);
        World.VisitAll((in Dossier dossier) =>
        {
            var unit = dossier.Unit;
            Assert.InRange(dossier.Key.Day, Math.Max(unit.FirstDay, WorldTime.DayOf(new DateOnly(2024, 12, 1))), Math.Min(unit.EndDay - 1, WorldTime.DayOf(new DateOnly(2025, 12, 31))));
            filed++;
            for (var n = 0; n < dossier.ChangeCount; n++)
            {
                var day = WorldTime.DayOf(dossier.Change(n).At);
                Assert.True(day < unit.RestDay, $"{dossier.Code} changes on {WorldTime.DateOf(day)}");
                late += day >= unit.EndDay ? 1 : 0;
            }

            rested += unit.RestDay != int.MaxValue && dossier.ChangeCount > 0 && dossier.TryStateAt(int.MaxValue, out var last) && last.Status is DossierStatus.Received or DossierStatus.InProgress ? 1 : 0;
        });
        Assert.True(filed > 10_000 && late > 100 && rested > 10, $"{filed} {late} {rested}");
    }

    [Fact]
    public void Volume_goes_on_after_the_districts()
    {
        int Filed(int month) => World.Cast.All.Sum(u =>
        {
            var count = 0;
            World.Visit(u, WorldTime.DayOf(new DateOnly(2025, month, 1)), WorldTime.DayOf(new DateOnly(2025, month + 1, 1)) - 1, (in Dossier _) => count++);
            return count;
        });
        var (june, july) = (Filed(6), Filed(7));
        Assert.InRange(july, june * 7 / 10, june * 13 / 10);
    }

    [Fact]
    public void What_happens_after_the_end_of_a_commune_is_true_of_the_one_that_took_over()
    {
        var truth = new TthcTruth(World, new DemoClock());
        var (from, to) = (new DateOnly(2024, 12, 1), new DateOnly(2025, 9, 9));
        var all = truth.Days(from, to, asOf: World.Setting.Start).All().ToList();
        Assert.All(all, d => Assert.True(d.Unit.IsThereAllOf(WorldTime.DayOf(d.Day), WorldTime.DayOf(d.Day) + 1), $"{d}"));
        foreach (var unit in new[] { "xa-07210", "xa-07210-2025", "ubnd-tp-bac-giang" })
        {
            Assert.Equal(all.Where(d => d.Unit.Id == unit), truth.Days(from, to, unit, asOf: World.Setting.Start).All());
        }
    }

    [Fact]
    public void Snapshots_are_stated_for_who_was_there_in_the_whole_period()
    {
        var truth = new TthcTruth(World, new DemoClock());
        Assert.Equal(["ubnd-tinh-bac-giang", "ubnd-tinh-bac-ninh"], Roots(truth.Snapshots("Tháng", 6, 2025, World.Setting.Start)));
        Assert.Equal(["ubnd-tinh-bac-ninh-2025"], Roots(truth.Snapshots("Tháng", 7, 2025, World.Setting.Start)));
        Assert.Equal(["xa-07663"], truth.Snapshots("Năm", 0, 2025, World.Setting.Start).Select(r => r.Unit));
        Assert.Equal(16 + 18 + 313, truth.Snapshots("Quý", 2, 2025, World.Setting.Start).Count(r => r.Scope == "own"));
        Assert.Equal(99, truth.Snapshots("Quý", 3, 2025, World.Setting.Start).Count(r => r.Scope == "own"));

        static IEnumerable<string> Roots(IEnumerable<SnapshotTruth> rows) => rows.Where(r => r.Kind == "ToanTinh").Select(r => r.Unit).Order(StringComparer.Ordinal);
    }
}
