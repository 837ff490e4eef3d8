using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Store.Catalogue;
using Xunit;

namespace IntegrationHub.Store.Tests.Catalogue;

/// <summary>The catalogue that ships: the reforms of 1 January and 1 July 2025, counted against the official lists.</summary>
public sealed class ReformOf2025Tests
{
    private const string BacGiang = "ubnd-tinh-bac-giang";
    private const string OldBacNinh = "ubnd-tinh-bac-ninh";
    private const string BacNinh = "ubnd-tinh-bac-ninh-2025";

    private static readonly HubCatalogue Catalogue = CatalogueReader.Read(CatalogueFiles.Load(Checkout.Catalogue)).Catalogue!;
    private static readonly OrgTree Tree = new(Catalogue);
    private static readonly DateOnly January = new(2025, 1, 1);
    private static readonly DateOnly July = new(2025, 7, 1);

    private static IEnumerable<DateOnly> Days =>
        [new(2024, 2, 1), new(2024, 12, 31), January, new(2025, 6, 30), July, new(2026, 11, 1)];

    [Theory]
    [InlineData(BacGiang, "2024-12-31", 10, 209)]
    [InlineData(BacGiang, "2025-01-01", 10, 192)]
    [InlineData(BacGiang, "2025-06-30", 10, 192)]
    [InlineData(OldBacNinh, "2024-12-31", 8, 126)]
    [InlineData(OldBacNinh, "2025-01-01", 8, 121)]
    [InlineData(OldBacNinh, "2025-06-30", 8, 121)]
    [InlineData(BacNinh, "2025-07-01", 0, 99)]
    public void A_province_has_as_many_districts_and_communes_as_the_list_of_the_day(string province, string day, int districts, int communes)
    {
        var below = Committees(province, DateOnly.Parse(day));
        Assert.Equal((districts, communes), (below.Count(c => c.Level is Level.District), below.Count(c => c.Level is Level.Commune)));
    }

    [Fact]
    public void The_99_communes_are_33_wards_and_66_communes_of_99_codes()
    {
        var communes = Committees(BacNinh, July);
        Assert.Equal((33, 66), (communes.Count(c => c.Name.Vi.StartsWith("UBND phường ", StringComparison.Ordinal)), communes.Count(c => c.Name.Vi.StartsWith("UBND xã ", StringComparison.Ordinal))));
        Assert.Equal(99, communes.Select(c => c.Code).Distinct().Count());
    }

    [Fact]
    public void Every_commune_of_30_June_has_exactly_one_successor_and_every_commune_of_1_July_a_predecessor()
    {
        var before = CommunesOn(July.AddDays(-1));
        Assert.Equal(192 + 121, before.Count);
        var landings = before.ToDictionary(u => u.Id, u => Tree.Succession.Landings(u.Id, July.AddDays(-1), July));
        Assert.All(landings, l => Assert.True(l.Value is [{ Guest: null, Share.IsWhole: true }], $"{l.Key} goes to {string.Join(", ", l.Value)}"));
        Assert.All(landings, l => Assert.Equal(Level.Commune, Tree.LevelOf(l.Value[0].Unit, July)));
        Assert.Equal(CommunesOn(July).Select(u => u.Id).Order(StringComparer.Ordinal), landings.Values.Select(l => l[0].Unit).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["xa-07663"], landings.Where(l => l.Value[0].Unit == l.Key).Select(l => l.Key));
    }

    [Fact]
    public void Every_commune_merger_of_1_July_cites_a_clause_of_its_own() =>
        Assert.Equal(
            Enumerable.Range(1, 98).Select(n => $"Nghị quyết 1658/NQ-UBTVQH15 ngày 16/6/2025, Điều 1 khoản {n}").Order(StringComparer.Ordinal),
            Catalogue.Successions.Where(e => e.Effective == July && e.To.Count == 1 && e.To[0].StartsWith("xa-", StringComparison.Ordinal) && e.Kind is SuccessionKind.Merge)
                .Select(e => e.LegalRef).Order(StringComparer.Ordinal));

    [Fact]
    public void No_unit_has_two_versions_on_a_day()
    {
        foreach (var unit in Catalogue.Units.Values)
        {
            Assert.All(unit.Versions.Index(), v => Assert.DoesNotContain(unit.Versions.Skip(v.Index + 1), later => later.Validity.Overlaps(v.Item.Validity)));
        }
    }

    [Fact]
    public void On_every_day_each_committee_hangs_below_one_province_of_that_day()
    {
        foreach (var day in Days)
        {
            string[] provinces = day < July ? ["tinh-bac-giang", "tinh-bac-ninh"] : ["tinh-bac-ninh-2025"];
            Assert.Equal(provinces, Catalogue.Units.Values.Where(u => u.Class == "administrative-area" && u.At(day) is not null).Select(u => u.Id).Order(StringComparer.Ordinal));
            var valid = Catalogue.Units.Values.Where(u => u.At(day) is not null).ToList();
            Assert.All(valid, u => Assert.True(Tree.PathAt(u.Id, day) is [.., var root] && Tree.VersionAt(root, day)!.Parent is null, $"{u.Id} on {day:yyyy-MM-dd}"));
            Assert.All(valid.Where(u => u.Class == "peoples-committee"), u => Assert.Contains(Tree.PathAt(u.Id, day)[^1], provinces));
            Assert.Equal(provinces.Sum(p => Tree.SubtreeAt(p, day).Count), provinces.SelectMany(p => Tree.SubtreeAt(p, day)).Distinct().Count());
        }
    }

    [Fact]
    public void In_2024_the_units_of_the_printed_plans_are_as_they_were() =>
        Assert.Equal(290, Catalogue.Units.Values.Count(u => u.At(new(2024, 6, 1)) is not null && !Tree.PathAt(u.Id, new(2024, 6, 1)).Contains("tinh-bac-ninh")));

    [Theory]
    [InlineData("24", "2025-06-30", "tinh-bac-giang", "Tỉnh Bắc Giang")]
    [InlineData("24", "2025-07-01", "tinh-bac-ninh-2025", "Tỉnh Bắc Ninh")]
    [InlineData("27", "2025-06-30", "tinh-bac-ninh", "Tỉnh Bắc Ninh")]
    [InlineData("07210", "2025-06-30", "xa-07210", "UBND phường Hoàng Văn Thụ")]
    [InlineData("07210", "2025-07-01", "xa-07210-2025", "UBND phường Bắc Giang")]
    [InlineData("07663", "2025-06-30", "xa-07663", "UBND xã Tuấn Đạo")]
    [InlineData("07663", "2025-07-01", "xa-07663", "UBND xã Tuấn Đạo")]
    [InlineData("07525", "2024-12-31", "xa-07525", "UBND thị trấn Chũ")]
    [InlineData("07525", "2025-01-01", "xa-07525", "UBND phường Chũ")]
    public void A_code_is_a_key_only_together_with_a_day(string code, string on, string unit, string name)
    {
        var day = DateOnly.Parse(on);
        var holder = Assert.Single(Catalogue.Units.Values, u => u.At(day)?.Code == code);
        Assert.Equal((unit, name), (holder.Id, holder.At(day)!.Name.Vi));
    }

    [Fact]
    public void On_no_day_do_two_units_share_a_code()
    {
        foreach (var day in Days)
        {
            var codes = Catalogue.Units.Values.Select(u => u.At(day)?.Code).OfType<string>().ToList();
            Assert.Equal(codes.Count, codes.Distinct().Count());
        }
    }

    [Fact]
    public void Yen_Dung_went_to_the_city_and_Chu_was_founded_on_1_January()
    {
        Assert.Equal("ubnd-tp-bac-giang", Tree.Succession.SuccessorOn("ubnd-huyen-yen-dung", January));
        Assert.Null(Tree.VersionAt("ubnd-thi-xa-chu", January.AddDays(-1)));
        Assert.Equal(10, Tree.ChildrenAt("ubnd-thi-xa-chu", January).Count);
        Assert.Equal(17, Tree.ChildrenAt("ubnd-tp-bac-giang", January).Count(u => Tree.VersionAt(u, January.AddDays(-1))!.Parent == "ubnd-huyen-yen-dung"));
        Assert.Equal("Nghị quyết 1191/NQ-UBTVQH15 ngày 28/9/2024", Catalogue.Successions.Single(e => e.From.Contains("ubnd-huyen-yen-dung")).LegalRef.Split(';')[0]);
    }

    [Fact]
    public void Communes_that_ended_on_1_January_without_known_successor_are_gaps_listed_by_name()
    {
        var gaps = Catalogue.Successions.Where(e => e.Gap is not null && e.Effective == January).ToList();
        Assert.Equal(
            [
                "xa-07204", "xa-07219", "xa-07267", "xa-07276", "xa-07303", "xa-07312", "xa-07318", "xa-07402", "xa-07414", "xa-07516", "xa-07684",
                "xa-07813", "xa-07819", "xa-07828", "xa-07834", "xa-07837", "xa-07852", "xa-09175", "xa-09178", "xa-09316", "xa-09520", "xa-09526",
            ],
            gaps.SelectMany(g => g.From));
        Assert.All(gaps, g => Assert.StartsWith(Catalogue.Units[g.From.Single()].Latest.Name.Vi[5..] + " (", char.ToLowerInvariant(g.Gap![0]) + g.Gap[1..]));
        Assert.All(gaps, g => Assert.Contains("ended, successor not in this data", g.Gap));
    }

    [Fact]
    public void Whoever_ended_has_a_successor_or_stands_in_a_gap()
    {
        var gaps = Catalogue.Successions.Where(e => e.Gap is not null).SelectMany(e => e.From).ToList();
        var ended = Catalogue.Units.Values.Where(u => u.Latest.Validity.To is not null).ToList();
        Assert.All(ended, u => Assert.True(Tree.Succession.SuccessorOn(u.Id, u.Latest.Validity.To!.Value) is null == gaps.Contains(u.Id), u.Id));
        Assert.Equal(18, gaps.Count(g => Catalogue.Units[g].Latest.Level is Level.District && Catalogue.Units[g].Class == "peoples-committee"));
        Assert.Equal(gaps.Count, gaps.Distinct().Count());
    }

    [Fact]
    public void Nothing_is_lost_above_a_gap()
    {
        var all = Catalogue.Units.Values.Where(u => u.At(January.AddDays(-1)) is not null && Tree.PathAt(u.Id, January.AddDays(-1))[^1].StartsWith("tinh-", StringComparison.Ordinal));
        var under = Tree.SubtreeAt("tinh-bac-ninh-2025", July);
        Assert.All(all, u => Assert.All(Tree.Succession.Landings(u.Id, January.AddDays(-1), July), l => Assert.True(l.Share.IsWhole && under.Contains(l.Unit), $"{u.Id} → {l}")));
        Assert.All(all, u => Assert.NotEmpty(Tree.Succession.Landings(u.Id, January.AddDays(-1), July)));
    }

    private static List<UnitVersion> Committees(string province, DateOnly day) =>
        [.. Tree.SubtreeAt(province, day).Skip(1).Where(u => Catalogue.Units[u].Class == "peoples-committee").Select(u => Tree.VersionAt(u, day)!)];

    private static List<OrgUnit> CommunesOn(DateOnly day) => [.. Catalogue.Units.Values.Where(u => u.At(day)?.Level is Level.Commune && u.Class == "peoples-committee")];
}
