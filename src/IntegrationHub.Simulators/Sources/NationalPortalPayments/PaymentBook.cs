using System.Globalization;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Sources.NationalPortalPayments;

/// <summary>Every payment of the year in the order of time, a pure function of the seed.</summary>
internal sealed class PaymentBook
{
    private const ulong Salt = 0x9A11_0E47;

    private readonly Payment[] _all;
    private readonly int[] _firstOfDay;

    public PaymentBook(DemoWorldOptions world)
    {
        var setting = DemoSetting.Of(world.Year);
        var scale = (long)(world.Scale * 1_000_000m);
        _all = [.. Enumerable.Range(setting.FirstDay, setting.LastDay - setting.FirstDay + 1)
            .SelectMany(day => setting.Cast.All.SelectMany(unit => Make(world.Seed, scale, unit, day, setting.DayWeights[day])))
            .OrderBy(p => p.At).ThenBy(p => p.Reference, StringComparer.Ordinal)];
        _firstOfDay = new int[setting.LastDay + 2];
        for (int day = 0, at = 0; day < _firstOfDay.Length; day++)
        {
            while (at < _all.Length && _all[at].Day < day)
            {
                at++;
            }

            _firstOfDay[day] = at;
        }
    }

    public ReadOnlySpan<Payment> Between(DateOnly from, DateOnly to) => _all.AsSpan()[First(from)..Math.Max(First(from), First(to))];

    private int First(DateOnly day) => _firstOfDay[Math.Clamp(WorldTime.DayOf(day), 0, _firstOfDay.Length - 1)];

    private static IEnumerable<Payment> Make(ulong seed, long scale, DemoUnit unit, int day, int weight)
    {
        var perDay = unit.Level switch { DemoLevel.Province => 25, DemoLevel.District => 20, _ => 4 };
        var random = DemoRandom.For(seed ^ Salt, unit.Hash, (ulong)day);
        var millis = (int)(perDay * scale * weight / 100_000);
        var count = (millis / 1000) + (random.Permille(millis % 1000) ? 1 : 0);
        return [.. Enumerable.Range(0, count).Select(n => One(ref random, unit, day, n))];
    }

    private static Payment One(ref DemoRandom random, DemoUnit unit, int day, int number)
    {
        var at = (day * WorldTime.SecondsPerDay) + random.Between(600, WorldTime.SecondsPerDay - 600);
        var reference = string.Create(CultureInfo.InvariantCulture, $"TT{WorldTime.DateOf(day):yyMMdd}-{unit.Code.Replace(".", "", StringComparison.Ordinal)}-{number + 1:D4}");
        var isPending = random.Permille(40);
        var pendingUntil = isPending ? at + random.Between(WorldTime.SecondsPerDay / 2, 3 * WorldTime.SecondsPerDay) : at;
        var fails = isPending ? random.Permille(300) : random.Permille(30);
        var refundedAt = !fails && random.Permille(12) ? pendingUntil + random.Between(2 * WorldTime.SecondsPerDay, 27 * WorldTime.SecondsPerDay) : WorldTime.None;
        var online = WorldTime.DateOf(day) < new DateOnly(2024, 3, 1) ? "DVC" : "truc-tuyen";
        var (channel, form) = random.Below(100) switch
        {
            < 74 => (1, (string?)online),
            < 78 => (1, null),
            < 83 => (2, "truc-tuyen"),
            < 90 => (3, "chuyen-khoan"),
            < 97 => (4, "tien-mat"),
            _ => (1, "tien-mat"), // Cash that was flagged as online.
        };
        return new(unit, at, reference, pendingUntil, fails, refundedAt, channel, form, random.Permille(15), random.Between(2, 60) * 5000);
    }
}
