using System.Text;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Simulators.Tthc;
using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Sources;

/// <summary>
/// A simulated source system beside the one for procedures: served below its own path, with a configuration, agency codes and the truth
/// that the hub's figures are held against. Everything is a pure function of the world's seed and of the instant.
/// </summary>
public abstract class DemoSource
{
    /// <summary>Id of the source, and the path below which it is served.</summary>
    public abstract string Id { get; }

    /// <summary>The source's configuration for a hub.</summary>
    /// <param name="baseUrl">Where this source is served, without a slash at the end.</param>
    public abstract string Yaml(string baseUrl);

    /// <summary>Which agency codes it uses, and what they mean.</summary>
    public abstract IEnumerable<(string Code, string Unit)> Agencies { get; }

    /// <summary>What a hub that has read everything at an instant must have counted, by unit and interval; what it cannot know is left out.</summary>
    public abstract IEnumerable<TruthCell> Truth(DateTimeOffset asOf);

    /// <summary>Serves the source.</summary>
    /// <param name="routes">Below the source's path.</param>
    /// <param name="site">Clock and sign-in of the simulators.</param>
    internal abstract void Map(IEndpointRouteBuilder routes, DemoSite site);

    /// <summary>Faults were switched: for sources that are files, which no gate stands in front of.</summary>
    internal virtual void Play(IReadOnlyList<Fault> faults)
    {
    }

    /// <summary>Brings files up to now; servers do that by themselves.</summary>
    public virtual void Refresh()
    {
    }

    /// <summary>The agency codes as a file of the catalogue.</summary>
    public string Aliases()
    {
        var yaml = new StringBuilder($"source: {Id}\naliases:\n");
        foreach (var (code, unit) in Agencies)
        {
            yaml.Append("  - { code: \"").Append(code).Append("\", unit: ").Append(unit).Append(", synthetic: true }\n");
        }

        return yaml.ToString();
    }
}

/// <param name="Unit">Org unit id.</param>
/// <param name="To">Day after the last.</param>
public sealed record TruthCell(string Metric, string Unit, DateOnly From, DateOnly To, decimal Amount);

/// <summary>What a simulated source is given: the account, and its own idea of now.</summary>
internal sealed class DemoSite(DemoCredentials credentials, TimeProvider time)
{
    public DemoCredentials Credentials => credentials;

    /// <summary>Who is signed in.</summary>
    public SourceSessions Sessions { get; } = new(credentials, new SimulatorClock(time));

    public DateTimeOffset Now => time.GetUtcNow().ToOffset(WorldTime.Offset);

    public DateOnly Today => DateOnly.FromDateTime(Now.DateTime);
}
