namespace IntegrationHub.Indicators.Catalogue;

/// <summary>A mapping file, read by the connector that it is for.</summary>
/// <param name="Path">In the catalogue: mappings/CONNECTOR/STREAM.map.yaml.</param>
public sealed record StreamMappingText(string Connector, string Stream, string Path, string Text);

/// <summary>An information system, platform or database that a plan names.</summary>
/// <param name="Also">Further roles.</param>
/// <param name="Connectors">Keys of the connectors by which it is, or would be, read.</param>
/// <param name="Indicators">Indicators that its counts could feed.</param>
/// <param name="NamedIn">Where the plans name it.</param>
public sealed record InformationSystem(
    string Code, SystemGroup Group, Text Name, SystemRole Role, IReadOnlyList<SystemRole> Also, IReadOnlyList<string> Connectors, IReadOnlyList<string> Indicators, string NamedIn)
{
    /// <summary>The indicator whose population the systems themselves are.</summary>
    public const string SharedDatabases = "shared-database-connected-rate";

    /// <summary>Unit in whose figures it counts; null: not known.</summary>
    public string? Owner { get; init; }

    /// <summary>When it is on the list of what is counted.</summary>
    public Validity Listed { get; init; } = Validity.Always;

    /// <summary>What is known of its connection, oldest first. Before the first and without any nobody knows.</summary>
    public IReadOnlyList<SharingFact> Sharing { get; init; } = [];

    public bool IsCountedIn(string indicator) => (Role is SystemRole.Counted || Also.Contains(SystemRole.Counted)) && Indicators.Contains(indicator);
}

/// <summary>From a day on a system is connected and shares its data, or is not, as a document says.</summary>
public sealed record SharingFact(DateOnly Since, bool IsConnected, string? Document);

public enum SystemGroup
{
    Provincial,
    National,
    Department,
    Commune,
    Security,
}

/// <summary>What a system is to the hub.</summary>
public enum SystemRole
{
    /// <summary>Figures come from it.</summary>
    Source,

    /// <summary>It carries messages.</summary>
    Transport,

    /// <summary>It receives computed figures.</summary>
    Subscriber,

    /// <summary>It says who somebody is.</summary>
    Identity,

    /// <summary>It gives lists of codes and populations.</summary>
    Reference,

    /// <summary>It is one unit of what an indicator counts.</summary>
    Counted,

    /// <summary>Named, and nothing to connect yet.</summary>
    None,
}
