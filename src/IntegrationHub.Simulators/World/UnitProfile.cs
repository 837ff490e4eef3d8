namespace IntegrationHub.Simulators.World;

/// <summary>How well one agency works, in thousandths; drawn per unit so that some meet the plans' targets and some do not.</summary>
public sealed class UnitProfile
{
    // Cases of the whole world at scale 1: about 55 % in 209 communes, 30 % in 10 districts, 15 % in 16 departments.
    private const int CommuneVolume = 385_000 / 209;
    private const int DistrictVolume = 210_000 / 10;
    private const int DepartmentVolume = 105_000 / 16;

    // Since 1 July 2025 the same cases in 99 communes, with those of the districts.
    private const int MergedCommuneVolume = (CommuneVolume * 313 + DistrictVolume * 18) / 99;

    private readonly DemoSetting _setting;
    private readonly DemoUnit _agency;
    private readonly ulong _seed;
    private readonly ulong _unit;
    private readonly long _volumeMillionths;

    public UnitProfile(DemoSetting setting, ulong seed, DemoUnit unit, long scaleMillionths)
    {
        (_setting, _agency) = (setting, unit);
        _seed = seed;
        _unit = unit.Hash;
        var random = DemoRandom.For(seed, unit.Hash, 1);
        var (volume, low, high) = unit.Level switch
        {
            DemoLevel.Commune when unit.FirstDay >= DemoCast.SecondReform => (MergedCommuneVolume, 40, 160),
            DemoLevel.Commune => (CommuneVolume, 40, 160),
            DemoLevel.District => (DistrictVolume, 80, 120),
            _ => (DepartmentVolume, 60, 140),
        };
        _volumeMillionths = volume * scaleMillionths / 100 * random.Between(low, high);
        Online = random.Between(550, 900);
        Verified = random.Between(400, 950);
        // About one agency in eight has every result and every dossier digitized: "100 %" can be met.
        Flawless = random.Permille(125);
        ElectronicResult = Flawless ? 1000 : random.Between(600, 990);
        Digitized = Flawless ? 1000 : random.Between(600, 990);
        Components = random.Between(600, 950);
        Reuse = random.Between(250, 800);
        PaidOnline = random.Between(300, 950);
        EntersInBulk = random.Permille(250);
    }

    public int Online { get; }

    public int Verified { get; }

    public bool Flawless { get; }

    public int ElectronicResult { get; }

    public int Digitized { get; }

    public int Components { get; }

    public int Reuse { get; }

    public int PaidOnline { get; }

    /// <summary>Types many results in only when a report is due, from the 20th to the 25th.</summary>
    public bool EntersInBulk { get; }

    /// <summary>Dossiers filed on the day.</summary>
    public int CountOn(int day)
    {
        if (day < Math.Max(_setting.FirstDay, _agency.FirstDay) || day > _setting.LastDay || day >= _agency.EndDay)
        {
            return 0;
        }

        var random = DemoRandom.For(_seed, _unit, 2, (ulong)day);
        // Int128: a million dossiers a year in millionths times the weight does not fit 64 bits with room to spare.
        var expected = (long)((Int128)_volumeMillionths * _setting.DayWeights[day] / _setting.DayWeightSum) * random.Between(700, 1300) / 1000;
        return (int)(expected / 1_000_000) + (random.Below(1_000_000) < expected % 1_000_000 ? 1 : 0);
    }
}
