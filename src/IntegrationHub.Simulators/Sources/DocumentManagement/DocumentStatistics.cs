using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Sources.DocumentManagement;

/// <summary>
/// Counts of an agency and month as the statistics show them at an instant: published on the third of the next month, corrected on the
/// twelfth and once more six weeks after the month.
/// </summary>
internal sealed class DocumentStatistics(ulong seed, AxisTraffic traffic)
{
    private const ulong Salt = 0x57A7;

    public static IEnumerable<DateOnly> Months => Enumerable.Range(0, 13).Select(n => WorldTime.FirstDate.AddMonths(n));

    /// <summary>Null while nothing is published of it.</summary>
    public MonthCounts? Of(DemoUnit unit, DateOnly month, DateTimeOffset now)
    {
        var end = new DateTimeOffset(month.AddMonths(1).ToDateTime(TimeOnly.MinValue), WorldTime.Offset);
        var published = new[] { end.AddDays(2).AddHours(6), end.AddDays(11), end.AddDays(41) };
        var version = published.Count(at => at <= now) - 1;
        var random = DemoRandom.For(seed, unit.Hash, (ulong)month.DayNumber, Salt);
        if (version < 0 || (version == 0 && unit.Level is DemoLevel.Commune && random.Permille(20)))
        {
            return null; // Some communes are late with their first figures.
        }

        random = DemoRandom.For(seed, unit.Hash, (ulong)month.DayNumber, Salt + 1);
        var size = unit.Level switch { DemoLevel.Province => 60, DemoLevel.District => 90, _ => 12 };
        var outgoing = size * random.Between(7, 13);
        var files = size * random.Between(2, 5);
        var inside = size * random.Between(1, 3);
        var online = unit.Level switch { DemoLevel.Province => random.Between(955, 1000), DemoLevel.District => random.Between(900, 990), _ => random.Between(790, 960) };
        var onlineFiles = files * online / 1000;
        var late = random.Permille(300) ? random.Between(1, 4) : 0;
        var revoked = random.Permille(150) ? random.Between(1, 3) : 0;
        if (version >= 1)
        {
            outgoing -= revoked;
        }

        if (version >= 2)
        {
            onlineFiles = Math.Min(files, onlineFiles + late);
        }

        var electronic = outgoing * random.Between(985, 1000) / 1000;
        var toAgencies = outgoing * random.Between(550, 700) / 1000;
        return new MonthCounts
        {
            Files = files,
            SecretFiles = random.Below(1 + (size / 30)),
            OnlineFiles = onlineFiles,
            Outgoing = outgoing,
            SecretOutgoing = random.Below(1 + (size / 20)),
            Electronic = electronic,
            Signed = electronic * random.Between(960, 1000) / 1000,
            ToAgencies = toAgencies,
            SignedOnAxis = toAgencies * random.Between(930, 995) / 1000,
            Inside = inside,
            SecretInside = random.Below(2),
            ElectronicInside = inside * random.Between(900, 1000) / 1000,
            OnAxis = unit.Level is DemoLevel.Commune ? null : traffic.Count(unit, month, month.AddMonths(1), published[version]),
        };
    }
}

/// <summary>All without secret ones; the source itself shows totals with them.</summary>
internal sealed record MonthCounts
{
    public required int Files { get; init; }

    public required int SecretFiles { get; init; }

    public required int OnlineFiles { get; init; }

    public required int Outgoing { get; init; }

    public required int SecretOutgoing { get; init; }

    public required int Electronic { get; init; }

    public required int Signed { get; init; }

    public required int ToAgencies { get; init; }

    public required int SignedOnAxis { get; init; }

    public required int Inside { get; init; }

    public required int SecretInside { get; init; }

    public required int ElectronicInside { get; init; }

    public required int? OnAxis { get; init; }

    public IEnumerable<(string Metric, int Amount)> Values
    {
        get
        {
            yield return ("docman.workfile.total_nonsecret", Files);
            yield return ("docman.workfile.online", OnlineFiles);
            yield return ("docman.outgoing.nonsecret", Outgoing);
            yield return ("docman.outgoing.electronic", Electronic);
            yield return ("docman.outgoing.signed", Signed);
            yield return ("docman.outgoing.to_agencies", ToAgencies);
            yield return ("docman.outgoing.signed_on_axis", SignedOnAxis);
            yield return ("docman.internal.nonsecret", Inside);
            yield return ("docman.internal.electronic", ElectronicInside);
            if (OnAxis is { } sent)
            {
                yield return ("docman.axis.sent", sent);
            }
        }
    }

    public IEnumerable<(string Field, int Amount)> Fields
    {
        get
        {
            yield return ("vanBanDen", Outgoing * 2);
            yield return ("vanBanDi", Outgoing + SecretOutgoing);
            yield return ("vanBanDiDienTu", Electronic);
            yield return ("vanBanDiKySo", Signed);
            yield return ("vanBanDiKySoLanhDao", Signed / 2);
            yield return ("hoSoCongViec", Files + SecretFiles);
            yield return ("hoSoCongViecMat", SecretFiles);
            yield return ("hoSoCongViecTrenMang", OnlineFiles);
            yield return ("vanBanMat", SecretOutgoing);
            yield return ("vanBanDiGuiCoQuan", ToAgencies);
            yield return ("vanBanDiKySoQuaTruc", SignedOnAxis);
            yield return ("vanBanNoiBo", Inside + SecretInside);
            yield return ("vanBanNoiBoMat", SecretInside);
            yield return ("vanBanNoiBoDienTu", ElectronicInside);
            if (OnAxis is { } sent)
            {
                yield return ("guiQuaTruc", sent);
                yield return ("nhanQuaTruc", sent * 2);
            }
        }
    }
}
