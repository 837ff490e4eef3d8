using Microsoft.EntityFrameworkCore.Migrations;

namespace IntegrationHub.Store.Migrations;

/// <summary>How far a source's clock was off, which stood only in the words of a run's progress.</summary>
public static class SourceClockColumn
{
    public static void Create(MigrationBuilder m)
    {
        ArgumentNullException.ThrowIfNull(m);
        m.AddColumn<int>("clock_off_seconds", "run", nullable: true);
    }
}
