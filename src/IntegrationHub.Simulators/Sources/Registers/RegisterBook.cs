using System.Globalization;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Sources.Registers;

/// <summary>What the registers know, a pure function of the seed. Days count from the world's first; <see cref="Never"/> is beyond its end.</summary>
internal sealed class RegisterBook
{
    public const int Never = int.MaxValue;

    private const ulong Salt = 0x2E61_57E2;

    private static readonly string[] Subjects =
        ["một cửa chuyên ngành", "quản lý hồ sơ", "thống kê, báo cáo", "cấp phép trực tuyến", "giám sát, cảnh báo", "tra cứu, công khai", "quản lý đầu tư", "lưu trữ điện tử"];

    public RegisterBook(DemoWorldOptions world)
    {
        var departments = DemoCast.Of2024.All.Where(u => u.Level == DemoLevel.Province).ToList();
        Systems = [.. Enumerable.Range(0, 40).Select(n => SystemOf(world.Seed, departments[n % departments.Count], n))];
        Databases = [.. Enumerable.Range(0, 12).Select(n => DatabaseOf(world.Seed, departments[(n * 5) % departments.Count], n))];
        Cameras = DemoCast.Of2024.All.ToDictionary(u => u.Id, u => CameraOf(world.Seed, u), StringComparer.Ordinal);
        Portals = [.. DemoCast.Of2024.All.Where(u => u.Level == DemoLevel.Commune).Select(u => PortalOf(world.Seed, u))];
        Inspections = [.. DemoCast.Of2024.All.Where(u => u.Level != DemoLevel.Commune).SelectMany(u => InspectionsOf(world.Seed, u)).OrderBy(i => i.Day).ThenBy(i => i.Code, StringComparer.Ordinal)];
        News = [.. departments.SelectMany(u => NewsOf(world.Seed, u)).OrderByDescending(i => i.At).ThenBy(i => i.Id, StringComparer.Ordinal)];
    }

    public IReadOnlyList<RegisteredSystem> Systems { get; }

    public IReadOnlyList<RegisteredDatabase> Databases { get; }

    public IReadOnlyDictionary<string, OneStopCamera> Cameras { get; }

    public IReadOnlyList<ComponentPortal> Portals { get; }

    public IReadOnlyList<Inspection> Inspections { get; }

    public IReadOnlyList<PortalNews> News { get; }

    private static RegisteredSystem SystemOf(ulong seed, DemoUnit owner, int number)
    {
        var random = DemoRandom.For(seed ^ Salt, 1, (ulong)number);
        var from = random.Permille(200) ? random.Between(30, 300) : 0;
        var ends = number % 17 == 5 ? 290 : Never;
        var lgsp = random.Permille(450) ? 0 : random.Permille(800) ? random.Between(40, 420) : Never;
        var level = random.Permille(850) ? random.Between(1, 3) : 0;
        var plan = level == 0 ? Never : random.Permille(400) ? 0 : random.Between(40, 440);

        // Connected on 5 November, says the register; on 10 December it is corrected to 1 December. Another is corrected on 23 December.
        var (claimed, correctedOn) = number switch
        {
            3 => (DayOf(2024, 11, 5), DayOf(2024, 12, 10)),
            8 => (DayOf(2024, 10, 20), DayOf(2024, 12, 23)),
            _ => (lgsp, 0),
        };
        return new(owner, string.Create(CultureInfo.InvariantCulture, $"HT-{owner.Code[4..]}{number + 1:D2}"), $"Hệ thống {Subjects[number % Subjects.Length]} - {owner.Name}",
            from, ends, correctedOn == 0 ? lgsp : DayOf(2024, 12, 1), claimed, correctedOn, level, plan);
    }

    private static RegisteredDatabase DatabaseOf(ulong seed, DemoUnit owner, int number)
    {
        var random = DemoRandom.For(seed ^ Salt, 2, (ulong)number);
        var connected = random.Permille(500) ? 0 : random.Between(60, 400);
        return new(owner, string.Create(CultureInfo.InvariantCulture, $"CSDL-{number + 1:D2}"), $"Cơ sở dữ liệu {Subjects[(number + 3) % Subjects.Length]} - {owner.Name}",
            IsFoundation: number < 10, connected, random.Permille(300) ? Never : connected + random.Between(0, 90));
    }

    private static OneStopCamera CameraOf(ulong seed, DemoUnit unit)
    {
        var random = DemoRandom.For(seed ^ Salt, 3, unit.Hash);
        var hasShop = unit.Level != DemoLevel.Province || unit.Id == "vp-ubnd-tinh";
        var offline = random.Permille(60) ? random.Between(200, 390) : Never;
        return new(hasShop ? 1 : 0, random.Between(1, 3), random.Permille(550) ? 0 : random.Between(20, 460), offline, offline == Never ? Never : offline + random.Between(3, 40));
    }

    private static ComponentPortal PortalOf(ulong seed, DemoUnit unit)
    {
        var random = DemoRandom.For(seed ^ Salt, 4, unit.Hash);
        var registered = random.Permille(750) ? 0 : random.Permille(600) ? random.Between(30, 390) : Never;
        return new(unit, registered, registered == Never ? Never : registered + random.Between(0, 20), random.Below(100) switch
        {
            < 90 => SiteKind.Good,
            < 93 => SiteKind.Gone,
            < 96 => SiteKind.Moved,
            < 98 => SiteKind.Parked,
            _ => SiteKind.Broken,
        });
    }

    private static IEnumerable<Inspection> InspectionsOf(ulong seed, DemoUnit unit)
    {
        for (var month = 0; month < 13; month++)
        {
            var random = DemoRandom.For(seed ^ Salt, 5, unit.Hash, (ulong)month);
            var count = random.Between(0, 3);
            for (var n = 0; n < count; n++)
            {
                var first = WorldTime.DayOf(WorldTime.FirstDate.AddMonths(month));
                var day = DemoSetting.Of2024.Calendar.WorkingDay(first + random.Between(0, 24));
                yield return new(
                    unit, string.Create(CultureInfo.InvariantCulture, $"KT-{unit.Code.Replace(".", "", StringComparison.Ordinal)}-{month:D2}{n + 1}"), day,
                    random.Below(100) switch { < 45 => "truc-tuyen", < 60 => "ket-hop", _ => "truc-tiep" },
                    random.Permille(50) ? day + random.Between(5, 20) : Never, random.Permille(60) ? day + random.Between(5, 25) : Never);
            }
        }
    }

    private static IEnumerable<PortalNews> NewsOf(ulong seed, DemoUnit unit)
    {
        for (var day = 0; day <= WorldTime.LastDay; day++)
        {
            var random = DemoRandom.For(seed ^ Salt, 6, unit.Hash, (ulong)day);
            if (DemoSetting.Of2024.Calendar.IsWorking(day) && random.Permille(400))
            {
                var at = (day * WorldTime.SecondsPerDay) + random.Between(WorldTime.Opening, 22 * 3600);
                yield return new(unit, at, string.Create(CultureInfo.InvariantCulture, $"{unit.Code}-{day:D4}"), random.Permille(550), random.Permille(40) ? at + (36 * 3600) : Never);
            }
        }
    }

    private static int DayOf(int year, int month, int day) => WorldTime.DayOf(new DateOnly(year, month, day));
}

/// <param name="Claimed">Day of connection that the register told before the correction.</param>
internal sealed record RegisteredSystem(DemoUnit Owner, string Code, string Name, int From, int Ends, int Connected, int Claimed, int CorrectedOn, int Level, int PlanFrom)
{
    public bool IsListed(int day) => From <= day;

    public bool IsInUse(int day) => From <= day && day < Ends;

    public bool IsConnected(int day, int today) => (today < CorrectedOn ? Claimed : Connected) <= day;

    public bool HasPlan(int day) => PlanFrom <= day;
}

internal sealed record RegisteredDatabase(DemoUnit Owner, string Code, string Name, bool IsFoundation, int Connected, int Shared);

internal sealed record OneStopCamera(int Shops, int Cameras, int Connected, int OfflineFrom, int OfflineTo)
{
    public bool IsConnected(int day) => Shops > 0 && Connected <= day && !(OfflineFrom <= day && day < OfflineTo);
}

internal enum SiteKind
{
    Good,

    /// <summary>404.</summary>
    Gone,

    /// <summary>Points to a page of the district.</summary>
    Moved,

    /// <summary>200, and nothing of the commune.</summary>
    Parked,

    /// <summary>500.</summary>
    Broken,
}

/// <param name="Launched">From this day on there is a site; what the register says of it is always good.</param>
internal sealed record ComponentPortal(DemoUnit Unit, int Registered, int Launched, SiteKind Site)
{
    public bool IsRegistered(int day) => Registered <= day;

    public bool IsSaidToBeLive(int day) => Launched <= day;

    public bool IsLive(int day) => Launched <= day && Site == SiteKind.Good;
}

/// <param name="CancelledOn">Day on which it turns out not to have been held.</param>
/// <param name="MovedOnlineOn">Day on which its form is corrected to partly online.</param>
internal sealed record Inspection(DemoUnit Unit, string Code, int Day, string Form, int CancelledOn, int MovedOnlineOn)
{
    public string StateAt(int now) => WorldTime.DayOf(now) >= CancelledOn ? "huy" : now < (Day * WorldTime.SecondsPerDay) + WorldTime.Closing ? "ke-hoach" : "da-thuc-hien";

    public string FormAt(int now) => WorldTime.DayOf(now) >= MovedOnlineOn && Form == "truc-tiep" ? "ket-hop" : Form;
}

/// <param name="MovedAt">Instant at which it goes into another category.</param>
internal sealed record PortalNews(DemoUnit Unit, int At, string Id, bool IsAboutTransformation, int MovedAt)
{
    public bool CountsAt(int now) => At <= now && IsAboutTransformation && now < MovedAt;
}
