using IntegrationHub.Simulators.Sources.DocumentManagement;
using IntegrationHub.Simulators.Sources.Enterprises;
using IntegrationHub.Simulators.Sources.Folders;
using IntegrationHub.Simulators.Sources.HealthRecords;
using IntegrationHub.Simulators.Sources.NationalFigures;
using IntegrationHub.Simulators.Sources.NationalPortalPayments;
using IntegrationHub.Simulators.Sources.OpenCps;
using IntegrationHub.Simulators.Sources.OpenData;
using IntegrationHub.Simulators.Sources.Qd766;
using IntegrationHub.Simulators.Sources.Registers;
using IntegrationHub.Simulators.Sources.Reporting;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Sources;

/// <summary>The simulated sources of a world beside the one for procedures.</summary>
public static class DemoSourceList
{
    /// <summary>Only the world of 2024 has them: no plan of 2025 is in the catalogue that would ask for their figures.</summary>
    /// <param name="world">Which world.</param>
    /// <param name="dossiers">Its dossiers, where they are at hand; else they are made when somebody asks for them.</param>
    public static IReadOnlyList<DemoSource> Of(DemoWorldOptions world, DemoWorld? dossiers = null)
    {
        ArgumentNullException.ThrowIfNull(world);
        var made = new Lazy<DemoWorld>(() => dossiers ?? new DemoWorld(world));
        return world.Year != 2024
            ? []
            :
            [
                new DocumentManagementSource(world),
                new ReportingSource(world),
                new Qd766Source(made),
                new OpenCpsSource(made),
                new PaymentSource(world),
                new RegisterSource(world),
                new EnterprisesSource(world.Seed),
                new NationalFiguresSource(world),
                .. FolderSources.Of(world.Seed),
                new HealthRecordsSource(world.Seed),
                new OpenDataSource(world.Seed),
            ];
    }
}
