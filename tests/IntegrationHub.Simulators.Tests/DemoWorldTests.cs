using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.Simulators.Tests;

public sealed class DemoWorldTests
{
    private static readonly int Now = WorldTime.InstantOf(DateTimeOffset.Parse("2024-12-20T08:00:00+07:00", CultureInfo.InvariantCulture));

    [Fact]
    public void World_of_the_default_seed_is_the_approved_one()
    {
        // A change of this value is a change of every figure of the demo: approve it knowingly.
        var hash = HashOf(new DemoWorld(new DemoWorldOptions()));
        Assert.True(hash == "7cfd35fdb1c7ff22db57f789389edd02cef7a78acbc5317151d878f5629ba046", $"the world is {hash}");
    }

    [Fact]
    public void Another_seed_gives_another_world() =>
        Assert.NotEqual(HashOf(new DemoWorld(new DemoWorldOptions())), HashOf(new DemoWorld(new DemoWorldOptions { Seed = 7 })));

    [Fact]
    public void Dossier_is_the_same_at_every_scale()
    {
        var (small, large) = (new DemoWorld(new DemoWorldOptions()), new DemoWorld(new DemoWorldOptions { Scale = 1m }));
        var compared = 0;
        small.Visit(DemoUnits.Get("ubnd-huyen-luc-ngan"), 0, WorldTime.LastDay, (in Dossier dossier) =>
        {
            Assert.True(large.TryFind(dossier.Code, out var same));
            Assert.Equal(Describe(dossier), Describe(same));
            compared++;
        });
        Assert.InRange(compared, 500, 2000);
    }

    [Theory]
    [InlineData("0.05", 33_000, 37_000)]
    [InlineData("1", 665_000, 735_000)]
    [InlineData("1.45", 1_000_000, 1_060_000)]
    public void Volume_follows_the_scale(string scale, int low, int high) =>
        Assert.InRange(new DemoWorld(new DemoWorldOptions { Scale = decimal.Parse(scale, CultureInfo.InvariantCulture) }).CountAll(), low, high);

    [Fact]
    public void Levels_have_their_shares()
    {
        var world = new DemoWorld(new DemoWorldOptions { Scale = 1m });
        var counts = DemoUnits.All.GroupBy(u => u.Level).ToDictionary(g => g.Key, g => g.Sum(world.CountOf));
        var all = counts.Values.Sum();
        Assert.InRange(100.0 * counts[DemoLevel.Commune] / all, 52, 58);
        Assert.InRange(100.0 * counts[DemoLevel.District] / all, 27, 33);
        Assert.InRange(100.0 * counts[DemoLevel.Province] / all, 12, 18);
    }

    [Fact]
    public void Units_are_departments_districts_and_communes_with_unique_codes()
    {
        Assert.Equal((16, 10, 209), (Of(DemoLevel.Province), Of(DemoLevel.District), Of(DemoLevel.Commune)));
        Assert.Equal(2 * 235, DemoUnits.All.SelectMany(u => new[] { u.Code, u.OldCode }).Distinct().Count());
        Assert.Equal("H02.31", DemoUnits.Get("ubnd-tp-bac-giang").Code);
        Assert.Equal("000.00.31.H02", DemoUnits.Get("ubnd-tp-bac-giang").OldCode);
        Assert.Equal("xa-huong-mai", DemoUnits.FindByCode("000.05.39.H02")!.Id);

        static int Of(DemoLevel level) => DemoUnits.All.Count(u => u.Level == level);
    }

    [Fact]
    public void Online_share_lies_around_the_targets_and_differs_by_unit()
    {
        var shares = DemoUnits.All.Select(u => new DemoWorld(new DemoWorldOptions()).ProfileOf(u).Online).ToList();
        Assert.All(shares, s => Assert.InRange(s, 550, 900));
        Assert.True(shares.Max() - shares.Min() > 300);
    }

    [Fact]
    public void Nothing_is_received_on_weekends_and_in_Tet()
    {
        var receipts = new Dictionary<DateOnly, int>();
        new DemoWorld(new DemoWorldOptions()).VisitAll((in Dossier dossier) =>
        {
            if (dossier.TryStateAt(int.MaxValue, out var state) && state.ReceivedAt != WorldTime.None)
            {
                var date = WorldTime.DateOf(WorldTime.DayOf(state.ReceivedAt));
                receipts[date] = receipts.GetValueOrDefault(date) + 1;
            }
        });
        Assert.DoesNotContain(receipts.Keys, d => d.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
        Assert.DoesNotContain(receipts.Keys, d => d >= new DateOnly(2024, 2, 10) && d <= new DateOnly(2024, 2, 16));
        var february = receipts.Where(r => r.Key is { Year: 2024, Month: 2 }).Sum(r => r.Value);
        var march = receipts.Where(r => r.Key is { Year: 2024, Month: 3 }).Sum(r => r.Value);
        Assert.True(february < march * 85 / 100, $"{february} in February, {march} in March");
    }

    [Trait("Category", "Full")]
    [Fact]
    public void Course_of_a_dossier_goes_forward_in_time()
    {
        new DemoWorld(new DemoWorldOptions()).VisitAll((in Dossier dossier) =>
        {
            var last = dossier.FiledAt;
            for (var n = 0; n < dossier.ChangeCount; n++)
            {
                Assert.True(dossier.Change(n).At >= last, Describe(dossier));
                last = dossier.Change(n).At;
            }
        });
    }

    [Fact]
    public void Every_trap_is_in_the_world_at_the_start_of_the_demo()
    {
        var found = new Dictionary<string, int>();
        new DemoWorld(new DemoWorldOptions()).VisitAll((in Dossier dossier) =>
        {
            if (!dossier.TryStateAt(Now, out var state))
            {
                return;
            }

            Note($"status {state.Status}");
            var closed = false;
            for (var n = 0; n < dossier.ChangeCount && dossier.Change(n).At <= Now; n++)
            {
                var change = dossier.Change(n);
                if (closed)
                {
                    Note(change is { Field: DossierField.Status, Value: DossierStatus.InProgress } ? "recalled" : $"corrected {change.Field}");
                }

                closed = change is { Field: DossierField.Status, Value: DossierStatus.Returned } || (closed && change.Field != DossierField.Status);
            }

            if (state.Status == DossierStatus.InProgress && state.CompletedAt != WorldTime.None)
            {
                Note("recalled with its dates");
            }

            if (state is { Status: DossierStatus.Returned, CompletedAt: WorldTime.None })
            {
                Note("returned without end of work");
            }

            if (state.Status == DossierStatus.Refused && state.ReceivedAt != WorldTime.None)
            {
                Note("refused after receipt");
            }

            if (state.Channel == DossierChannel.Unstated)
            {
                Note("unstated channel");
            }

            void Note(string what) => found[what] = found.GetValueOrDefault(what) + 1;
        });
        string[] expected =
        [
            .. Enumerable.Range(1, 10).Select(s => $"status {s}"), "recalled", "recalled with its dates", "corrected CompletedAt", "corrected Channel",
            "corrected ElectronicResult", "corrected Payment", "returned without end of work", "refused after receipt", "unstated channel",
        ];
        Assert.Equal(expected, expected.Where(found.ContainsKey));
    }

    [Fact]
    public void Closing_of_the_report_brings_many_results_at_once()
    {
        var entered = new int[32];
        new DemoWorld(new DemoWorldOptions()).VisitAll((in Dossier dossier) =>
        {
            for (var n = 0; n < dossier.ChangeCount; n++)
            {
                if (dossier.Change(n) is { Field: DossierField.Status, Value: DossierStatus.Settled } settled)
                {
                    entered[WorldTime.LocalOf(settled.At).Day]++;
                }
            }
        });
        Assert.True(entered[20..26].Average() > 1.3 * entered[6..19].Average(), string.Join(' ', entered));
    }

    private static string HashOf(DemoWorld world)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var unit in (string[])["so-tp", "ban-dan-toc", "ubnd-huyen-luc-ngan", "xa-huong-mai", "xa-07201"])
        {
            world.Visit(DemoUnits.Get(unit), 0, WorldTime.LastDay, (in Dossier dossier) => hash.AppendData(Encoding.UTF8.GetBytes(Describe(dossier))));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Describe(in Dossier dossier)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{dossier.Code} {Procedures.All[dossier.Procedure]} {dossier.FiledAt} {dossier.Looks} ");
        text.Append(CultureInfo.InvariantCulture, $"{dossier.InitialChannel} {dossier.VerifiedAccount} {dossier.HasDigitalComponents} ");
        text.Append(CultureInfo.InvariantCulture, $"{dossier.InitialPayment} {dossier.FeeCount} {dossier.FirstFee} {dossier.SecondFee} ");
        for (var n = 0; n < dossier.PaperCount; n++)
        {
            text.Append(dossier.Paper(n));
        }

        for (var n = 0; n < dossier.ChangeCount; n++)
        {
            text.Append(dossier.Change(n));
        }

        return text.Append('\n').ToString();
    }
}
