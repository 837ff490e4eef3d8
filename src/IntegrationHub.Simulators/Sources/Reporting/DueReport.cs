using System.Globalization;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Sources.Reporting;

/// <summary>A reporting regime of the simulated province. What the source shows of it is made up.</summary>
/// <param name="Frequency">THANG, QUY, 6THANG or NAM.</param>
/// <param name="Day">Due on this day of the month in which the period ends, or of the next one if it is below 10.</param>
/// <param name="Levels">Which agencies report under it.</param>
/// <param name="RetiredOn">Last day in force; null while it is.</param>
internal sealed record DemoRegime(string Code, string Frequency, int Day, DemoLevel[] Levels, bool IsSecret = false, bool IsStatistical = false, DateOnly? RetiredOn = null)
{
    private static readonly DemoLevel[] Everybody = [DemoLevel.Province, DemoLevel.District, DemoLevel.Commune];
    private static readonly DemoLevel[] Above = [DemoLevel.Province, DemoLevel.District];

    public static IReadOnlyList<DemoRegime> All { get; } =
    [
        new("CD-KTXH", "THANG", 20, Everybody),
        new("CD-TTHC", "QUY", 17, Everybody),
        new("CD-CCHC", "QUY", 5, Everybody),
        new("CD-CDS", "QUY", 20, Above),
        new("CD-PCTN", "6THANG", 18, Everybody),
        new("CD-THTK", "6THANG", 8, Above),
        new("CD-QCDC", "NAM", 15, Everybody),
        new("CD-KSTT", "NAM", 9, Above),
        new("CD-COVID", "THANG", 25, Everybody, RetiredOn: new DateOnly(2024, 6, 30)),
        new("CD-MAT", "QUY", 15, Above, IsSecret: true),
        new("CD-TKE", "THANG", 12, Above, IsStatistical: true),
    ];

    /// <summary>The last days on which a report of the year must be sent, with the number of its period (0: the year).</summary>
    public IEnumerable<(int Period, DateOnly Due)> DueIn(int year)
    {
        var months = Frequency switch { "THANG" => 1, "QUY" => 3, "6THANG" => 6, _ => 12 };
        for (var number = 1; number <= 12 / months; number++)
        {
            var month = new DateOnly(year, number * months, 1).AddMonths(Day < 10 ? 1 : 0);
            yield return (months == 12 ? 0 : number, month.AddDays(Day - 1));
        }
    }
}

/// <summary>A report that an agency owes, and what becomes of it.</summary>
internal sealed record DueReport(string Number, DemoRegime Regime, DemoUnit Unit, int Year, int Period, DateOnly FirstDue)
{
    private const ulong Salt = 0xBA0;

    /// <summary>Another due day, from an instant on.</summary>
    public (DateTimeOffset At, DateOnly Due)? Moved { get; init; }

    /// <summary>Null: never sent.</summary>
    public DateTimeOffset? SentAt { get; init; }

    public bool OnSystem { get; init; }

    public DateTimeOffset? ReturnedAt { get; init; }

    public DateTimeOffset? SentAgainAt { get; init; }

    public DateTimeOffset? ApprovedAt { get; init; }

    public DateOnly DueAt(DateTimeOffset now) => Moved is { } moved && moved.At <= now ? moved.Due : FirstDue;

    public DateTimeOffset? SendingAt(DateTimeOffset now) => SentAgainAt <= now ? SentAgainAt : SentAt <= now ? SentAt : null;

    public int AdjustmentsAt(DateTimeOffset now) => SentAgainAt <= now ? 1 : 0;

    /// <summary>0 not sent, 1 sent, 2 approved, 3 returned, 4 overdue (with or without a day of sending).</summary>
    public int StateAt(DateTimeOffset now)
    {
        if (ReturnedAt <= now && !(SentAgainAt <= now))
        {
            return 3;
        }

        if (ApprovedAt <= now)
        {
            return 2;
        }

        var due = DueAt(now);
        return SendingAt(now) is { } sent ? DateOnly.FromDateTime(sent.DateTime) > due && AdjustmentsAt(now) == 0 ? 4 : 1
            : DateOnly.FromDateTime(now.DateTime) > due ? 4 : 0;
    }

    public bool CountsAt(DateTimeOffset now)
    {
        var due = DueAt(now);
        return !Regime.IsSecret && !Regime.IsStatistical && !(due > Regime.RetiredOn) && due <= DateOnly.FromDateTime(now.DateTime);
    }

    public bool IsOnSystemAt(DateTimeOffset now) => OnSystem && SendingAt(now) is not null && StateAt(now) != 3;

    public static IEnumerable<DueReport> Of(ulong seed, DemoUnit unit, DemoRegime regime, int year)
    {
        foreach (var (period, due) in regime.DueIn(year).Where(each => each.Due >= WorldTime.FirstDate))
        {
            var random = DemoRandom.For(seed, unit.Hash, DemoRandom.Hash(regime.Code), (ulong)((year * 100) + period) ^ (Salt << 32));
            yield return Become(new DueReport(string.Create(CultureInfo.InvariantCulture, $"BC.{unit.Code}.{regime.Code}.{year}.{period}"), regime, unit, year, period, due), ref random);
        }
    }

    private static DueReport Become(DueReport report, ref DemoRandom random)
    {
        var due = At(report.FirstDue, ref random);
        var moved = random.Permille(25) ? (due.AddDays(random.Between(-6, 5)), report.FirstDue.AddDays(random.Between(3, 12))) : ((DateTimeOffset, DateOnly)?)null;
        var fate = random.Below(1000);
        if (fate < 18)
        {
            return report with { Moved = moved };
        }

        var sent = due.AddDays(fate < 60 ? random.Between(1, 9) : -random.Between(0, 6));
        var returned = random.Permille(40) ? sent.AddDays(random.Between(1, 5)) : (DateTimeOffset?)null;
        var again = returned is not null && random.Permille(850) ? returned.Value.AddDays(random.Between(1, 7)) : (DateTimeOffset?)null;
        return report with
        {
            Moved = moved, SentAt = sent, OnSystem = !random.Permille(report.Unit.Level is DemoLevel.Commune ? 90 : 25), ReturnedAt = returned, SentAgainAt = again,
            ApprovedAt = returned is not null && again is null ? null : (again ?? sent).AddDays(random.Between(6, 15)),
        };
    }

    private static DateTimeOffset At(DateOnly day, ref DemoRandom random) =>
        WorldTime.ToDateTimeOffset(WorldTime.InstantOf(day) + WorldTime.Opening + random.Below(WorldTime.Closing - WorldTime.Opening));
}
