using System.Globalization;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Sources.DocumentManagement;

/// <summary>Everything that the departments and districts send over the axis in the world's time; a function of the seed alone.</summary>
internal sealed class AxisTraffic
{
    private const ulong Salt = 0xD0C5;

    private readonly List<AxisDocument> _all = [];

    public AxisTraffic(ulong seed)
    {
        var senders = DemoCast.Of2024.All.Where(unit => unit.Level is not DemoLevel.Commune).ToList();
        for (var day = 0; day <= WorldTime.LastDay; day++)
        {
            foreach (var sender in WorkCalendar.Of2024.IsWorking(day) ? senders : [])
            {
                var random = DemoRandom.For(seed, sender.Hash, (ulong)day, Salt);
                for (var count = random.Below(2); count > 0; count--)
                {
                    Send(senders, sender, day, ref random);
                }
            }
        }

        _all.Sort((one, other) => one.CreatedAt.CompareTo(other.CreatedAt));
    }

    public IReadOnlyList<AxisDocument> All => _all;

    /// <summary>How many documents of an agency count that were sent from one day to another (exclusive), as known at an instant.</summary>
    public int Count(DemoUnit sender, DateOnly from, DateOnly to, DateTimeOffset now) =>
        _all.Count(d => d.Sender == sender && DayOf(d.CreatedAt) >= from && DayOf(d.CreatedAt) < to && d.CountsAt(now));

    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.DateTime);

    private void Send(List<DemoUnit> senders, DemoUnit sender, int day, ref DemoRandom random)
    {
        var document = Make(senders, sender, At(day, ref random), 0, null, random.Permille(12), ref random);
        var later = random.Below(1000);
        if (document.Secret || later >= 50)
        {
            _all.Add(document);
            return;
        }

        // Late: up to forty days on, long after the day was read and the month reported.
        var kind = later < 25 ? 1 : later < 38 ? 2 : 3;
        var at = At(WorkCalendar.Of2024.WorkingDay(day, 1 + random.Below(28)), ref random);
        var refused = kind == 1 && random.Permille(120);
        var withdrawn = document with
        {
            WithdrawnAt = at, Refused = refused,
            AnsweredAt = refused ? at.AddSeconds(30) : random.Permille(700) ? at.AddHours(20) : null,
        };
        _all.Add(withdrawn);
        _all.Add(Make(senders, sender, at, kind, withdrawn, false, ref random));
    }

    private AxisDocument Make(List<DemoUnit> senders, DemoUnit sender, DateTimeOffset at, int kind, AxisDocument? about, bool secret, ref DemoRandom random)
    {
        var receivers = new List<DemoUnit>();
        for (var count = 1 + random.Below(2); count > 0; count--)
        {
            receivers.Add(senders[random.Below(senders.Count)]);
        }

        var (high, low, number) = (random.Next(), random.Next(), _all.Count + 1);
        var guid = $"{high >> 32:x8}-{(high >> 16) & 0xFFFF:x4}-{high & 0xFFFF:x4}-{low >> 48:x4}-{low & 0xFFFFFFFFFFFF:x12}";
        var composite = string.Create(CultureInfo.InvariantCulture, $"{sender.OldCode}, {at:yyyy/MM/dd} ,{number}/CV-TTĐT");
        return new(number, sender, [.. receivers.Distinct()], random.Permille(100) ? composite : guid, at, kind, secret, about);
    }

    private static DateTimeOffset At(int day, ref DemoRandom random) => WorldTime.ToDateTimeOffset((day * WorldTime.SecondsPerDay) + WorldTime.Opening + random.Below(WorldTime.Closing - WorldTime.Opening));
}
