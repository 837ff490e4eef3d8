namespace IntegrationHub.Simulators.World;

/// <summary>The agencies of the world of 2024.</summary>
public static class DemoUnits
{
    public const string Province = "ubnd-tinh-bac-giang";
    public const string ProvinceCode = "H02";
    public const string ProvinceOldCode = "000.00.00.H02";

    public static IReadOnlyList<DemoUnit> All => DemoCast.Of2024.All;

    public static DemoUnit? Find(string id) => DemoCast.Of2024.Find(id);

    public static DemoUnit Get(string id) => DemoCast.Of2024.Get(id);

    /// <summary>By agency code in either form.</summary>
    public static DemoUnit? FindByCode(string code) => DemoCast.Of2024.FindByCode(code);
}
